import { DRILL } from '../functions/core/drill.ts';
import type { World } from './check.ts';
import { alarmsOf, failed, type TypedDeployment, withDeployment } from './deployment.ts';
import { proseWidth, wrap } from './paint.ts';

/** What was typed after `picket drill`. */
export interface TypedDrill extends TypedDeployment {
  readonly warning?: boolean;
}

/** `picket drill`: sets the alarms of a target by hand, so that whoever should be woken is woken, by a letter that says it is a drill. */
export async function drill(text: string, typed: TypedDrill, world: World): Promise<number> {
  return withDeployment(typed, world, async (reached) => {
    const found = await alarmsOf(text, reached);
    if ('fault' in found) return failed(found.fault, world);
    const { setAlarm } = await import('../functions/publish/standings.ts');
    const wanted = found.alarms.filter(({ history }) => typed.warning !== true || history?.name === 'Warning');
    const calm = wanted.filter(({ value, isOff }) => value !== 'ALARM' && !isOff);
    if (calm.length === 0)
      return failed(`no alarm of ${found.shown} can be set: they ring already, or are switched off; picket status`, world);
    for (const { alarm } of calm) await setAlarm(reached.client, alarm, `${DRILL}: set by hand at ${world.now().toISOString()}`);
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
