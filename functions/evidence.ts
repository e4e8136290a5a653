import type { Change } from './alarm-change.ts';
import { CHECKS } from './checks/registry.ts';
import { WORDS } from './checks/words.ts';
import { type Check, isForEverySlot } from './core/check.ts';
import type { Absent } from './core/headline.ts';
import type { Fault, Matter, Occasion, Ring } from './core/matter.ts';
import { MOST_TARGETS } from './core/order.ts';
import type { Report } from './core/report.ts';
import { nameOf, type Target } from './core/target.ts';
import { type NotifyDoors, orElse, reasonOf } from './notify-doors.ts';
import { breachOf, newestRun } from './publish/history.ts';
import type { Remembered } from './publish/memory.ts';

/** Orders that a vantage is given at once. A new AWS account runs ten functions at a time in a region, and the probes want some of them. */
const MOST_ORDERS = 4;

/** Alarms of a letter whose history is read, and whose tag is written or read; the others rang with them. */
const MOST_RINGS = 10;

/** What an alarm did to a target, and why that is told. */
export interface Cause {
  readonly changes: readonly Change[];
  readonly occasion: Occasion;
}

/**
 * Asks every vantage once more about the targets, all at once: evidence of now, within the time of one run. What has rounds of its own is asked of the
 * vantage that makes them, the first. In a storm the first 200 are asked; the others have no reports.
 */
export async function mattersOf(causes: readonly Cause[], doors: NotifyDoors): Promise<readonly Matter[]> {
  const all = causes.flatMap(({ changes, occasion }) => {
    const [first] = changes;
    return first === undefined ? [] : [{ changes, occasion, target: declaredOf(first.target, doors) }];
  });
  const asked = all.slice(0, MOST_ORDERS * MOST_TARGETS).map(({ target }) => target);
  const { reports, absent } = await askAll(asked, checksFor(causes, doors), doors);
  const single = (doors.checks ?? CHECKS).filter(({ corroboration }) => corroboration === 'any').map(({ name }) => name);
  const byName = Map.groupBy(reports, (report) => nameOf(report.target));
  return all.map(({ changes, occasion, target }, index) => ({
    target,
    rings: changes.map(({ alarm, check, severity, state, says }) => ({ alarm, check, severity, state, says })),
    reports: byName.get(nameOf(target)) ?? [],
    absent: index < asked.length ? absent : doors.vantages.map((vantage) => ({ vantage, why: 'not asked: too many at once' })),
    single,
    occasion,
  }));
}

/** The alarm's event tells the name alone. */
function declaredOf(target: Target, { declared }: NotifyDoors): Target {
  return declared?.get(nameOf(target)) ?? target;
}

/** An order runs what runs in every slot. What rang besides must be named, and then so must all. */
function checksFor(causes: readonly Cause[], { checks = CHECKS }: NotifyDoors): readonly string[] | undefined {
  const ringing = new Set(causes.flatMap(({ changes }) => changes.map(({ check }) => check)));
  const isRare = (check: Check) => !isForEverySlot(check);
  if (!checks.some((check) => isRare(check) && ringing.has(check.name))) return undefined;
  return checks.filter((check) => !isRare(check) || ringing.has(check.name)).map(({ name }) => name);
}

async function askAll(targets: readonly Target[], checks: readonly string[] | undefined, doors: NotifyDoors) {
  const starts = Array.from({ length: Math.ceil(targets.length / MOST_TARGETS) }, (_, index) => index * MOST_TARGETS);
  const orders = starts.map((start) => targets.slice(start, start + MOST_TARGETS));
  const answers = await Promise.all(
    orders.flatMap((order) =>
      doors.vantages.map((vantage, index) => askOne(vantage, order, index === 0 ? checks : undefined, doors)),
    ),
  );
  const missing = answers.flatMap((answer) => ('why' in answer ? [answer] : []));
  return {
    reports: answers.flatMap((answer) => ('why' in answer ? [] : answer.reports)),
    absent: [...new Map(missing.map((one) => [one.vantage, one])).values()],
  };
}

async function askOne(
  vantage: string,
  targets: readonly Target[],
  checks: readonly string[] | undefined,
  doors: NotifyDoors,
): Promise<Absent | { reports: readonly Report[] }> {
  const order = { vantage, slot: doors.now.toISOString(), periodSeconds: 60, targets, publish: false, ...(checks && { checks }) };
  try {
    return { reports: await doors.ask(vantage, order) };
  } catch (error) {
    return { vantage, why: reasonOf(error) };
  }
}

/** Names one end of an alarm among the changes of a batch, where a drill has both. */
export function endOf({ alarm, state }: Pick<Change, 'alarm' | 'state'>): string {
  return `${state} ${alarm}`;
}

/** The same alarms with since when and until when, out of their votes' history. */
export async function withHistory(matter: Matter, changes: ReadonlyMap<string, Change>, doors: NotifyDoors): Promise<Matter> {
  const rings = await Promise.all(
    matter.rings.map((ring, index) => (index < MOST_RINGS ? dated(ring, changes.get(endOf(ring)), doors) : ring)),
  );
  return { ...matter, rings };
}

async function dated(ring: Ring, change: Change | undefined, doors: NotifyDoors): Promise<Ring> {
  if (change === undefined) return ring;
  const values = await orElse(doors.history(change.history), [], 'no history', doors);
  const run = newestRun(values, breachOf(change.history));
  if (run === undefined) return ring;
  // It was still there in its last slot; the next look found it gone.
  const until = new Date(run.until.getTime() + change.history.periodSeconds * 1000);
  return { ...ring, since: run.since.toISOString(), until: until.toISOString(), atLeast: run.atLeast };
}

/** A matter that is over, with what was told of its alarms; as it is where nobody remembers. */
export async function withMemory(matter: Matter, changes: ReadonlyMap<string, Change>, doors: NotifyDoors): Promise<Matter> {
  let dated = matter;
  for (const ring of matter.rings.slice(0, MOST_RINGS)) {
    const { fault, since } = (await recalled(changes.get(endOf(ring)), doors)) ?? {};
    if (since !== undefined && dated.toldSince === undefined) dated = { ...dated, toldSince: since };
    const was = fault && faultOf(fault, doors);
    if (was !== undefined) return { ...dated, was };
  }
  return dated;
}

/** What was told before the alarm rang is of an older fault: not every letter is written onto every alarm. */
async function recalled(change: Change | undefined, doors: NotifyDoors): Promise<Remembered | undefined> {
  const { arn, rangAt } = change ?? {};
  const known = arn === undefined ? undefined : await orElse(doors.recall(arn), undefined, 'no memory', doors);
  const isOlder = known?.toldAt !== undefined && rangAt !== undefined && Date.parse(known.toldAt) < rangAt.getTime();
  return isOlder ? undefined : known;
}

function faultOf({ code, subject }: Pick<Fault, 'code' | 'subject'>, { words = WORDS }: NotifyDoors): Fault | undefined {
  const known = Object.values(words).find(({ codes }) => Object.hasOwn(codes, code));
  const title = known?.codes[code]?.title;
  return title === undefined ? undefined : { code, subject, title };
}

/** Writes onto the alarms that ring what their letter told. Without it a recovery names the checks alone. */
export async function rememberTold(
  { rings }: Pick<Matter, 'rings'>,
  told: Remembered,
  changes: ReadonlyMap<string, Change>,
  doors: NotifyDoors,
): Promise<void> {
  const arns = rings
    .slice(0, MOST_RINGS)
    .flatMap((ring) => (ring.state === 'ALARM' ? (changes.get(endOf(ring))?.arn ?? []) : []));
  await Promise.all(arns.map((arn) => orElse(doors.remember(arn, told), undefined, 'not remembered', doors)));
}
