import { fingerprintOf, muteRuleName } from '../functions/core/names.ts';
import { nameOf } from '../functions/core/target.ts';
import { LONGEST_MUTE_MINUTES, minutesOf } from '../functions/core/window.ts';
import { momentOf, plain } from '../functions/core/wording.ts';
import type { World } from './check.ts';
import { alarmsOf, failed, type TypedDeployment, withDeployment } from './deployment.ts';

/** What was typed after `picket mute`. */
export interface TypedMute extends TypedDeployment {
  readonly for?: string;
}

const MINUTE_MS = 60_000;

/** `picket mute`: no letters about a target for a while, from now on. What is wrong at the end is told then. */
export async function mute(text: string, typed: TypedMute, world: World): Promise<number> {
  const minutes = minutesOf(typed.for ?? '1h');
  if (minutes === undefined)
    return failed(
      `--for: '${plain(typed.for ?? '')}' is no duration; expected one such as 30m, 2h or 1d12h, 15 days at most`,
      world,
    );
  return withDeployment(typed, world, async (reached) => {
    const found = await alarmsOf(text, reached);
    if ('fault' in found) return failed(found.fault, world);
    const { MOST_MUTED, putMute } = await import('../functions/publish/mutes.ts');
    const now = world.now();
    const start = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
    const names = found.alarms.map(({ alarm }) => alarm);
    // CloudWatch counts whole minutes: the one that has begun is given on top.
    const name = muteRuleName(reached.deployment, fingerprintOf(`${nameOf(found.target)} ${start.toISOString()}`));
    const length = Math.min(minutes + 1, LONGEST_MUTE_MINUTES);
    await putMute(reached.client, name, names.slice(0, MOST_MUTED), start, length);
    const until = new Date(start.getTime() + length * MINUTE_MS);
    const ringing = found.alarms.filter(({ value }) => value === 'ALARM').length;
    world.out(
      [
        `Muted until ${momentOf(until.toISOString(), now)}: ${names.length} alarms of ${found.shown}.`,
        ringing === 0 ? 'None of them rings now.' : `${ringing} of them ring now; that was told before.`,
        'What changes until then is told afterwards, if it has not changed back. To end it sooner:',
        `  aws cloudwatch delete-alarm-mute-rule --region ${reached.region} --alarm-mute-rule-name ${name}`,
        '',
      ].join('\n'),
    );
    return 0;
  });
}
