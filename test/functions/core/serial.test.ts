import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSerials, newestSerial, serialsBehind } from '../../../functions/core/serial.ts';

const SPACE = 2 ** 32;
const HALF = 2 ** 31;
const serials = fc.integer({ min: 0, max: SPACE - 1 });
const steps = fc.integer({ min: 1, max: HALF - 1 });
const add = (serial: number, by: number) => (serial + by) % SPACE;
const OPPOSITE = { newer: 'older', older: 'newer', equal: 'equal', incomparable: 'incomparable' } as const;

describe('compareSerials', () => {
  it.each([
    [2, 1, 'newer'],
    [0, SPACE - 1, 'newer'],
    [1, SPACE - 1, 'newer'],
    [SPACE - 1, 0, 'older'],
    [HALF, 0, 'incomparable'],
    [HALF - 1, 0, 'newer'],
    [HALF + 1, 0, 'older'],
    [1763600000, 2026112001, 'older'],
    [7, 7, 'equal'],
  ] as const)('%d is to %d: %s', (a, b, order) => {
    expect(compareSerials(a, b)).toBe(order);
  });

  it('says the opposite when asked the other way round', () => {
    fc.assert(fc.property(serials, serials, (a, b) => compareSerials(b, a) === OPPOSITE[compareSerials(a, b)]));
  });

  it('calls every step up to 2^31 - 1 newer, past the end of the number space too', () => {
    fc.assert(fc.property(serials, steps, (serial, by) => compareSerials(add(serial, by), serial) === 'newer'));
  });

  it('knows no order at exactly 2^31, and at no other distance', () => {
    fc.assert(fc.property(serials, (serial) => compareSerials(add(serial, HALF), serial) === 'incomparable'));
    fc.assert(fc.property(serials, serials, (a, b) => (compareSerials(a, b) === 'incomparable') === (Math.abs(a - b) === HALF)));
  });

  it('is transitive as long as the steps together stay below 2^31', () => {
    fc.assert(
      fc.property(serials, steps, steps, (first, one, two) => {
        fc.pre(one + two < HALF);
        return compareSerials(add(add(first, one), two), first) === 'newer';
      }),
    );
  });

  it('is not transitive beyond that', () => {
    fc.assert(
      fc.property(serials, steps, steps, (first, one, two) => {
        fc.pre(one + two > HALF);
        return compareSerials(add(add(first, one), two), first) === 'older';
      }),
    );
  });
});

describe('serialsBehind', () => {
  it('counts the steps, past the end of the number space too', () => {
    fc.assert(fc.property(serials, steps, (serial, by) => serialsBehind(serial, add(serial, by)) === by));
    expect(serialsBehind(SPACE - 1, 1)).toBe(2);
    expect(serialsBehind(5, 5)).toBe(0);
  });
});

describe('newestSerial', () => {
  it('is the last of a history that spans less than half the number space, in whatever order it comes', () => {
    const histories = fc.tuple(serials, fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 20 }), fc.nat());
    fc.assert(
      fc.property(histories, ([start, edits, turn]) => {
        let last = start;
        const history = [start, ...edits.map((by) => (last = add(last, by)))];
        const at = turn % history.length;
        return newestSerial([...history.slice(at), ...history.slice(0, at)]) === last;
      }),
    );
  });

  it('is newer than or equal to every other, where there is one', () => {
    fc.assert(
      fc.property(fc.array(serials, { maxLength: 6 }), (all) => {
        const newest = newestSerial(all);
        return newest === undefined || all.every((other) => ['newer', 'equal'].includes(compareSerials(newest, other)));
      }),
    );
  });

  it('is nothing of none, of a cycle, or at a distance of 2^31', () => {
    expect(newestSerial([])).toBeUndefined();
    expect(newestSerial([0, 1_500_000_000, 3_000_000_000])).toBeUndefined();
    expect(newestSerial([1, 1 + HALF])).toBeUndefined();
  });
});
