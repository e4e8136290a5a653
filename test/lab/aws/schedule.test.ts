import { describe, expect, it } from 'vitest';
import { dueOf, type Schedule } from '../../../lab/aws/schedule.ts';

function schedule(expression: string, input = '{}'): Schedule {
  return { name: 's', arn: 'arn:s', region: 'eu-west-1', expression, targetArn: 'arn:f', input };
}

const rings = (expression: string, time: string) => dueOf([schedule(expression)], new Date(time)).length === 1;

describe('a schedule', () => {
  it.each([
    ['rate(5 minutes)', '2026-11-20T10:05:00Z', true],
    ['rate(5 minutes)', '2026-11-20T10:06:00Z', false],
    ['rate(1 hour)', '2026-11-20T10:00:30Z', true],
    ['rate(1 day)', '2026-11-20T10:00:00Z', false],
    ['cron(0/5 * * * ? *)', '2026-11-20T10:10:00Z', true],
    ['cron(2/5 * * * ? *)', '2026-11-20T10:10:00Z', false],
    ['cron(2/5 * * * ? *)', '2026-11-20T10:12:00Z', true],
    ['cron(15 9-17 ? * MON-FRI *)', '2026-11-20T17:15:00Z', true],
    ['cron(15 9-17 ? * MON-FRI *)', '2026-11-21T17:15:00Z', false],
    ['cron(0 4 1,15 * ? 2026)', '2026-11-15T04:00:00Z', true],
    ['cron(0 4 1,15 * ? 2027)', '2026-11-15T04:00:00Z', false],
  ])('%s at %s: %s', (expression, time, expected) => {
    expect(rings(expression, time)).toBe(expected);
  });

  it('fills in the scheduled time, in ISO 8601 without fractions', () => {
    const input = '{"vantage":"eu-west-1","slot":"<aws.scheduler.scheduled-time>","try":"<aws.scheduler.attempt-number>"}';
    const [due] = dueOf([schedule('rate(5 minutes)', input)], new Date('2026-11-20T10:05:12.345Z'));
    expect(due?.event).toEqual({ vantage: 'eu-west-1', slot: '2026-11-20T10:05:00Z', try: '1' });
  });

  it('names an expression that it does not know', () => {
    expect(() => rings('at(2026-11-20T10:00:00)', '2026-11-20T10:00:00Z')).toThrow("'at(2026-11-20T10:00:00)' is not understood");
  });
});
