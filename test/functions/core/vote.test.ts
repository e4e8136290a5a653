import { describe, expect, it } from 'vitest';
import { DEFAULT_MODES, readModes, wordsOf } from '../../../functions/core/modes.ts';
import { votersOf } from '../../../functions/core/vote.ts';
import { checkOf } from '../sightings.ts';

describe('votersOf', () => {
  const checks = [checkOf({ name: 'a', patience: 2 }), checkOf({ name: 'b', patience: 3, corroboration: 'any' })];

  it('lets every check vote, or all as patiently as the most patient, by quorum', () => {
    expect(votersOf('zone', checks, 'per-check').map(({ name }) => name)).toEqual(['a', 'b']);
    expect(votersOf('zone', checks, 'per-target')).toEqual([
      expect.objectContaining({ name: 'all', patience: 3, corroboration: 'quorum', checks: ['a', 'b'] }),
    ]);
  });

  it('lets a check with rounds of its own vote for itself', () => {
    const hourly = checkOf({ name: 'c', cadence: 'hourly at one vantage' });
    expect(votersOf('zone', [...checks, hourly], 'per-target').map(({ name, checks: of }) => [name, of])).toEqual([
      ['all', ['a', 'b']],
      ['c', ['c']],
    ]);
  });
});

describe('modes', () => {
  it('come back from their words', () => {
    const modes = { alarms: 'per-target', publish: 'sparse', perVantage: true } as const;
    expect(readModes(wordsOf(modes))).toEqual(modes);
    expect([wordsOf(DEFAULT_MODES), readModes(undefined)]).toEqual(['', DEFAULT_MODES]);
  });

  it('that are none are refused', () => {
    expect(() => readModes('per-target spares')).toThrow("'spares' is no mode");
  });
});
