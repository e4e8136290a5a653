import { forecastOf } from '../../../functions/core/forecast.ts';
import { forecastSays } from '../../../functions/core/forecast-words.ts';
import { type Act, expect, letterAfter, minutes, recovery, type Stage, wordsOf } from '../stage.ts';

const BROKEN = 'ns2.acme.test';

/** A challenge that never reaches all nameservers: the order passes by luck alone. */
export const challenge: Act = {
  name: 'challenge',
  title: 'a challenge that does not arrive everywhere',
  text: `The certificate is to be renewed. Its client writes the challenge, three nameservers get it, and ${BROKEN} is cut off from the primary.`,
  brief: true,
  async play(stage) {
    const { acme, view, deployment } = stage;
    const before = deployment.mail().length;
    acme.edit(); // every copy is fresh: what is missed afterwards is the challenge
    acme.cutOff(BROKEN);
    acme.challenge(true);
    await minutes(stage, 5);
    await view.tell(deployment.now(), `\`picket forecast\`: ${forecastIn(stage, 'RISKY')}`, 'warning');
    const letter = await letterAfter(stage, before);
    await view.letter(letter, 'excerpt');
    const told = wordsOf(letter);
    expect(told.includes(BROKEN) && told.includes('3 of 4'), `the letter does not say that ${BROKEN} alone lacks the challenge`);
    expect(/chance of about \d+ %/.test(told), 'the letter does not tell the chance of passing');
    acme.repair(BROKEN);
    await recovery(stage, `The way to ${BROKEN} is open again, and the challenge arrives.`);
    await view.tell(deployment.now(), `\`picket forecast\`: ${forecastIn(stage, 'READY')}`, 'well');
    acme.challenge(false);
  },
};

/** What an order would meet, as the vantages saw it in their last round. */
function forecastIn({ scene, deployment }: Stage, outcome: 'RISKY' | 'READY'): string {
  const reports = scene.round.filter(({ target }) => target.kind === 'zone');
  const certificate = reports.flatMap(({ target }) => (target.kind === 'zone' ? (target.certificates ?? []) : []))[0];
  expect(certificate !== undefined, 'no certificate is declared for acme.test');
  const forecast = forecastOf(certificate as NonNullable<typeof certificate>, reports, deployment.now());
  expect(forecast.outcome === outcome, `the forecast is ${forecast.outcome}, not ${outcome}`);
  return `${outcome}. ${forecastSays(forecast)}`;
}
