import { describe, expect, it } from 'vitest';
import { type MuteRule, windowsOf } from '../../functions/core/window.ts';
import { withWindows } from '../../functions/news.ts';

const NOW = new Date('2026-11-20T10:04:00Z');
const DAY = 86_400_000;
const rule = (name: string, change: Partial<MuteRule> = {}): MuteRule => ({
  name,
  alarms: [name],
  expression: 'cron(0 2 * * *)',
  duration: 'PT2H',
  timezone: 'Europe/Berlin',
  ...change,
});

describe('the windows of many mute rules', () => {
  const rules = [
    rule('a'),
    rule('b', { from: new Date('2026-11-20T00:00:00Z') }),
    rule('c', { until: new Date('2026-11-20T01:00:00Z') }),
    rule('d', { until: new Date('2026-11-20T01:01:00Z') }),
    rule('e', { duration: 'PT1H' }),
    rule('f', { expression: 'cron(30 2 * * *)' }),
    rule('g', { timezone: 'UTC' }),
    rule('h', { expression: 'rate(5 minutes)' }),
  ];

  it('are those of each, where several share a schedule', () => {
    const all = withWindows(rules, NOW, DAY);
    expect(all.map(({ rule: { name }, windows }) => [name, windows])).toEqual(
      rules.map((one) => [one.name, windowsOf(one, NOW, DAY)]),
    );
    expect(all.map(({ windows }) => windows.length)).toEqual([1, 1, 0, 1, 1, 1, 1, 0]);
  });

  it('are gone through once a schedule, which takes thousands of steps', () => {
    const many = withWindows(
      Array.from({ length: 2000 }, (_, index) => rule(`m${index}`)),
      NOW,
      DAY,
    );
    const [first] = many[0]?.windows ?? [];
    expect(many.every(({ windows }) => windows[0] === first)).toBe(true);
  });
});
