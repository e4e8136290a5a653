import { isIPv4 } from 'node:net';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { isAmong, isRange, poolOf } from '../../../functions/core/pool.ts';

const isTaken = (entry: string) => ipaddr.isValid(entry) || ipaddr.isValidCIDR(entry);

describe('a pool', () => {
  it('consists of addresses, ranges and host names', () => {
    const entries = ['192.0.2.1', '2600:9000::/28', 'LB.example.net.'];
    expect(poolOf(entries)).toEqual({ ranges: ['192.0.2.1', '2600:9000::/28'], hosts: ['lb.example.net'] });
  });

  it.each([
    ['192.0.2.1', ['192.0.2.1'], true],
    ['192.0.2.2', ['192.0.2.1'], false],
    ['192.0.2.1', ['192.0.2.0/24'], true],
    ['192.0.2.1', ['192.0.2.77/24'], true],
    ['192.0.3.1', ['192.0.2.77/24'], false],
    ['192.0.2.1', ['192.0.3.0/24', '2600::/8'], false],
    ['192.0.2.1', ['0.0.0.0/0'], true],
    ['192.0.2.1', ['::/0'], false],
    ['192.0.2.1', ['::/64'], false],
    ['192.0.2.1', ['::ffff:0:0/90'], false],
    ['2600:9000:0:0::1', ['2600:9000::1'], true],
    ['2600:9000::1', ['2600:9000::2/127'], false],
    ['2600:9000::1', ['2600:9000::/127'], true],
    ['2600:9000::1', ['0.0.0.0/0'], false],
    ['2600:9000::1', ['::/0'], true],
    ['::ffff:192.0.2.1', ['192.0.2.1'], true],
    ['::ffff:c000:201', ['192.0.2.0/24'], true],
    ['::ffff:192.0.2.1', ['::/0'], false],
    ['192.0.2.1', ['::ffff:192.0.2.1'], true],
    ['192.0.2.1', ['::ffff:192.0.2.0/120'], true],
    ['192.0.3.1', ['::ffff:192.0.2.0/120'], false],
    ['192.0.2.1', [], false],
    ['no address', ['0.0.0.0/0'], false],
    ['', ['0.0.0.0/0', '::/0'], false],
    ['010.0.0.1', ['0.0.0.0/0', '::/0'], false],
    ['1::2::3', ['0.0.0.0/0', '::/0'], false],
    ['192.0.2.1', ['lb.example.net'], false],
    ['192.0.2.1', ['192.0.2.0/33', 'lb.example.net', '192.0.2.0/'], false],
    ['192.0.2.1', ['192.0.2.0/33', 'lb.example.net', '192.0.2.0/24'], true],
  ])('%s among %j: %s', (address, ranges, is) => expect(isAmong(address, ranges)).toBe(is));
});

describe('an address or a range', () => {
  it.each(['192.0.2.1', '192.0.2.0/24', '192.0.2.77/24', '0.0.0.0/0', '192.0.2.1/32', '2001:DB8::/32', '::/0', '::1/128'])(
    'is %s',
    (entry) => expect([isRange(entry), isTaken(entry)]).toEqual([true, true]),
  );

  it.each(['10.0.0.0/33', '10.0.0.0/', '/8', '10.0.0.0/-1', '10.0.0.0/8/8', '::/129', '10.0.0.0/8.0', ' 10.0.0.0', 'lb.example'])(
    'is not %s',
    (entry) => expect([isRange(entry), isTaken(entry)]).toEqual([false, false]),
  );

  it.each([
    '10.0.0/8',
    '10.1',
    '1',
    '0x7f.1',
    '010.0.0.1',
    '10.0.0.0/08',
    '0x7f000001/8',
    '2001:db8::1%eth0',
    '2001:db8::%eth0/64',
  ])('is not %s, which ipaddr.js takes for one', (entry) => expect([isRange(entry), isTaken(entry)]).toEqual([false, true]));
});

describe('a pool beside ipaddr.js', () => {
  const bytes = fc.oneof(fc.constantFrom(0, 0, 255), fc.nat(255));
  const of = (length: 4 | 16) => fc.array(bytes, { minLength: length, maxLength: length });
  /** A range with bits of the host, and an address that shares so many bits with it. */
  const cases = fc
    .constantFrom<4 | 16>(4, 16)
    .chain((length) =>
      fc.record({ network: of(length), other: of(length), bits: fc.nat(length * 8), shared: fc.nat(length * 8) }),
    );

  it('finds the same addresses in the same ranges', () => {
    fc.assert(
      fc.property(cases, ({ network, other, bits, shared }) => {
        const mask = (at: number) => 255 & (255 << Math.max(0, 8 - Math.max(0, shared - at * 8)));
        const near = network.map((byte, at) => (byte & mask(at)) | ((other[at] ?? 0) & ~mask(at)));
        const address = ipaddr.fromByteArray(near);
        const range = `${ipaddr.fromByteArray(network)}/${bits}`;
        fc.pre(address.range() !== 'ipv4Mapped');
        const [base, length] = ipaddr.parseCIDR(range);
        expect(isAmong(`${address}`, [range])).toBe(address.match(base, length));
        expect(isAmong(`${address}`, [`${address}`, range])).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('takes every address and every range in the text that ipaddr.js writes', () => {
    fc.assert(
      fc.property(cases, ({ network, bits }) => {
        const text = ipaddr.fromByteArray(network).toString();
        expect([isRange(text), isRange(`${text}/${bits}`), isRange(`${text}/${isIPv4(text) ? 33 : 129}`)]).toEqual([
          true,
          true,
          false,
        ]);
      }),
    );
  });

  it('never throws, whatever somebody declared, and takes nothing that ipaddr.js does not', () => {
    const part = fc.constantFrom('1', '10', '0', '08', '256', 'a', 'ff', ':', '::', '.', '/', '%', '-', ' ', '0x1', '192.0.2.1');
    const typed = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(typed, typed, (address, entry) => {
        expect(typeof isAmong(address, [entry])).toBe('boolean');
        if (isRange(entry)) expect(isTaken(entry)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
