import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bounded, MOST_ADDRESSES } from '../../../functions/core/bound.ts';

const fours = (count: number) => Array.from({ length: count }, (_, index) => `192.0.2.${index}`);
const sixes = (count: number) => Array.from({ length: count }, (_, index) => `2001:db8::${index}`);

describe('the addresses of a host that are asked', () => {
  it.each<[string, readonly string[], number, number, number]>([
    ['all of a few', [...fours(3), ...sixes(2)], 3, 2, 0],
    ['none of none', [], 0, 0, 0],
    ['all where there are just as many', fours(16), 16, 0, 0],
    ['the first where there are more', fours(17), 16, 0, 1],
    ['some of either family where one alone is too many', [...fours(30), ...sixes(2)], 14, 2, 16],
    ['half of each where both are', [...fours(30), ...sixes(30)], 8, 8, 44],
  ])('are %s', (_what, addresses, four, six, beyond) => {
    const parts = bounded(addresses);
    const isSix = (address: string) => address.includes(':');
    expect([parts.asked.filter((one) => !isSix(one)).length, parts.asked.filter(isSix).length]).toEqual([four, six]);
    expect(parts.beyond).toHaveLength(beyond);
  });

  it('and the others are together all, each in the old order', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(fc.uniqueArray(address, { maxLength: 64 }), fc.integer({ min: 0, max: 20 }), (addresses, most) => {
        const { asked, beyond } = bounded(addresses, most);
        expect(asked).toHaveLength(Math.min(most, addresses.length));
        expect(addresses.filter((one) => asked.includes(one))).toEqual(asked);
        expect(addresses.filter((one) => !asked.includes(one))).toEqual(beyond);
      }),
    );
  });

  it('are sixteen by default', () => {
    expect(bounded(fours(100)).asked).toEqual(fours(MOST_ADDRESSES));
  });
});
