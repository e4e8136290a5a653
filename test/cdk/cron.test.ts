import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronFault, isEndless } from '../../cdk/cron.ts';
import { windowsOf } from '../../functions/core/window.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const NOW = new Date('2026-11-20T10:00:00Z');

describe('cronFault', () => {
  it.each(['* * * * *', '0 2 * * SUN', '59 23 31 12 7', '0,30 8-18 1-7 JAN-MAR MON-FRI', '0 2 29 2 *', '0 2 29 2 MON'])(
    'finds nothing wrong with %s',
    (cron) => expect(cronFault(cron)).toBeUndefined(),
  );

  it.each([
    ['', 'five fields'],
    ['0 2 * *', 'five fields'],
    ['0 2 * * * *', 'five fields'],
    ['60 2 * * *', 'five fields'],
    ['0 2 0 * *', 'five fields'],
    ['*/5 2 * * *', 'five fields'],
    ['0 2 * * SON', 'five fields'],
    ['0 2 * SUN *', 'five fields'],
    ['0 2 1-2-3 * *', 'five fields'],
    ['0 2 1, * *', 'five fields'],
    ['0 02 * * *', 'five fields'],
    ['30-5 2 * * *', '30-5, which runs backwards'],
    ['0 2 * * SAT-SUN', 'SAT-SUN, which runs backwards'],
    ['0 2 30 FEB *', 'no day'],
  ])('finds what is wrong with "%s"', (cron, fault) => expect(cronFault(cron)).toContain(fault));
});

describe('isEndless', () => {
  const hours = fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 4 });
  const weekdays = fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 7 });

  it('says of any week the same as the windows that are read', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 59 }),
        hours,
        weekdays,
        fc.integer({ min: 1, max: 96 }),
        (minute, atHours, days, span) => {
          const cron = `${minute} ${atHours} * * ${days}`;
          const rule = { name: '', alarms: [], expression: `cron(${cron})`, duration: `PT${span}H` };
          const windows = windowsOf(rule, NOW, 8 * DAY_MS).toReversed();
          const isOpen = windows.every(({ start }, at) => at === 0 || start <= (windows[at - 1]?.end ?? start));
          const reaches =
            (windows.at(-1)?.end.getTime() ?? 0) > NOW.getTime() &&
            (windows[0]?.start.getTime() ?? 0) < NOW.getTime() - 7 * DAY_MS;
          expect(isEndless(cron, span * 60)).toBe(isOpen && reaches);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each<[string, number, boolean]>([
    ['0 0 1,16 * *', 15, false],
    ['0 0 1,11,21 * *', 11, true],
    ['0 0 1,11,21 * *', 10, false],
    ['0 0 1 1 *', 15, false],
    ['0 0 29 2 *', 15, false],
  ])('of %s for %d days: %s', (cron, days, endless) => expect(isEndless(cron, days * 1440)).toBe(endless));
});
