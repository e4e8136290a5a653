import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOf, perspectiveRule } from '../../../functions/core/perspectives.ts';

describe('perspectiveRule', () => {
  it.each([
    ['2026-11-20T10:00:00Z', 4],
    ['2026-12-14T23:59:59Z', 4],
    ['2026-12-15T00:00:00Z', 5],
  ])('at %s has %i remote perspectives, of which one may disagree', (at, remotes) => {
    expect(perspectiveRule(new Date(at))).toMatchObject({ remotes, dissenters: 1 });
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
