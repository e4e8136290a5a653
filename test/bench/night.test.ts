import { describe, expect, it } from 'vitest';
import { play } from '../../bench/week/drive.ts';
import type { Fault } from '../../bench/week/script.ts';
import { synthesise } from '../../bench/week/stage.ts';

const VANTAGES = ['us-east-1', 'eu-central-1', 'ap-southeast-2'];

// Alone in its file: the functions keep their clients, and with them the stand-in that they first met.
describe('the night in which the clocks are put back', () => {
  const night = new Date('2026-10-25T00:00:00Z');
  const minute = (count: number) => night.getTime() + count * 60_000;

  it('has no letter: a zone is down in its maintenance alone, and a vantage misses two rounds for a new version', async () => {
    const stacks = synthesise({
      deployment: 'week',
      home: 'eu-west-1',
      vantages: VANTAGES,
      zones: ['a.example', 'b.example', 'c.example'],
      maintenance: [{ targets: ['a.example'], cron: '0 3 * * SUN', for: '1h', timezone: 'Europe/Berlin' }],
      alerts: { page: ['on-call@ops.invalid'], mail: ['hostmaster@ops.invalid'] },
    });
    const faults: readonly Fault[] = [{ kind: 'zone down', zones: ['a.example'], start: minute(122), end: minute(145) }];
    const gone = { vantage: 'us-east-1', start: minute(50), end: minute(59) };
    const blind = { vantage: 'us-east-1', start: minute(0), end: minute(0) };
    const weather = { lost: 0, twice: 0.2, noise: 0, missed: 0, blind, gone };
    const plan = { stacks, vantages: VANTAGES, start: night, minutes: 210, faults, weather, modes: '', seed: 2 };
    const { letters, changes } = await play(plan);
    expect(changes.map(({ alarm, to }) => `${alarm.name}: ${to.value}`)).toContain(
      'picket-week critical nameservers a.example: ALARM',
    );
    expect(letters.map(({ subject }) => subject)).toEqual([]);
  }, 120_000);
});
