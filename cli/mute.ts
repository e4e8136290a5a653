import { fingerprintOf, muteRuleName } from '../functions/core/names.ts';
import { nameOf } from '../functions/core/target.ts';
import { LONGEST_MUTE_MINUTES, minutesOf } from '../functions/core/window.ts';
import { listed, momentOf, plain } from '../functions/core/wording.ts';
import type { World } from './check.ts';
import { type Found, mutedNow, type Reached, type TypedDeployment, withAlarmsOf } from './deployment.ts';
import { proseWidth, wrap } from './paint.ts';

/** What was typed after `picket mute`. */
export interface TypedMute extends TypedDeployment {
  readonly for?: string;
}

const MINUTE_MS = 60_000;

/** `picket mute`: no letters about a target for a while, from now on. What is wrong at the end is told then. */
export async function mute(text: string, typed: TypedMute, world: World): Promise<number> {
  const { for: duration = '1h' } = typed;
  const minutes = minutesOf(duration) ?? 0;
  const expected = 'expected one such as 30m, 2h or 1d12h, 15 days at most';
  const faults = minutes === 0 ? [`--for: '${plain(duration)}' is no duration; ${expected}`] : [];
  const act = async (found: Found, reached: Reached) => {
    const { MOST_MUTED, putMute } = await import('../functions/publish/mutes.ts');
    const now = world.now();
    const start = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
    const names = found.alarms.map(({ alarm }) => alarm);
    // CloudWatch counts whole minutes: the one that has begun is given on top.
    const name = muteRuleName(reached.deployment, fingerprintOf(`${nameOf(found.target)} ${start.toISOString()}`));
    const length = Math.min(minutes + 1, LONGEST_MUTE_MINUTES);
    await putMute(reached.client, name, names.slice(0, MOST_MUTED), start, length);
    const until = new Date(start.getTime() + length * MINUTE_MS);
    const moment = (at: Date) => momentOf(at.toISOString(), now);
    const muted = await mutedNow(reached, world);
    const last = new Date(Math.max(...names.map((one) => muted.get(one)?.getTime() ?? 0)));
    const ringing = found.alarms.filter(({ value }) => value === 'ALARM').length;
    const prose = (text: string) => wrap(text, proseWidth(world.page, 0));
    world.out(
      [
        ...prose(`Muted until ${moment(until)}: ${names.length} alarms of ${found.shown}.`),
        ...(last > until ? prose(`An earlier window lasts longer: nothing is told until ${moment(last)}.`) : []),
        ringing === 0
          ? 'None of them rings now.'
          : `${ringing} of them ${ringing === 1 ? 'rings' : 'ring'} now; that was told before.`,
        ...(found.services.length === 0
          ? []
          : prose(`Not muted, since they are targets of their own: ${listed(found.services)}.`)),
        ...prose('What changes until then is told afterwards, if it has not changed back. To end it sooner:'),
        `  aws cloudwatch delete-alarm-mute-rule --region ${reached.region} --alarm-mute-rule-name ${name}`,
        '',
      ].join('\n'),
    );
    return 0;
  };
  return withAlarmsOf(text, typed, world, act, faults);
}
