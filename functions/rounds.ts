import * as v from 'valibot';
import { byTarget, type Change } from './alarm-change.ts';
import type { MuteRule } from './core/window.ts';
import type { Cause } from './evidence.ts';
import { changeOf, mutedAt, withWindows } from './news.ts';
import { type NotifyDoors, orElse } from './notify-doors.ts';
import { printsOf, tell } from './telling.ts';

/** What the schedule hands to `notify`: go round and tell what no change of an alarm tells. */
export interface Round {
  readonly round: {
    /** ISO 8601: the scheduled time. */
    readonly at: string;
    /** Minutes between two rounds. */
    readonly everyMinutes: number;
    /** Minutes after which a critical alarm that still rings is told again, and again. 0: never. */
    readonly remindMinutes: number;
  };
}

/** Ours: three reads that fail thrice take two of the four minutes that the function has. */
const BETWEEN_TRIES_MS = 20_000;

/** The pause, half a minute for the vantages, and the letter. Ours. */
const LEAST_FOR_ANOTHER_TRY_MS = 100_000;

const ROUND = v.object({
  round: v.object({
    at: v.pipe(
      v.string(),
      v.check((text) => !Number.isNaN(Date.parse(text)), 'is no time'),
    ),
    everyMinutes: v.pipe(v.number(), v.minValue(1), v.maxValue(1440)),
    remindMinutes: v.pipe(v.number(), v.minValue(0)),
  }),
});

/** The event as a round; undefined for what is none. Throws for a round that cannot be read. */
export function readRound(event: unknown): Round | undefined {
  if (typeof event !== 'object' || event === null || !('round' in event)) return undefined;
  const read = v.safeParse(ROUND, event);
  if (read.success) return read.output;
  throw new Error(`This is no round: ${read.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`).join('; ')}.`);
}

/**
 * Reminds of critical alarms that ring for long, and tells what changed in a maintenance that has just ended. Nothing is kept between two
 * rounds: each looks at the stretch of time since the one before.
 */
export async function goRound({ round }: Round, doors: NotifyDoors): Promise<void> {
  const stretch = { end: new Date(round.at), start: new Date(Date.parse(round.at) - round.everyMinutes * 60_000) };
  const rules = await insist(() => doors.mutes(), [], 'no mutes', doors);
  const muted = mutedAt(rules, stretch.end);
  const overdue = await reminders(stretch, round.remindMinutes, muted, doors);
  const late = await changedInMaintenance(rules, stretch, muted, doors);
  const causes = [
    ...byTarget(late).map((changes): Cause => ({ changes, occasion: 'after maintenance' })),
    ...byTarget(overdue).map((changes): Cause => ({ changes, occasion: 'reminder' })),
  ];
  const untold = await tell(causes, doors);
  const lost = untold.length > 0 && canTryAgain(doors) ? await tellAgain(causes, doors) : untold;
  // No queue hands a round out again: the alarm on the function's errors is what is heard.
  if (lost.length > 0) throw new Error(`these could not be told, and no other round tells them: ${lost.join(', ')}`);
}

/** No other round looks at the same stretch of time: what cannot be asked is asked again, twice. */
async function insist<T>(ask: () => Promise<T>, otherwise: T, what: string, doors: NotifyDoors): Promise<T> {
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      return await ask();
    } catch {
      await doors.pause(BETWEEN_TRIES_MS);
    }
  }
  return orElse(ask(), otherwise, what, doors);
}

function canTryAgain({ leftMs }: NotifyDoors): boolean {
  return leftMs === undefined || leftMs() >= LEAST_FOR_ANOTHER_TRY_MS;
}

async function tellAgain(causes: readonly Cause[], doors: NotifyDoors): Promise<readonly string[]> {
  await doors.pause(BETWEEN_TRIES_MS);
  const isUntold = (cause: Cause) => printsOf(cause, cause.changes, doors).some((print) => !doors.told.has(print));
  return tell(causes.filter(isUntold), doors);
}

interface Stretch {
  /** Excluded. */
  readonly start: Date;
  /** Included. */
  readonly end: Date;
}

async function reminders(
  { start, end }: Stretch,
  remindMinutes: number,
  muted: (alarm: string, at: Date) => boolean,
  doors: NotifyDoors,
): Promise<readonly Change[]> {
  if (remindMinutes === 0) return [];
  const times = (at: Date, since: Date) => Math.max(0, Math.floor((at.getTime() - since.getTime()) / (remindMinutes * 60_000)));
  const ringing = await insist(doors.ringing, [], 'no ringing alarms', doors);
  return ringing
    .filter(({ alarm, since, isOff }) => !isOff && !muted(alarm, end) && times(end, since) > times(start, since))
    .flatMap((standing) => changeOf(standing, doors.deployment) ?? [])
    .filter(({ severity }) => severity === 'critical');
}

/** Changes that were muted when they happened, whose window ended in this stretch, and that left the alarm otherwise than it was before. */
async function changedInMaintenance(
  rules: readonly MuteRule[],
  { start, end }: Stretch,
  muted: (alarm: string, at: Date) => boolean,
  doors: NotifyDoors,
): Promise<readonly Change[]> {
  const over = withWindows(rules, end, end.getTime() - start.getTime()).flatMap(({ rule, windows }) =>
    windows.flatMap((window) =>
      start < window.end && window.end <= end ? rule.alarms.map((alarm) => ({ alarm, from: window.start })) : [],
    ),
  );
  const begun = new Map(over.map(({ alarm, from }) => [alarm, from]));
  const names = [...begun.keys()].filter((alarm) => !muted(alarm, end));
  const standings = names.length === 0 ? [] : await insist(() => doors.standings(names), [], 'no states', doors);
  const changed = standings.filter(({ alarm, since, isOff }) => !isOff && since <= end && since >= (begun.get(alarm) as Date));
  const before = await Promise.all(
    changed.map(({ alarm }) => orElse(doors.stateAt(alarm, begun.get(alarm) as Date), undefined, 'no alarm history', doors)),
  );
  return changed
    .filter(({ value }, index) => before[index] !== value && (value === 'ALARM' || before[index] === 'ALARM'))
    .flatMap((standing) => changeOf(standing, doors.deployment) ?? []);
}
