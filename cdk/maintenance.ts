import type { Stack } from 'aws-cdk-lib';
import { CfnAlarmMuteRule } from 'aws-cdk-lib/aws-cloudwatch';
import * as v from 'valibot';
import { fingerprintOf, muteRuleName } from '../functions/core/names.ts';
import { nameOf, parseTarget, type Target } from '../functions/core/target.ts';

/** A time in which targets may be out of order: their alarms go on, no letter is written. */
export interface Maintenance {
  /** Names of zones and services that are watched. */
  readonly targets: readonly string[];
  /** Once: `2026-12-01T22:00`, in `timezone`. */
  readonly at?: string;
  /** Again and again: minute, hour, day of month, month, day of week, as in `0 2 * * SUN`; `*`, `-` and `,` may be used. */
  readonly cron?: string;
  /** `30m`, `2h`, `1d12h`: a minute to 15 days. */
  readonly for: string;
  /** An IANA name such as `Europe/Berlin`. Default `UTC`. */
  readonly timezone?: string;
}

/** A window that was read and found in order, as CloudWatch writes it. */
export interface Window {
  /** Names of the targets, as `nameOf` spells them. */
  readonly targets: readonly string[];
  /** `at(2026-12-01T22:00)` or `cron(0 2 * * SUN)`. */
  readonly expression: string;
  /** ISO 8601: `PT2H`. */
  readonly duration: string;
  readonly timezone: string;
}

const MONTHS = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
const DAYS = 'SUN|MON|TUE|WED|THU|FRI|SAT';
const FIELDS = ['\\d{1,2}', '\\d{1,2}', '\\d{1,2}', `\\d{1,2}|${MONTHS}`, `[0-7]|${DAYS}`].map((value) => {
  const part = `(?:\\*|(?:${value})(?:-(?:${value}))?)`;
  return `${part}(?:,${part})*`;
});
const CRON = new RegExp(`^${FIELDS.join(' ')}$`);
const AT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;
const SPAN = /^(?=\d)(?:(\d{1,2})d)?(?:(\d{1,3})h)?(?:(\d{1,4})m)?$/;
const MINUTE_MS = 60_000;
const LONGEST_MINUTES = 15 * 24 * 60;

/** The shape of a window in the configuration; what it says is read by `readWindows`. */
export const MAINTENANCE = v.strictObject({
  targets: v.pipe(v.array(v.string('is no text'), 'is no list'), v.minLength(1, 'is empty; expected a zone or a service')),
  at: v.exactOptional(v.pipe(v.string('is no text'), v.regex(AT, 'is no time; expected one such as 2026-12-01T22:00'))),
  cron: v.exactOptional(
    v.pipe(v.string('is no text'), v.regex(CRON, "is none of CloudWatch's five fields; expected one such as 0 2 * * SUN")),
  ),
  for: v.pipe(
    v.string('is no text'),
    v.check((text) => isSpan(text), 'is no duration of a minute to 15 days; expected one such as 30m, 2h, 1d12h'),
  ),
  timezone: v.optional(
    v.pipe(v.string('is no text'), v.check(isTimezone, 'is no IANA time zone; expected one such as Europe/Berlin')),
    'UTC',
  ),
});

type Read = v.InferOutput<typeof MAINTENANCE>;

/** Reads windows that have the right shape. A window that is over already is a fault: it would be there for nobody. */
export function readWindows(list: readonly Read[], targets: readonly Target[], now: Date, faults: string[]): readonly Window[] {
  const watched = new Set(targets.map(nameOf));
  return list.flatMap((one, index) => {
    const wrong = [...targetFaults(one.targets, watched), ...timeFaults(one, now)];
    faults.push(...wrong.map((fault) => `maintenance[${index}]${fault}`));
    if (wrong.length > 0) return [];
    const expression = one.at === undefined ? `cron(${one.cron})` : `at(${one.at})`;
    const names = one.targets.map(spelled);
    return [{ targets: names, expression, duration: isoOf(minutesOf(one.for)), timezone: one.timezone }];
  });
}

/** The rules that keep the alarms of one target silent, a rule for each of its windows. */
export function addMuteRules(
  stack: Stack,
  deployment: string,
  windows: readonly Window[],
  target: Target,
  alarmNames: string[],
): void {
  const name = nameOf(target);
  for (const { expression, duration, timezone } of windows.filter(({ targets }) => targets.includes(name))) {
    const print = fingerprintOf(JSON.stringify([name, expression, duration, timezone]));
    new CfnAlarmMuteRule(stack, `Mute${print}`, {
      name: muteRuleName(deployment, print),
      description: `Maintenance of ${name}: ${expression} ${timezone}, ${duration}`,
      rule: { schedule: { expression, duration, timezone } },
      muteTargets: { alarmNames },
    });
  }
}

function spelled(text: string): string {
  const target = parseTarget(text);
  return target.ok ? nameOf(target.value) : text;
}

function targetFaults(names: readonly string[], watched: ReadonlySet<string>): string[] {
  return names.flatMap((name, index) =>
    watched.has(spelled(name)) ? [] : [`.targets[${index}]: '${name}' is not watched; expected one of zones and services`],
  );
}

function timeFaults({ at, cron, for: span, timezone }: Read, now: Date): string[] {
  if ((at === undefined) === (cron === undefined)) return [': needs either at, for once, or cron, for again and again'];
  if (at === undefined) return [];
  const start = instantOf(at, timezone);
  if (start === undefined) return [`.at: '${at}' is no day of the calendar`];
  const end = new Date(start.getTime() + minutesOf(span) * MINUTE_MS);
  return end <= now ? [`.at: the window was over at ${end.toISOString()}; take it out`] : [];
}

/** The instant at which clocks in the zone show this time. */
function instantOf(local: string, timezone: string): Date | undefined {
  const asUtc = new Date(`${local}:00Z`);
  if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString().slice(0, 16) !== local) return undefined;
  const shown = new Date(`${asUtc.toLocaleString('sv-SE', { timeZone: timezone }).replace(' ', 'T')}Z`);
  return new Date(2 * asUtc.getTime() - shown.getTime());
}

function isTimezone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function isSpan(text: string): boolean {
  const minutes = minutesOf(text);
  return minutes >= 1 && minutes <= LONGEST_MINUTES;
}

function minutesOf(text: string): number {
  const [whole, days = '0', hours = '0', minutes = '0'] = SPAN.exec(text) ?? [];
  return whole === undefined ? 0 : Number(days) * 1440 + Number(hours) * 60 + Number(minutes);
}

function isoOf(minutes: number): string {
  const parts = [`${Math.floor((minutes % 1440) / 60)}H`, `${minutes % 60}M`].filter((part) => !part.startsWith('0'));
  const days = Math.floor(minutes / 1440);
  return `P${days === 0 ? '' : `${days}D`}${parts.length === 0 ? '' : `T${parts.join('')}`}`;
}
