import { caa } from './acts/caa.ts';
import { challenge } from './acts/challenge.ts';
import { hosting } from './acts/hosting.ts';
import { maintenance } from './acts/maintenance.ts';
import { cutOff, repair } from './acts/secondary.ts';
import { vantage } from './acts/vantage.ts';
import { allWell } from './acts/well.ts';
import type { Act, Cast, Stage } from './stage.ts';

/** The acts that follow the first, in which all is well. */
const ACTS: readonly Act[] = [cutOff, repair, caa, challenge, maintenance, vantage, hosting];

/** By which an act can be chosen. */
export const ACT_NAMES: readonly string[] = [...new Set(ACTS.map(({ name }) => name))];

/** Plays them all, or the first and those of one name. Throws one sentence where Picket does not do what the story tells. */
export async function play(cast: Cast, only?: string): Promise<void> {
  const stage: Stage = { ...cast, scene: { at: cast.deployment.now(), round: [], alarms: [] } };
  const acts = [allWell, ...ACTS.filter(({ name }) => only === undefined || name === only)];
  for (const act of acts) act.prepare?.(cast);
  for (const [index, act] of acts.entries()) {
    await cast.view.act(`Act ${index + 1} of ${acts.length}: ${act.title}`, act.text, act.brief);
    await act.play(stage);
  }
}
