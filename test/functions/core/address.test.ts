import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { addressOf, canonical, familyOf, isGlobal, kindOf, rangeOf } from '../../../functions/core/address.ts';
import { REGISTRIES } from './address-registries.ts';

type Address = ReturnType<typeof ipaddr.parse>;
const numberOf = (address: Address) => BigInt(`0x${Buffer.from(address.toByteArray()).toString('hex')}`);
const addressAt = (at: bigint, bits: number) =>
  ipaddr.fromByteArray([...Buffer.from(at.toString(16).padStart(bits / 4, '0'), 'hex')]);

/** The registries' rows as numbers, the longest prefix first: in these the most specific row counts, as IANA has it. */
const ROWS = REGISTRIES.map(([block, reachable, word]) => {
  const [network, length] = ipaddr.parseCIDR(block);
  const bits = network.kind() === 'ipv4' ? 32 : 128;
  const first = numberOf(network);
  return { block, reachable, word, bits, length, first, last: first + (1n << BigInt(bits - length)) - 1n };
}).sort((one, other) => other.length - one.length);

function rowOf(address: Address) {
  const [at, bits] = [numberOf(address), address.toByteArray().length * 8];
  return ROWS.find((row) => row.bits === bits && row.first <= at && at <= row.last);
}

/** First and last address of each row, and its neighbours outside. */
const EDGES = ROWS.flatMap(({ first, last, bits }) =>
  [first - 1n, first, first + 1n, last - 1n, last, last + 1n]
    .filter((at) => at >= 0n && at < 1n << BigInt(bits))
    .map((at) => addressAt(at, bits)),
);

const octets = (length: number) =>
  fc.array(fc.oneof(fc.constantFrom(0, 0, 0, 255), fc.nat(255)), { minLength: length, maxLength: length });
const within = fc.constantFrom(...ROWS).chain(({ first, last, bits }) => fc.bigInt(first, last).map((at) => addressAt(at, bits)));
const anywhere = fc.oneof(octets(4), octets(16)).map((bytes) => ipaddr.fromByteArray(bytes));
const addresses = fc.oneof(within, anywhere, fc.constantFrom(...EDGES));

describe('an address that may be asked', () => {
  it.each(['8.8.8.8', '192.175.48.1', '192.52.193.1', '2001:500::1', '2a00:1450::1', '2620:4f:8000::1'])('is %s', (address) => {
    expect(isGlobal(address)).toBe(true);
  });

  it.each([
    ['10.0.0.1', 'a private'],
    ['172.16.0.1', 'a private'],
    ['192.168.1.1', 'a private'],
    ['100.64.0.1', 'a private'],
    ['127.0.0.1', 'a loopback'],
    ['169.254.169.254', 'a link-local'],
    ['0.0.0.0', 'an unspecified'],
    ['0.0.0.1', 'a reserved'],
    ['224.0.0.1', 'a multicast'],
    ['255.255.255.255', 'a broadcast'],
    ['240.0.0.1', 'a reserved'],
    ['192.0.2.1', 'a reserved'],
    ['198.18.0.1', 'a reserved'],
    ['::1', 'a loopback'],
    ['0:0:0:0:0:0:0:1', 'a loopback'],
    ['::', 'an unspecified'],
    ['fe80::1', 'a link-local'],
    ['FE80::1%eth0', 'a link-local'],
    ['fe80::1%en-0', 'a link-local'],
    ['fec0::1', 'a site-local'],
    ['fd00:ec2::254', 'a private'],
    ['ff02::1', 'a multicast'],
    ['2001:db8::1', 'a reserved'],
    ['::ffff:127.0.0.1', 'an IPv4-mapped'],
    ['::ffff:7f00:1', 'an IPv4-mapped'],
    ['::FFFF:127.0.0.1%lo', 'an IPv4-mapped'],
    ['::ffff:8.8.8.8', 'an IPv4-mapped'],
    ['::ffff:0:127.0.0.1', 'a reserved'],
    ['::192.168.1.1', 'a reserved'],
    ['64:ff9b::10.0.0.1', 'a NAT64'],
    ['64:ff9b::8.8.8.8', 'a NAT64'],
    ['64:ff9b:1::10.0.0.1', 'a NAT64'],
    ['2002:c0a8:101::1', 'a 6to4'],
    ['2002:808:808::1', 'a 6to4'],
    ['2001::1', 'a Teredo'],
    ['4000::1', 'a reserved'],
    ['010.1.1.1', 'a reserved'],
    ['0x7f.1', 'a reserved'],
    ['127.1', 'a reserved'],
    ['[::1]', 'a reserved'],
    ['1', 'a reserved'],
    ['ns.example', 'a reserved'],
    ['', 'a reserved'],
  ])('is not %s, %s one', (address, kind) => {
    expect(isGlobal(address)).toBe(false);
    expect(kindOf(address)).toBe(kind);
  });
});

describe('the range of an address', () => {
  it.each(ROWS.map((row) => [row.block, row] as const))('is that of the registry at the edges of %s', (_, row) => {
    const { first, last, bits } = row;
    const edges = [first - 1n, first, last, last + 1n].filter((at) => at >= 0n && at < 1n << BigInt(bits));
    for (const edge of edges.map((at) => addressAt(at, bits))) {
      expect([edge.toString(), rangeOf(edge.toString())]).toEqual([edge.toString(), rowOf(edge)?.word ?? 'global']);
    }
  });

  it('is that of the most specific row of the registry, everywhere', () => {
    fc.assert(
      fc.property(addresses, (address) => {
        expect(rangeOf(address.toString())).toBe(rowOf(address)?.word ?? 'global');
      }),
      { numRuns: 3000 },
    );
  });

  it('is global for nothing that a registry does not call globally reachable', () => {
    const looser = ROWS.filter(({ word, reachable }) => word === 'global' && reachable !== 'True').map(({ block }) => block);
    expect(looser).toEqual(['2000::/3']);
  });

  it('is stricter than the registries for NAT64, for what the nearest server answers, and for names of hosts', () => {
    const stricter = ROWS.filter(({ word, reachable }) => word !== 'global' && reachable === 'True').map(({ block }) => block);
    const nearest = ['192.0.0.9/32', '192.0.0.10/32', '2001:1::1/128', '2001:1::2/128', '2001:1::3/128'];
    expect(stricter.sort()).toEqual(['64:ff9b::/96', '2001:20::/28', '2001:30::/28', ...nearest].sort());
  });
});

describe('beside ipaddr.js', () => {
  /** Its names of ranges in our words; the names of single protocols are none of ours. */
  const WORDS: Readonly<Record<string, string>> = {
    ...{ private: 'private', uniqueLocal: 'private', carrierGradeNat: 'private', loopback: 'loopback', linkLocal: 'link-local' },
    ...{ multicast: 'multicast', broadcast: 'broadcast', unspecified: 'unspecified', deprecatedSiteLocal: 'site-local' },
    ...{ ipv4Mapped: 'IPv4-mapped', rfc6052: 'NAT64', teredo: 'Teredo', '6to4': '6to4' },
    ...{ unicast: 'global', as112: 'global', as112v6: 'global', amt: 'global' },
  };

  /** Where we differ: it calls all of 0.0.0.0/8 unspecified, and global whatever IANA has not handed out. */
  function refereed(address: Address): string {
    const word = WORDS[address.range()] ?? 'reserved';
    if (word === 'unspecified' && numberOf(address) !== 0n) return 'reserved';
    const isHandedOut = address.kind() === 'ipv4' || numberOf(address) >> 125n === 1n;
    return word === 'global' && !isHandedOut ? 'reserved' : word;
  }

  it('says the same of every edge of every range', () => {
    for (const address of EDGES) expect([`${address}`, rangeOf(`${address}`)]).toEqual([`${address}`, refereed(address)]);
  });

  it('says the same of every address', () => {
    fc.assert(
      fc.property(addresses, (address) => {
        expect(rangeOf(address.toString())).toBe(refereed(address));
        expect(isGlobal(address.toString())).toBe(refereed(address) === 'global');
      }),
      { numRuns: 3000 },
    );
  });

  it('writes the same text for the same bytes', () => {
    fc.assert(
      fc.property(fc.oneof(octets(4), octets(16)), (bytes) => {
        expect(addressOf(Uint8Array.from(bytes))).toBe(ipaddr.fromByteArray(bytes).toString());
      }),
      { numRuns: 3000 },
    );
  });

  it('writes the same text for the same address, however it was typed', () => {
    const spellings = octets(16).chain((bytes) => {
      const address = new ipaddr.IPv6(bytes);
      const groups = address.toNormalizedString().split(':');
      const full = groups.map((group) => group.padStart(4, '0'));
      const ways = [
        `${address}`,
        groups.join(':'),
        full.join(':'),
        `${groups.slice(0, 6).join(':')}:${bytes.slice(12).join('.')}`,
      ];
      return fc.constantFrom(...ways, ...ways.map((way) => way.toUpperCase())).map((typed) => ({ typed, text: `${address}` }));
    });
    fc.assert(
      fc.property(spellings, ({ typed, text }) => {
        expect(canonical(typed)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('differs where an IPv4 address stands behind ::, which is no mapped one (RFC 4291 section 2.5.5)', () => {
    expect([canonical('::192.0.2.1'), ipaddr.parse('::192.0.2.1').toString()]).toEqual(['::c000:201', '::ffff:c000:201']);
  });
});

describe('the family of an address', () => {
  it('is told by its text', () => {
    expect([familyOf('192.0.2.1'), familyOf('2001:db8::1'), familyOf('::ffff:192.0.2.1')]).toEqual(['IPv4', 'IPv6', 'IPv6']);
  });
});

describe('the text of an address', () => {
  it.each([
    ['c0000201', '192.0.2.1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010db80000000000000001000a0abc', '2001:db8::1:a:abc'],
    ['00010002000300040005000600070000', '1:2:3:4:5:6:7:0'],
    ['00000000000000000000ffffc0000201', '::ffff:c000:201'],
    ['000000000000000000000000c0000201', '::c000:201'],
    ['00000000000000000000000000000001', '::1'],
    ['00000000000000000000000000000000', '::'],
  ])('of %s is %s', (hex, text) => {
    expect(addressOf(Buffer.from(hex, 'hex'))).toBe(text);
  });

  it.each([0, 1, 5, 12, 15, 17, 18, 32])('is never that of %i bytes', (length) => {
    expect(() => addressOf(new Uint8Array(length))).toThrow(TypeError);
  });

  it.each(['192.0.2.1', '2001:db8::1:0:0:1', '::ffff:c000:201'])('stays %s', (text) => expect(canonical(text)).toBe(text));

  it.each(['', 'fe80::1%eth0', '2001:db8::1/64', '::1]:53/[', '1::2::3', '192.0.2.1:53'])('is not made of %j', (typed) => {
    expect(() => canonical(typed)).toThrow(TypeError);
  });
});
