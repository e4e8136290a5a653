import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fractionOf, groupsOf } from '../../cdk/groups.ts';

const few = (most: number) => (group: readonly string[]) => group.length <= most;
const groupNames = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 200 });
const of = (names: readonly string[], most = 10) => groupsOf(names, (name) => name, few(most));

describe('groupsOf', () => {
  it('leaves together what fits', () => {
    expect(of(['a', 'b'])).toEqual([{ key: '', items: ['a', 'b'] }]);
    expect(of([])).toEqual([]);
  });

  it('loses nothing, repeats nothing, and fills no group too full', () => {
    fc.assert(
      fc.property(groupNames, (names) => {
        const groups = of(names);
        expect(groups.flatMap(({ items }) => items).sort()).toEqual([...names].sort());
        expect(groups.every(({ items }) => items.length <= 10)).toBe(true);
      }),
    );
  });

  it('changes one group alone when a name comes in, whatever its place', () => {
    fc.assert(
      fc.property(groupNames, fc.string({ minLength: 1 }), fc.nat(), (names, name, place) => {
        const before = names.filter((one) => one !== name);
        const after = before.toSpliced(place % (before.length + 1), 0, name);
        const known = new Map(of(before).map(({ key, items }) => [key, JSON.stringify(items)]));
        const changed = of(after).filter(({ key, items }) => known.get(key) !== JSON.stringify(items));
        // One group, or the parts that it was split into: all of them begin with the bits of the one that is gone.
        const gone = [...known.keys()].find((key) => changed.every((group) => group.key.startsWith(key)));
        expect(changed.length === 1 || gone !== undefined).toBe(true);
      }),
    );
  });

  it('keeps an item alone that fits nowhere', () => {
    expect(groupsOf(['a'], String, () => false)).toEqual([{ key: '', items: ['a'] }]);
  });
});

describe('fractionOf', () => {
  it.each([
    ['', 0],
    ['0', 0],
    ['1', 0.5],
    ['01', 0.25],
    ['11', 0.75],
  ])('puts group %j at %d', (key, fraction) => {
    expect(fractionOf(key)).toBe(fraction);
  });
});
