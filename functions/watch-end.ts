import * as v from 'valibot';
import { EVENT, printOf } from './alarm-change.ts';
import { deploymentPrefix } from './core/names.ts';
import { endLetter, type WatchEnd } from './core/watching.ts';
import { type NotifyDoors, reasonOf } from './notify-doors.ts';
import { BETWEEN_LETTERS_MS, hasTime } from './telling.ts';

/**
 * Reads the end of an alarm about Picket itself out of a queue message; undefined for everything else, for the OK that an alarm says at its
 * birth, and where nobody was told that it rang: its actions were still held back. Throws where the text is no event of an alarm.
 */
export function readEnd(text: string, deployment: string): WatchEnd | undefined {
  const { detail } = v.parse(EVENT, JSON.parse(text));
  const { alarmName: alarm, state, previousState, configuration } = detail;
  const isEnd = state.value === 'OK' && previousState?.value === 'ALARM' && alarm.startsWith(deploymentPrefix(deployment));
  const [at, rangAt] = [new Date(state.timestamp), new Date(previousState?.timestamp ?? '')];
  if (!isEnd || previousState.actionsSuppressedBy !== undefined || [at, rangAt].some((time) => Number.isNaN(time.getTime())))
    return undefined;
  return { alarm, at, rangAt, says: configuration?.description ?? alarm };
}

/** Tells ends, a letter each, one a second. `isFirst`: no letter went out just before. Gives the messages of those that could not be told. */
export async function tellEnds(
  ends: readonly (WatchEnd & { readonly messageId: string })[],
  isFirst: boolean,
  doors: NotifyDoors,
): Promise<readonly string[]> {
  const untold: string[] = [];
  let first = isFirst;
  for (const { messageId, ...end } of ends) {
    const letter = endLetter(end, doors.deployment, doors.now, doors.dashboard);
    const print = printOf(end);
    if (letter === undefined || doors.told.has(print)) continue;
    if (!hasTime(doors, [end.alarm])) {
      untold.push(messageId);
      continue;
    }
    if (!first) await doors.pause(BETWEEN_LETTERS_MS);
    first = false;
    try {
      await doors.send(letter, [print]);
      doors.told.add(print);
    } catch (error) {
      doors.log(JSON.stringify({ message: 'letter not sent', alarm: end.alarm, error: reasonOf(error) }));
      untold.push(messageId);
    }
  }
  return untold;
}
