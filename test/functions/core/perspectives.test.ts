import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOf, dissentersAmong, perspectiveRule } from '../../../functions/core/perspectives.ts';

/** BR section 3.2.2.9, phase by phase: the last second before each day, and its first. */
describe('perspectiveRule', () => {
  it.each([
    ['2024-09-14T23:59:59Z', 0, 0, 1],
    ['2024-09-15T00:00:00Z', 0, 0, 1], // SHOULD
    ['2025-03-14T23:59:59Z', 0, 0, 1],
    ['2025-03-15T00:00:00Z', 2, 2, 1], // MUST, and MAY issue all the same
    ['2025-09-14T23:59:59Z', 2, 2, 1],
    ['2025-09-15T00:00:00Z', 2, 1, 1],
    ['2026-03-14T23:59:59Z', 2, 1, 1],
    ['2026-03-15T00:00:00Z', 3, 1, 2],
    ['2026-06-14T23:59:59Z', 3, 1, 2],
    ['2026-06-15T00:00:00Z', 4, 1, 2],
    ['2026-12-14T23:59:59Z', 4, 1, 2],
    ['2026-12-15T00:00:00Z', 5, 1, 2],
    ['2030-01-01T00:00:00Z', 5, 1, 2],
  ])(
    'at %s wants %i remote places, of which %i may disagree, in the areas of %i registries',
    (at, remotes, dissenters, registries) => {
      expect(perspectiveRule(new Date(at))).toEqual({ remotes, dissenters, registries });
    },
  );
});

describe('dissentersAmong', () => {
  it.each([
    ['2026-11-20', 2, 1],
    ['2026-11-20', 5, 1],
    ['2026-11-20', 6, 2],
    ['2026-11-20', 20, 2],
    ['2026-12-20', 5, 1],
    ['2025-10-01', 0, 1],
    ['2025-05-01', 4, 4],
    ['2024-05-01', 4, 4],
  ])('on %s of %i remote places lets %i disagree', (at, remotes, dissenters) => {
    expect(dissentersAmong(remotes, perspectiveRule(new Date(at)))).toBe(dissenters);
  });
});

describe('chanceOf', () => {
  it.each([
    [0, 0],
    [1, 1],
    [0.8, 0.8 * (0.8 ** 5 + 5 * 0.8 ** 4 * 0.2)],
    [0.5, 0.5 * (0.5 ** 5 + 5 * 0.5 ** 5)],
  ])('with a share of %d good servers, of five perspectives and one that may disagree, is %d', (share, chance) => {
    expect(chanceOf(share, { remotes: 5, dissenters: 1 })).toBeCloseTo(chance, 10);
  });

  it('is a chance, and grows with the share', () => {
    const rule = fc.record({ remotes: fc.integer({ min: 1, max: 9 }), dissenters: fc.integer({ min: 0, max: 2 }) });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), rule, (percent, { remotes, dissenters }) => {
        const sane = { remotes, dissenters: Math.min(dissenters, remotes) };
        const [low, high] = [chanceOf(percent / 100, sane), chanceOf((percent + 1) / 100, sane)];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1 + 1e-9);
        expect(high).toBeGreaterThanOrEqual(low - 1e-9);
      }),
    );
  });
});
