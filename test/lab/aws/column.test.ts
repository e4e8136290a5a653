import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KEPT_MINUTES, merged, openColumn } from '../../../lab/aws/column.ts';
import type { StatisticSet } from '../../../lab/aws/metrics.ts';

const setOf = (value: number): StatisticSet => ({ sampleCount: 1, sum: value, minimum: value, maximum: value });

describe('a column of values', () => {
  it('holds what was put into it, in whatever order it came', () => {
    const datum = fc.record({ minute: fc.integer({ min: 29_700_000, max: 29_700_060 }), value: fc.integer({ min: -9, max: 9 }) });
    const asked = fc.record({ first: fc.integer({ min: 29_699_990, max: 29_700_070 }), count: fc.integer({ min: 1, max: 30 }) });
    fc.assert(
      fc.property(fc.array(datum, { maxLength: 200 }), asked, (data, { first, count }) => {
        const column = openColumn();
        for (const { minute, value } of data) column.add(minute, setOf(value));
        const mine = data.filter(({ minute }) => minute >= first && minute < first + count).map(({ value }) => setOf(value));
        const [start, ...rest] = mine;
        expect(column.over(first, count)).toEqual(start && rest.reduce(merged, start));
      }),
    );
  });

  it('keeps two weeks, and not much more', () => {
    const column = openColumn();
    const last = 4 * KEPT_MINUTES;
    for (let minute = 0; minute <= last; minute += 5) column.add(minute, setOf(minute));
    expect(column.over(last - KEPT_MINUTES, 5)).toEqual(setOf(last - KEPT_MINUTES));
    expect(column.over(0, KEPT_MINUTES)).toBeUndefined();
    expect(column.over(last, 1)).toEqual(setOf(last));
  });
});
