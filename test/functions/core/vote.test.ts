import { describe, expect, it } from 'vitest';
import { DEFAULT_MODES, readModes, wordsOf } from '../../../functions/core/modes.ts';
import { votersOf } from '../../../functions/core/vote.ts';
import { checkOf, ZONE } from '../sightings.ts';

describe('votersOf', () => {
  const checks = [checkOf({ name: 'a', patience: 2 }), checkOf({ name: 'b', patience: 3, corroboration: 'any' })];

  it('lets every check vote, or all as patiently as the most patient, by quorum', () => {
    expect(votersOf(ZONE, checks, 'per-check').map(({ name }) => name)).toEqual(['a', 'b']);
    expect(votersOf(ZONE, checks, 'per-target')).toEqual([
      expect.objectContaining({ name: 'all', patience: 3, corroboration: 'quorum', checks: ['a', 'b'] }),
    ]);
  });

  it('lets a check with rounds of its own vote for itself', () => {
    const hourly = checkOf({ name: 'c', cadence: { everySeconds: 3600 } });
    expect(votersOf(ZONE, [...checks, hourly], 'per-target').map(({ name, checks: of }) => [name, of])).toEqual([
      ['all', ['a', 'b']],
      ['c', ['c']],
    ]);
  });

  it('asks no check that has nothing to say about the target', () => {
    const idle = checkOf({ name: 'idle', concerns: () => false });
    for (const mode of ['per-check', 'per-target'] as const)
      expect(votersOf(ZONE, [...checks, idle], mode).flatMap((voter) => voter.checks)).toEqual(['a', 'b']);
    expect(votersOf(ZONE, [idle], 'per-target')).toEqual([]);
  });
});

describe('modes', () => {
  it('come back from their words', () => {
    const modes = { alarms: 'per-target', publish: 'sparse', perVantage: true, dual: true } as const;
    expect(readModes(wordsOf(modes))).toEqual(modes);
    expect([wordsOf(DEFAULT_MODES), readModes(undefined)]).toEqual(['', DEFAULT_MODES]);
  });

  it('that are none are refused', () => {
    expect(() => readModes('per-target spares')).toThrow("'spares' is no mode");
  });
});
