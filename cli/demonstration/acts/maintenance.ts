import { type Act, expect, letterAfter, minutes, recovery, ringingOf, wordsOf } from '../stage.ts';

const UPGRADED = 'ns4.acme.test';
const WINDOW_MINUTES = 20;

/** A window in which nobody is told, and the letter about what stayed wrong. */
export const maintenance: Act = {
  name: 'maintenance',
  title: 'a maintenance, and what stayed wrong',
  text: `${UPGRADED} gets a new version. Whoever does it types first: \`picket mute acme.test --for ${WINDOW_MINUTES}m\``,
  brief: true,
  async play(stage) {
    const { acme, view, deployment } = stage;
    const before = deployment.mail().length;
    const [muted = ''] = (await deployment.picket('mute', 'acme.test', '--for', `${WINDOW_MINUTES}m`)).split('\n');
    await view.tell(deployment.now(), muted);
    acme.unload(UPGRADED, true);
    await minutes(stage, WINDOW_MINUTES);
    expect(ringingOf(deployment).length > 0, `${UPGRADED} has lost the zone, and no alarm rings`);
    expect(deployment.mail().length === before, 'a letter was sent in the middle of a maintenance');
    await view.tell(deployment.now(), `An alarm rings, and no letter is written. But ${UPGRADED} came back without the zone.`);
    const letter = await letterAfter(stage, before);
    await view.tell(deployment.now(), 'The window is over. What stayed wrong after one is looked for every 15 minutes.');
    await view.letter(letter, 'excerpt');
    const told = wordsOf(letter);
    expect(told.includes('The maintenance is over'), 'the letter does not say that the maintenance is over');
    expect(told.includes(UPGRADED), `the letter does not name ${UPGRADED}`);
    acme.unload(UPGRADED, false);
    await recovery(stage, `${UPGRADED} gets its zone back.`);
    expect(
      deployment.mail().length === before + 2,
      `${deployment.mail().length - before} letters for one fault and one recovery`,
    );
  },
};
