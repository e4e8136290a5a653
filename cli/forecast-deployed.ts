import { type Check, isForEverySlot } from '../functions/core/check.ts';
import type { Phrasebook } from '../functions/core/finding.ts';
import type { Absent } from '../functions/core/headline.ts';
import { inWords } from '../functions/core/in-words.ts';
import { namesOf } from '../functions/core/names.ts';
import type { Order } from '../functions/core/order.ts';
import type { Report } from '../functions/core/report.ts';
import type { ZoneTarget } from '../functions/core/target.ts';
import type { World } from './check.ts';
import type { Look } from './forecast.ts';
import { openProgress } from './progress.ts';
import { refusalOf } from './refusal.ts';
import { registeredFor } from './registered.ts';

/** Has the probes of a deployment look at a zone, all at once, publishing nothing. One that fails is absent, with the reason; nothing is thrown. */
export async function askVantages(
  target: ZoneTarget,
  vantages: readonly string[],
  deployment: string,
  checks: readonly Check[],
  world: World,
): Promise<Look> {
  const [first] = vantages;
  const all = checks.map(({ name }) => name);
  const [declared = target] = await registeredFor([target], checks, all);
  const words = await world.words();
  const progress = openProgress(vantages, world.screen, world.env);
  try {
    const answers = await Promise.all(
      vantages.map(async (vantage) => {
        const order = { vantage, slot: world.now().toISOString(), periodSeconds: 60, targets: [declared], publish: false };
        // The searches of Certificate Transparency count their clients: one vantage is enough.
        const searches = vantage === first && checks.some((check) => !isForEverySlot(check));
        const answer = await askOne(searches ? { ...order, checks: all } : order, namesOf(deployment).probe, words, world.env);
        progress.done(vantage);
        return answer;
      }),
    );
    return {
      reports: answers.flatMap((answer) => ('why' in answer ? [] : answer.reports)),
      absent: answers.flatMap((answer) => ('why' in answer ? [answer] : [])),
    };
  } finally {
    progress.stop();
  }
}

async function askOne(
  order: Order,
  probe: string,
  words: Phrasebook,
  env: NodeJS.ProcessEnv,
): Promise<Absent | { readonly reports: readonly Report[] }> {
  const { askVantage, openLambda } = await import('../functions/publish/vantages.ts');
  const client = openLambda(order.vantage);
  try {
    return { reports: inWords(await askVantage(client, probe, order), words) };
  } catch (error) {
    return { vantage: order.vantage, why: refusalOf(error, order.vantage, env) };
  } finally {
    client.destroy();
  }
}
