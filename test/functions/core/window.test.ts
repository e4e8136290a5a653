import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MuteRule, millisecondsOf, minutesOf, windowsOf } from '../../../functions/core/window.ts';

const NOW = new Date('2026-11-20T10:04:00Z'); // a Friday
const HOUR = 3_600_000;
const rule = (change: Partial<MuteRule>): MuteRule => ({
  name: 'm',
  alarms: ['a'],
  expression: 'at(2026-11-20T09:30)',
  duration: 'PT1H',
  ...change,
});
const begun = (change: Partial<MuteRule>, backMs = HOUR) =>
  windowsOf(rule(change), NOW, backMs).map(
    ({ start, end }) => `${start.toISOString().slice(5, 16)} ${end.toISOString().slice(11, 16)}`,
  );

describe('the windows of a mute rule', () => {
  it.each<[string, Partial<MuteRule>, readonly string[]]>([
    ['once, open now', {}, ['11-20T09:30 10:30']],
    ['once, over, yet within the look back', { duration: 'PT10M' }, ['11-20T09:30 09:40']],
    ['once, over for long', { expression: 'at(2026-11-20T07:30)' }, []],
    ['once, to come', { expression: 'at(2026-11-20T10:05)' }, []],
    ['once, in another zone', { expression: 'at(2026-11-20T10:30)', timezone: 'Europe/Berlin' }, ['11-20T09:30 10:30']],
    ['every day', { expression: 'cron(0 10 * * *)' }, ['11-20T10:00 11:00']],
    ['every Friday by name', { expression: 'cron(0 10 * * FRI)' }, ['11-20T10:00 11:00']],
    ['every Friday by number', { expression: 'cron(0 10 * * 5)' }, ['11-20T10:00 11:00']],
    ['every Sunday', { expression: 'cron(0 10 * * SUN)' }, []],
    [
      'by lists and ranges',
      { expression: 'cron(0,30 9-10 20 NOV *)' },
      ['11-20T10:00 11:00', '11-20T09:30 10:30', '11-20T09:00 10:00'],
    ],
    ['not before its rule begins', { from: new Date('2026-11-20T09:45:00Z') }, []],
    ['not after its rule has ended', { until: new Date('2026-11-20T09:00:00Z') }, []],
    ['none where the expression is none', { expression: 'rate(5 minutes)' }, []],
    ['none where the duration is none', { duration: '2h' }, []],
    ['none where the zone is none', { timezone: 'Mars/Olympus' }, []],
  ])('%s', (_, change, windows) => {
    expect(begun(change)).toEqual(windows);
  });

  it('goes by the clock of the zone when that is put back', () => {
    const night = rule({ expression: 'cron(30 2 * * *)', timezone: 'Europe/Berlin' });
    const starts = windowsOf(night, new Date('2026-10-26T12:00:00Z'), 48 * HOUR).map(({ start }) => start.toISOString());
    expect(starts).toEqual(['2026-10-26T01:30:00.000Z', '2026-10-25T01:30:00.000Z', '2026-10-25T00:30:00.000Z']);
  });
});

describe('a duration', () => {
  it.each([
    ['PT1M', 60_000],
    ['PT2H', 2 * HOUR],
    ['P2DT12H', 60 * HOUR],
    ['P1W', 168 * HOUR],
    ['P', undefined],
    ['PT', undefined],
    ['2h', undefined],
  ])('%s', (text, milliseconds) => {
    expect(millisecondsOf(text)).toBe(milliseconds);
  });

  it('is none for whatever else there is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^P(\d[WD])?T\d[HMS]$/)), (text) => {
        expect([` ${text}`, `${text} `].map(millisecondsOf)).toEqual([undefined, undefined]);
      }),
    );
  });
});

describe('a duration as people type it', () => {
  it.each([
    ['30m', 30],
    ['2h', 120],
    ['1d12h', 2160],
    ['14d23h59m', 21_599],
    ['15d', 21_600],
    ['2h30m', 150],
    ['15d1m', undefined],
    ['400d', undefined],
    ['-1h', undefined],
    ['0', undefined],
    ['1.5h', undefined],
    ['1w', undefined],
    ['0m', undefined],
    ['', undefined],
    ['h', undefined],
    ['2 h', undefined],
  ])('%s', (text, minutes) => {
    expect(minutesOf(text)).toBe(minutes);
  });
});
