import { type Change, printOf } from './alarm-change.ts';
import { causeOf, fold } from './core/folding.ts';
import { letterOf } from './core/letter.ts';
import { headlineOf, type Matter, stateOf, targetsOf } from './core/matter.ts';
import { nameOf } from './core/target.ts';
import { type Cause, endOf, mattersOf, rememberTold, withHistory, withMemory } from './evidence.ts';
import { witnessesOf } from './news.ts';
import { type NotifyDoors, reasonOf } from './notify-doors.ts';

/** SNS suspends an e-mail subscription above 10 messages a second; a person reads fewer. */
export const BETWEEN_LETTERS_MS = 1000;

/** Matters that are over for which it is looked up what they were. */
const MOST_RECALLED = 20;

/** A letter takes so long at worst, every door throttled: what is told later than that before the end is told twice. */
const LEAST_FOR_A_LETTER_MS = 40_000;

/** Looks into the causes, folds them and sends their letters. Gives the names of the targets that could not be told. */
export async function tell(causes: readonly Cause[], doors: NotifyDoors): Promise<readonly string[]> {
  if (causes.length === 0) return [];
  const changes = new Map(causes.flatMap((cause) => cause.changes.map((change) => [endOf(change), change])));
  const sorted = causes.toSorted((a, b) => (firstName(a) < firstName(b) ? -1 : 1));
  const witnesses = await witnessesOf(causes, doors);
  const all = await mattersOf([...witnesses, ...sorted], doors);
  const known = new Set(all.slice(0, witnesses.length).flatMap((matter) => causeOf(matter) ?? []));
  const matters = await Promise.all(
    all.slice(witnesses.length).map((matter, index) => {
      const over = index < MOST_RECALLED && stateOf(matter) === 'OK' && matter.occasion !== 'drill';
      return over ? withMemory(matter, changes, doors) : matter;
    }),
  );
  const untold: string[] = [];
  let first = true;
  for (const matter of fold(matters)) {
    const about = targetsOf(matter).map(nameOf);
    if (!hasTime(doors, about)) {
      untold.push(...about);
      continue;
    }
    if (!first) await doors.pause(BETWEEN_LETTERS_MS);
    first = false;
    if (!(await send(matter, known, changes, doors))) untold.push(...about);
  }
  return untold;
}

/** Is there time for another letter, about these? Who is stopped in the middle forgets what was told, and the queue hands out all of it again. */
export function hasTime({ leftMs, log }: NotifyDoors, about: readonly string[]): boolean {
  const isTime = leftMs === undefined || leftMs() >= LEAST_FOR_A_LETTER_MS;
  if (!isTime) log(JSON.stringify({ message: 'no time left', about }));
  return isTime;
}

function firstName({ changes: [first] }: Cause): string {
  return first === undefined ? '' : nameOf(first.target);
}

/** Sends one letter; false where it could not be sent. */
async function send(
  folded: Matter,
  known: ReadonlySet<string>,
  changes: ReadonlyMap<string, Change>,
  doors: NotifyDoors,
): Promise<boolean> {
  const isMore = stateOf(folded) === 'ALARM' && known.has(causeOf(folded) ?? '');
  const matter = await withHistory(isMore ? { ...folded, occasion: 'more' } : folded, changes, doors);
  const letter = letterOf(matter, doors.now, doors.dashboard);
  const told = matter.rings.flatMap((ring) => changes.get(endOf(ring)) ?? []);
  const prints = printsOf(matter, told, doors);
  try {
    await doors.send(letter, prints);
  } catch (error) {
    const targets = targetsOf(matter).map(nameOf);
    doors.log(JSON.stringify({ message: 'letter not sent', targets, error: reasonOf(error) }));
    return false;
  }
  for (const print of prints) doors.told.add(print);
  const memory = { fault: headlineOf(matter)?.told, since: letter.since, toldAt: doors.now.toISOString() };
  if (stateOf(matter) === 'ALARM' && matter.occasion !== 'drill') await rememberTold(matter, memory, changes, doors);
  return true;
}

/** What a letter is known by where it comes again: its changes, and of a round, which tells a change once more, the round as well. */
export function printsOf(
  { occasion }: Pick<Matter, 'occasion'>,
  changes: readonly Change[],
  { now }: NotifyDoors,
): readonly string[] {
  const isRound = occasion === 'reminder' || occasion === 'after maintenance';
  return changes.map((change) => (isRound ? `${printOf(change)} at ${now.toISOString()}` : printOf(change)));
}
