import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bucket, balanceOf, EXACT_SET, REGISTERED_DOMAIN } from '../../../functions/core/bucket.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-20T00:00:00Z');
const at = (hours: number) => START + hours * HOUR;
const on = (hours: number) => new Date(at(hours));

/** The bucket played second by second in whole units: a unit comes back every tick, a token is `refill` units. */
function simulate({ size, refillMs }: Bucket, spent: readonly number[], until: number): number {
  let units = size * refillMs;
  for (let tick = 0; tick <= until; tick += 1) {
    if (tick > 0) units = Math.min(units + 1, size * refillMs);
    for (const one of spent) if (one === tick && units >= refillMs) units -= refillMs;
  }
  return Math.floor(units / refillMs);
}

describe('a token bucket', () => {
  const small = fc.record({ size: fc.integer({ min: 1, max: 6 }), refillMs: fc.integer({ min: 1, max: 9 }) });
  const times = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 25 });

  it('holds what a simulation, tick by tick, holds', () => {
    fc.assert(
      fc.property(small, times, fc.integer({ min: 0, max: 90 }), (bucket, spent, now) => {
        expect(balanceOf(bucket, spent, new Date(now)).tokens).toBe(simulate(bucket, spent, now));
      }),
      { numRuns: 500 },
    );
  });

  it('has one more at the moment it names, and not a millisecond before', () => {
    fc.assert(
      fc.property(small, times, fc.integer({ min: 0, max: 90 }), (bucket, spent, now) => {
        const before = spent.filter((one) => one <= now);
        const { tokens, nextAt } = balanceOf(bucket, before, new Date(now));
        if (nextAt === undefined) {
          expect(tokens).toBe(bucket.size);
          return;
        }
        expect(nextAt.getTime()).toBeGreaterThan(now);
        expect(balanceOf(bucket, before, nextAt).tokens).toBe(tokens + 1);
        expect(balanceOf(bucket, before, new Date(nextAt.getTime() - 1)).tokens).toBe(tokens);
      }),
    );
  });

  it('is full where nothing was spent, and after a week of quiet', () => {
    expect(balanceOf(EXACT_SET, [], on(0))).toEqual({ tokens: 5 });
    expect(balanceOf(EXACT_SET, [at(0), at(0), at(0), at(0), at(0)], on(168))).toEqual({ tokens: 5 });
  });

  it.each([
    ['four of one set in 10 hours', EXACT_SET, [0, 3, 6, 10], 10, 1, 33.6],
    ['a fifth', EXACT_SET, [0, 3, 6, 9, 10], 10, 0, 33.6],
    ['five spaced by 34 hours', EXACT_SET, [0, 34, 68, 102, 136], 136, 4, 169.6],
    ['45 new sets in two days', REGISTERED_DOMAIN, Array.from({ length: 45 }, (_, index) => (index * 48) / 44), 48, 19, 50.4],
  ])('counts %s as the CA does', (_, bucket, hours, now, tokens, nextHours) => {
    const balance = balanceOf(bucket, hours.map(at), on(now));
    expect(balance.tokens).toBe(tokens);
    expect(balance.nextAt && (balance.nextAt.getTime() - START) / HOUR).toBeCloseTo(nextHours, 3);
  });

  it('books nothing for what was issued past the limit', () => {
    const spent = [0, 0, 0, 0, 0, 1, 2, 3].map(at);
    expect(balanceOf(EXACT_SET, spent, on(34)).tokens).toBe(1);
  });

  it('does not look into the future', () => {
    expect(balanceOf(EXACT_SET, [at(5)], on(4)).tokens).toBe(5);
  });
});
