import { describe, expect, it } from 'vitest';
import type { Dnskey } from '../../../functions/core/canonical.ts';
import { bindingAmong, type Ds, isDigestOf, isZoneKey, keyTagOf } from '../../../functions/core/ds.ts';

/** The example of RFC 4509 section 2.3 (and RFC 4034 section 5.4). */
const RFC_KEY: Dnskey = {
  type: 'DNSKEY',
  flags: 256,
  protocol: 3,
  algorithm: 5,
  key: Buffer.from(
    'AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==',
    'base64',
  ),
};
const ds = (digestType: number, hex: string, more: Partial<Ds> = {}): Ds => ({
  ...{ type: 'DS', keyTag: 60_485, algorithm: 5, digestType, digest: Buffer.from(hex, 'hex') },
  ...more,
});
const SHA1 = ds(1, '2BB183AF5F22588179A53B0A98631FAD1A292118');
const SHA256 = ds(2, 'D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A');

describe('a DS record', () => {
  it('has the key tag of the example in RFC 4034', () => expect(keyTagOf(RFC_KEY)).toBe(60_485));

  it.each([
    ['SHA-1, RFC 4034 section 5.4', SHA1],
    ['SHA-256, RFC 4509 section 2.3', SHA256],
  ])('fits its key: %s', (_, record) => expect(isDigestOf(record, RFC_KEY, 'DSKEY.example.com')).toBe(true));

  it.each([
    ['another zone', SHA256, RFC_KEY, 'example.com'],
    ['another tag', { ...SHA256, keyTag: 1 }, RFC_KEY, 'dskey.example.com'],
    ['another algorithm', { ...SHA256, algorithm: 8 }, RFC_KEY, 'dskey.example.com'],
    ['another key', SHA256, { ...RFC_KEY, key: Buffer.concat([RFC_KEY.key, Buffer.from([0])]) }, 'dskey.example.com'],
    ['a digest that nobody knows', ds(9, '00'), RFC_KEY, 'dskey.example.com'],
  ] as const)('does not fit %s', (_, record, key, zone) => expect(isDigestOf(record, key, zone)).toBe(false));

  it.each([
    ['a digest that is known', [1], [1]],
    ['better digests alone', [2, 1, 4], [2, 4]],
    ['SHA-1 where there is no better one', [1, 3], [1]],
    ['not one that is unknown', [2, 9, 3], [2]],
    ['nothing', [3], []],
  ] as const)('binds by %s', (_, types, binding) =>
    expect(bindingAmong(types.map((type) => ds(type, ''))).map(({ digestType }) => digestType)).toEqual(binding),
  );

  it('binds by no key of an algorithm that nobody knows', () =>
    expect([12, 13, 16, 253].filter((algorithm) => bindingAmong([{ ...ds(2, ''), algorithm }]).length > 0)).toEqual([13, 16]));
});

describe('a key', () => {
  it('of a zone has the zone bit, protocol 3, and is not revoked', () => {
    expect(isZoneKey(RFC_KEY)).toBe(true);
    expect([{ flags: 0 }, { flags: 0x181 }, { protocol: 1 }].filter((change) => isZoneKey({ ...RFC_KEY, ...change }))).toEqual(
      [],
    );
  });
});
