import type { Stack } from 'aws-cdk-lib';
import { type Alarm, CfnAlarmMuteRule } from 'aws-cdk-lib/aws-cloudwatch';
import * as v from 'valibot';
import { fingerprintOf, muteRuleName } from '../functions/core/names.ts';
import { nameOf, parseTarget, type Target } from '../functions/core/target.ts';
import { minutesOf } from '../functions/core/window.ts';
import { instantOf, timezoneOf } from './clock.ts';
import { cronFault, isEndless } from './cron.ts';

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

const AT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;
const MINUTE_MS = 60_000;

/** Mute rules that CloudWatch takes in a region; it cannot be raised (CloudWatch service quotas). */
const MOST_RULES = 2000;

/** A window that is over is kept so long: as long as its rule is there, the next round of `notify` tells what broke in it and stayed broken. */
const KEPT_MS = 3_600_000;

/** The shape of a window in the configuration; what it says is read by `readWindows`. */
export const MAINTENANCE = v.strictObject({
  targets: v.pipe(v.array(v.string('is no text'), 'is no list'), v.minLength(1, 'is empty; expected a zone or a service')),
  at: v.exactOptional(v.pipe(v.string('is no text'), v.regex(AT, 'is no time; expected one such as 2026-12-01T22:00'))),
  cron: v.exactOptional(
    v.pipe(
      v.string('is no text'),
      v.check(
        (text) => cronFault(text) === undefined,
        ({ input }) => cronFault(input) ?? '',
      ),
    ),
  ),
  for: v.pipe(
    v.string('is no text'),
    v.check(
      (text) => minutesOf(text) !== undefined,
      'is no duration of a minute to 15 days; expected one such as 30m, 2h, 1d12h',
    ),
  ),
  timezone: v.optional(
    v.pipe(
      v.string('is no text'),
      v.check((name) => timezoneOf(name) !== undefined, 'is no IANA time zone; expected one such as Europe/Berlin'),
      v.transform((name) => timezoneOf(name) ?? name),
    ),
    'UTC',
  ),
});

type Read = v.InferOutput<typeof MAINTENANCE>;

/** Where what is wrong is told, and what is only to be known. */
interface Tellers {
  readonly faults: string[];
  readonly warnings: string[];
}

/**
 * Reads windows that have the right shape. One that is over is left out with a warning: a configuration that was in order yesterday has to be so
 * today, when somebody wants to deploy or to mute.
 */
export function readWindows(
  list: readonly Read[],
  targets: readonly Target[],
  now: Date,
  { faults, warnings }: Tellers,
): readonly Window[] {
  const watched = new Set(targets.map(nameOf));
  const read = list.flatMap((one, index) => {
    const wrong = [...targetFaults(one.targets, watched), ...timeFaults(one)];
    faults.push(...wrong.map((fault) => `maintenance[${index}]${fault}`));
    const end = wrong.length === 0 ? endOf(one) : undefined;
    const isOver = end !== undefined && end.getTime() + KEPT_MS <= now.getTime();
    if (isOver)
      warnings.push(`maintenance[${index}].at: the window was over at ${end.toISOString()} and is left out; take it out.`);
    if (wrong.length === 0 && one.cron !== undefined && isEndless(one.cron, minutesOf(one.for) ?? 0))
      warnings.push(
        `maintenance[${index}]: begins again before it is over, and so never ends: nothing is told about ${one.targets.join(', ')}.`,
      );
    return wrong.length > 0 || isOver ? [] : [{ index, window: windowOf(one) }];
  });
  faults.push(...ruleFaults(read));
  return read.map(({ window }) => window);
}

function windowOf({ targets, at, cron, for: span, timezone }: Read): Window {
  const expression = at === undefined ? `cron(${cron})` : `at(${at})`;
  return { targets: [...new Set(targets.map(spelled))], expression, duration: isoOf(minutesOf(span) ?? 0), timezone };
}

/** What is wrong with the mute rules of all windows together: there is one for each target of each. */
function ruleFaults(read: readonly { readonly index: number; readonly window: Window }[]): string[] {
  const first = new Map<string, number>();
  const twice = read.flatMap(({ index, window: { targets, ...when } }) =>
    targets.flatMap((name) => {
      const rule = JSON.stringify([name, when]);
      const before = first.get(rule);
      first.set(rule, before ?? index);
      return before === undefined ? [] : [`maintenance[${index}]: is the same window for ${name} as maintenance[${before}]`];
    }),
  );
  if (first.size <= MOST_RULES) return twice;
  const many = `makes ${first.size} mute rules, one for each target of a window; CloudWatch takes ${MOST_RULES} in a region`;
  return [...twice, `maintenance: ${many}`];
}

/** Those of the windows that are meant for the target. */
export function windowsFor(windows: readonly Window[], target: Target): readonly Window[] {
  const name = nameOf(target);
  return windows.filter(({ targets }) => targets.includes(name));
}

/** The rules that keep the alarms of one target silent, a rule for each of its windows. */
export function addMuteRules(
  stack: Stack,
  { deployment, windows }: { readonly deployment: string; readonly windows: readonly Window[] },
  target: Target,
  alarms: readonly Alarm[],
  alarmNames: string[],
): void {
  const name = nameOf(target);
  for (const { expression, duration, timezone } of windowsFor(windows, target)) {
    const print = fingerprintOf(JSON.stringify([name, expression, duration, timezone]));
    const rule = new CfnAlarmMuteRule(stack, `Mute${print}`, {
      name: muteRuleName(deployment, print),
      description: `Maintenance of ${name}: ${expression} ${timezone}, ${duration}`,
      rule: { schedule: { expression, duration, timezone } },
      muteTargets: { alarmNames },
    });
    rule.node.addDependency(...alarms); // it has to name alarms that are there
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

function timeFaults({ at, cron, timezone }: Read): string[] {
  if ((at === undefined) === (cron === undefined)) return [': needs either at, for once, or cron, for again and again'];
  return at !== undefined && instantOf(at, timezone) === undefined ? [`.at: '${at}' is no day of the calendar`] : [];
}

/** The end of a window that comes once. */
function endOf({ at, for: span, timezone }: Read): Date | undefined {
  const start = at === undefined ? undefined : instantOf(at, timezone);
  return start && new Date(start.getTime() + (minutesOf(span) ?? 0) * MINUTE_MS);
}

function isoOf(minutes: number): string {
  const parts = [`${Math.floor((minutes % 1440) / 60)}H`, `${minutes % 60}M`].filter((part) => !part.startsWith('0'));
  const days = Math.floor(minutes / 1440);
  return `P${days === 0 ? '' : `${days}D`}${parts.length === 0 ? '' : `T${parts.join('')}`}`;
}
