import { DRILL } from '../functions/core/drill.ts';
import type { Standing } from '../functions/publish/standings.ts';
import type { World } from './check.ts';
import { failed, type TypedDeployment, withAlarmsOf } from './deployment.ts';
import { proseWidth, wrap } from './paint.ts';
import { refusalOf } from './refusal.ts';

/** What was typed after `picket drill`. */
export interface TypedDrill extends TypedDeployment {
  readonly warning?: boolean;
}

/** `picket drill`: sets the alarms of a target by hand, so that whoever should be woken is woken, by a letter that says it is a drill. */
export async function drill(text: string, typed: TypedDrill, world: World): Promise<number> {
  return withAlarmsOf(text, typed, world, async (found, { client, region }) => {
    const { setAlarm } = await import('../functions/publish/standings.ts');
    const wanted = found.alarms.filter(({ history }) => typed.warning !== true || history?.name === 'Warning');
    const calm = wanted.filter(({ value, isOff }) => value !== 'ALARM' && !isOff);
    if (calm.length === 0)
      return failed(`no alarm of ${found.shown} can be set: they ring already, or are switched off; picket status`, world);
    let done = 0;
    try {
      for (; done < calm.length; done += 1)
        await setAlarm(client, calm[done]?.alarm ?? '', `${DRILL}: set by hand at ${world.now().toISOString()}`);
    } catch (error) {
      return failed([refusalOf(error, region, world.env), ...halfway(calm, done, error)].join('\n'), world);
    }
    const heard = typed.warning === true ? 'Warnings are mailed and wake nobody.' : 'The topics page and pager hear it too.';
    const prose = [
      `Set to ALARM, by hand: ${calm.length} of ${found.alarms.length} alarms of ${found.shown}.`,
      `A letter marked DRILL is due within 3 minutes, and one that it is over a minute or two later. ${heard}`,
      'None came? Look at the queue of lost letters, the subscriptions of the topics, and the log of the function notify.',
    ];
    world.out(`${prose.flatMap((text) => wrap(text, proseWidth(world.page, 0))).join('\n')}\n`);
    return 0;
  });
}

/** Which alarms were set when AWS said no to the next one, and which were not: somebody may be woken by the first. */
function halfway(alarms: readonly Standing[], done: number, error: unknown): readonly string[] {
  // Where no answer came, or AWS itself failed, the request may have been carried out all the same.
  const isSure = (error as { $fault?: unknown } | null)?.$fault === 'client';
  const open = isSure ? done : done + 1;
  return [
    ...named('Set to ALARM before that, so that a letter marked DRILL is due', alarms.slice(0, done)),
    ...named('Set or not, which nobody knows', alarms.slice(done, open)),
    ...named('Not set', alarms.slice(open)),
    '  The same command sets the rest, once AWS takes it.',
  ];
}

function named(title: string, alarms: readonly Standing[]): readonly string[] {
  return alarms.length === 0 ? [] : [`  ${title}:`, ...alarms.map(({ alarm }) => `    ${alarm.replace(/^\S+ /, '')}`)];
}
