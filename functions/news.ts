import { byTarget, type Change, voteOf } from './alarm-change.ts';
import { nameOf } from './core/target.ts';
import { type MuteRule, type Window, windowsOf } from './core/window.ts';
import type { Cause } from './evidence.ts';
import { type NotifyDoors, orElse } from './notify-doors.ts';
import type { Standing } from './publish/standings.ts';

/** A letter about a cause is remembered so long: what the same cause hurts later is told as more of it. */
const MEMORY_MS = 30 * 60_000;

/** Targets that rang a little earlier and are asked again, to learn whether their cause is this one. */
const MOST_WITNESSES = 20;

/** How late a change may be told and still be judged by the windows of its own time. */
const LATENESS_MS = 24 * 3_600_000;

/** The rules with their windows, as `windowsOf` has them. A rule holds 100 alarms, so one schedule comes in many rules; it is gone through once. */
export function withWindows(rules: readonly MuteRule[], now: Date, backMs: number) {
  const known = new Map<string, readonly Window[]>();
  return rules.map((rule) => {
    const { from, until, ...schedule } = rule;
    const key = JSON.stringify([rule.expression, rule.duration, rule.timezone]);
    const all = known.get(key) ?? windowsOf(schedule, now, backMs);
    known.set(key, all);
    return { rule, windows: all.filter(({ start }) => (from ?? start) <= start && (until === undefined || start < until)) };
  });
}

/** Was an alarm muted at a time? By the time of the change, not of the letter: what changed in a window is told at its end. */
export function mutedAt(rules: readonly MuteRule[], now: Date): (alarm: string, at: Date) => boolean {
  const all = withWindows(rules, now, LATENESS_MS).map(({ rule, windows }) => ({ alarms: new Set(rule.alarms), windows }));
  return (alarm, at) =>
    all.some(({ alarms, windows }) => alarms.has(alarm) && windows.some(({ start, end }) => start <= at && at < end));
}

/**
 * The changes that still hold: an alarm that has changed again since has another event on its way, one that is gone was taken down with its
 * target, one whose actions are off was silenced by hand. All of them where the alarms cannot be asked.
 */
export async function stillTrue(changes: readonly Change[], doors: NotifyDoors): Promise<readonly Change[]> {
  const names = [...new Set(changes.map(({ alarm }) => alarm))];
  const standings = names.length === 0 ? undefined : await orElse(doors.standings(names), undefined, 'no states', doors);
  if (standings === undefined) return changes;
  const byName = new Map(standings.map((standing) => [standing.alarm, standing]));
  return changes.filter(({ alarm, at, state, drill }) => {
    const standing = byName.get(alarm);
    if (standing === undefined) return false;
    return drill || (!standing.isOff && (standing.value === state || standing.since <= at));
  });
}

/**
 * Targets that began to ring within half an hour before these changes. A storm spans several batches of the queue, and nothing is kept between
 * two runs but the alarms themselves: they are asked about again, and what has the same cause was told already.
 */
export async function witnessesOf(causes: readonly Cause[], doors: NotifyDoors): Promise<readonly Cause[]> {
  const changes = causes.filter(({ occasion }) => occasion === 'change').flatMap((cause) => cause.changes);
  const alarms = changes.filter(({ state }) => state === 'ALARM');
  if (alarms.length === 0) return [];
  const earliest = Math.min(...alarms.map(({ at }) => at.getTime()));
  const mine = new Set(changes.map(({ target }) => nameOf(target)));
  const ringing = await orElse(doors.ringing(), [], 'no ringing alarms', doors);
  const before = ringing
    .filter(({ since }) => since.getTime() < earliest && since.getTime() >= earliest - MEMORY_MS)
    .flatMap((standing) => changeOf(standing, doors.deployment) ?? [])
    .filter(({ target }) => !mine.has(nameOf(target)));
  return byTarget(before)
    .slice(0, MOST_WITNESSES)
    .map((group): Cause => ({ changes: group, occasion: 'change' }));
}

/** A standing as the change that it came from; undefined for what is no vote alarm. */
export function changeOf(standing: Standing, deployment: string): Change | undefined {
  const { alarm, arn, value, since, says, history } = standing;
  const { Target, Check } = history?.dimensions ?? {};
  if (history === undefined || Target === undefined || Check === undefined || value === 'INSUFFICIENT_DATA') return undefined;
  const vote = voteOf(history.namespace, history.name, { Target, Check }, deployment);
  return vote && { ...vote, alarm, arn, state: value, at: since, says, drill: false, history };
}
