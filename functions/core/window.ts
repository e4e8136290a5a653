/** When a mute rule mutes: as CloudWatch keeps it. */
export interface MuteRule {
  readonly name: string;
  readonly alarms: readonly string[];
  /** `at(2026-11-20T10:00)`, or `cron(0 2 * * SUN)`: minute, hour, day, month, weekday. */
  readonly expression: string;
  /** ISO 8601, from `PT1M` to `P15D`. */
  readonly duration: string;
  /** IANA name; default UTC. */
  readonly timezone?: string;
  /** The rule begins no window before or after. */
  readonly from?: Date;
  readonly until?: Date;
}

/** What a mute rule lasts at most, in minutes: `P15D` (API reference, Schedule). */
export const LONGEST_MUTE_MINUTES = 15 * 24 * 60;

/** `90m`, `2h`, `1d12h` in minutes; undefined for what is none, or is longer than CloudWatch mutes. */
export function minutesOf(text: string): number | undefined {
  const match = /^(?=\d)(?:(\d{1,2})d)?(?:(\d{1,3})h)?(?:(\d{1,5})m)?$/.exec(text);
  const [days = 0, hours = 0, minutes = 0] = (match ?? []).slice(1).map((part) => Number(part ?? 0));
  const sum = (days * 24 + hours) * 60 + minutes;
  return match !== null && sum >= 1 && sum <= LONGEST_MUTE_MINUTES ? sum : undefined;
}

/** A stretch of time, its end excluded. */
export interface Window {
  readonly start: Date;
  readonly end: Date;
}

const MINUTE = 60_000;
const NAMES = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The windows of a rule that had begun by `now` and were open at some time of the `backMs` before it. None where the rule cannot be read. */
export function windowsOf(rule: MuteRule, now: Date, backMs: number): readonly Window[] {
  const lengthMs = millisecondsOf(rule.duration);
  const begins = starting(rule);
  if (lengthMs === undefined || begins === undefined) return [];
  const latest = Math.floor(now.getTime() / MINUTE) * MINUTE;
  const windows: Window[] = [];
  for (let at = latest; at > now.getTime() - backMs - lengthMs; at -= MINUTE) {
    const start = new Date(at);
    const isInRule = (rule.from ?? start) <= start && start < (rule.until ?? new Date(at + 1));
    if (isInRule && begins(start)) windows.push({ start, end: new Date(at + lengthMs) });
  }
  return windows;
}

/** `P2DT12H` in milliseconds; undefined for what is no duration. */
export function millisecondsOf(duration: string): number | undefined {
  const match = /^P(?!$)(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration);
  if (match === null) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

/** Does a window begin in this minute? */
function starting({ expression, timezone = 'UTC' }: MuteRule): ((minute: Date) => boolean) | undefined {
  const clock = clockIn(timezone);
  const at = /^at\((\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::\d\d)?\)$/.exec(expression);
  const cron = /^cron\(([^)]+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
  if (clock === undefined || (at === null && cron?.length !== 5)) return undefined;
  if (at !== null) {
    const wanted = at.slice(1).map(Number);
    return (minute) => clock(minute).date.every((part, index) => part === wanted[index]);
  }
  const [minutes = '', hours = '', days = '', months = '', weekdays = ''] = cron ?? [];
  return (minute) => {
    const { date, weekday } = clock(minute);
    const [, month = 0, day = 0, hour = 0, minuteOfHour = 0] = date;
    return (
      isIn(minutes, minuteOfHour) &&
      isIn(hours, hour) &&
      isIn(days, day) &&
      isIn(numbered(months, NAMES, 1), month) &&
      (isIn(numbered(weekdays, DAYS, 0), weekday) || (weekday === 0 && isIn(weekdays, 7)))
    );
  };
}

/** Reads the clock of a time zone: year, month, day, hour, minute; and the weekday, Sunday 0. Undefined where there is no such zone. */
function clockIn(timeZone: string): ((at: Date) => { date: readonly number[]; weekday: number }) | undefined {
  if (timeZone === 'UTC')
    return (at) => ({ date: at.toISOString().split(/\D/).slice(0, 5).map(Number), weekday: at.getUTCDay() });
  try {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    return (at) => {
      const date = format.format(at).split(/\D/).map(Number);
      const [year = 0, month = 1, day = 1] = date;
      return { date, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
    };
  } catch {
    return undefined;
  }
}

function numbered(field: string, names: readonly string[], first: number): string {
  return field.replace(/[A-Z]{3}/gi, (name) => String(names.indexOf(name.toUpperCase()) + first));
}

/** `*`, `?`, `5`, `1-5`, and lists of them. */
function isIn(field: string, value: number): boolean {
  return field.split(',').some((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return part === '*' || part === '?' || (from !== undefined && to !== undefined && value >= from && value <= to);
  });
}
