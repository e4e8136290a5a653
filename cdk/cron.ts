const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Minute, hour, day of month, month, day of week: from, to, and the names of the values, the first of which is `from`. */
const FIELDS: readonly { readonly from: number; readonly to: number; readonly names: readonly string[] }[] = [
  { from: 0, to: 59, names: [] },
  { from: 0, to: 23, names: [] },
  { from: 1, to: 31, names: [] },
  { from: 1, to: 12, names: MONTHS },
  { from: 0, to: 7, names: DAYS },
];

/** What CloudWatch takes as an expression, in characters (API reference, Schedule). */
const LONGEST = 256;
const DAY_MINUTES = 1440;
/** Days after which weekdays and leap years repeat, this side of 2100. */
const CYCLE_DAYS = 28 * 365 + 7;

/** What is wrong with a cron expression; undefined where it is in order. */
export function cronFault(cron: string): string | undefined {
  const fields = readCron(cron);
  if (fields === undefined) return "is none of CloudWatch's five fields; expected one such as 0 2 * * SUN";
  if (`cron(${cron})`.length > LONGEST) return `is too long; CloudWatch takes ${LONGEST - 'cron()'.length} characters`;
  const [backwards] = cron.split(' ').flatMap((text, at) => text.split(',').filter((part) => partOf(part, at)?.length === 0));
  if (backwards !== undefined) return `has the range ${backwards}, which runs backwards; list its values instead, with commas`;
  return daysOf(fields).next().done ? 'comes on no day of the calendar' : undefined;
}

/** Does a window of so many minutes begin again and again before it is over, and so never end? By the clock on the wall. */
export function isEndless(cron: string, minutes: number): boolean {
  const fields = readCron(cron);
  if (fields === undefined) return false;
  const [atMinutes = [], atHours = []] = fields;
  const times = atHours.flatMap((hour) => atMinutes.map((minute) => hour * 60 + minute));
  let last: number | undefined;
  for (const day of daysOf(fields)) {
    for (const time of times) {
      const start = day * DAY_MINUTES + time;
      if (last !== undefined && start - last > minutes) return false;
      last = start;
    }
  }
  return last !== undefined && last > (CYCLE_DAYS - 1) * DAY_MINUTES - minutes;
}

/** The days of a cycle on which an expression comes, in order. Day of month and weekday must both fit, as `core/window.ts` reads them. */
function* daysOf([, , days = [], months = [], weekdays = []]: readonly (readonly number[])[]): Generator<number> {
  for (let day = 0; day < CYCLE_DAYS; day += 1) {
    const date = new Date(Date.UTC(2028, 0, 1 + day));
    const weekday = date.getUTCDay();
    const fits = weekdays.includes(weekday) || (weekday === 0 && weekdays.includes(7));
    if (fits && days.includes(date.getUTCDate()) && months.includes(date.getUTCMonth() + 1)) yield day;
  }
}

/** The values of each of five fields, in order; undefined where there are others, or one cannot be read. */
function readCron(cron: string): readonly (readonly number[])[] | undefined {
  const fields = cron.split(' ').map((text, at) => text.split(',').map((part) => partOf(part, at)));
  if (fields.length !== FIELDS.length || fields.flat().includes(undefined)) return undefined;
  return fields.map((parts) => [...new Set(parts.flatMap((values) => values ?? []))].sort((a, b) => a - b));
}

/** `*`, `5`, `1-5`, `MON-FRI`: its values, none of a range that runs backwards; undefined for what is none of these. */
function partOf(part: string, at: number): readonly number[] | undefined {
  const { from, to, names } = FIELDS[at] ?? { from: 0, to: -1, names: [] };
  if (part === '*') return valuesFrom(from, to);
  const ends = part.split('-').map((text) => {
    const value = /^(0|[1-9]\d?)$/.test(text) ? Number(text) : names.includes(text) ? names.indexOf(text) + from : -1;
    return value >= from && value <= to ? value : undefined;
  });
  const [low, high = low] = ends;
  return ends.length > 2 || low === undefined || high === undefined || ends.includes(undefined)
    ? undefined
    : valuesFrom(low, high);
}

function valuesFrom(low: number, high: number): readonly number[] {
  return Array.from({ length: Math.max(0, high - low + 1) }, (_, index) => low + index);
}
