import { type Change, printOf } from './alarm-change.ts';
import { causeOf, fold } from './core/folding.ts';
import { letterOf } from './core/letter.ts';
import { headlineOf, type Matter, stateOf, targetsOf } from './core/matter.ts';
import { nameOf } from './core/target.ts';
import { type Cause, mattersOf, rememberTold, withHistory, withMemory } from './evidence.ts';
import { witnessesOf } from './news.ts';
import { type NotifyDoors, reasonOf } from './notify-doors.ts';

/** SNS suspends an e-mail subscription above 10 messages a second; a person reads fewer. */
const BETWEEN_LETTERS_MS = 1000;

/** Matters that are over for which it is looked up what they were. */
const MOST_RECALLED = 20;

/** Looks into the causes, folds them and sends their letters. Gives the names of the targets that could not be told. */
export async function tell(causes: readonly Cause[], changes: readonly Change[], doors: NotifyDoors): Promise<readonly string[]> {
  if (causes.length === 0) return [];
  const byAlarm = new Map(changes.map((change) => [change.alarm, change]));
  const sorted = causes.toSorted((a, b) => (firstName(a) < firstName(b) ? -1 : 1));
  const witnesses = await witnessesOf(causes, doors);
  const all = await mattersOf([...witnesses, ...sorted], doors);
  const known = new Set(all.slice(0, witnesses.length).flatMap((matter) => causeOf(matter) ?? []));
  const matters = await Promise.all(
    all.slice(witnesses.length).map((matter, index) => {
      const over = index < MOST_RECALLED && stateOf(matter) === 'OK' && matter.occasion !== 'drill';
      return over ? withMemory(matter, byAlarm, doors) : matter;
    }),
  );
  const untold: string[] = [];
  let first = true;
  for (const matter of fold(matters)) {
    if (!first) await doors.pause(BETWEEN_LETTERS_MS);
    first = false;
    if (!(await send(matter, known, byAlarm, doors))) untold.push(...targetsOf(matter).map(nameOf));
  }
  return untold;
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
  const prints = matter.rings.flatMap(({ alarm }) => changes.get(alarm) ?? []).map(printOf);
  try {
    // Only what comes from the queue comes again.
    await doors.send(letter, isRound(matter) ? [] : prints);
  } catch (error) {
    const targets = targetsOf(matter).map(nameOf);
    doors.log(JSON.stringify({ message: 'letter not sent', targets, error: reasonOf(error) }));
    return false;
  }
  for (const print of prints) doors.told.add(print);
  const told = { fault: headlineOf(matter)?.told, since: letter.since, toldAt: doors.now.toISOString() };
  if (stateOf(matter) === 'ALARM' && matter.occasion !== 'drill') await rememberTold(matter, told, changes, doors);
  return true;
}

function isRound({ occasion }: Matter): boolean {
  return occasion === 'reminder' || occasion === 'after maintenance';
}
