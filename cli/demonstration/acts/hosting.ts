import { hostingConfiguration } from '../configuration.ts';
import { openDeployment } from '../deployment.ts';
import { CUSTOMERS, NAMESERVERS, openHoster } from '../hoster.ts';
import { type Act, expect, letterAfter, minutes, type Stage, wordsOf } from '../stage.ts';

const [, DEAD] = NAMESERVERS;

/** One fault of many zones is one letter. */
export const hosting: Act = {
  name: 'hosting',
  title: `${CUSTOMERS.length} zones, one dead nameserver`,
  text: `Another deployment: a hoster's ${CUSTOMERS.length} customers share ${NAMESERVERS.join(' and ')}, seen from three regions. ${DEAD} dies.`,
  brief: true,
  // Whoever comes to wait for it hears of its failure.
  prepare: (cast) => void cast.hosting().catch(() => undefined),
  async play(stage) {
    const { view } = stage;
    const start = stage.deployment.now();
    let now = () => start;
    await using hoster = await openHoster(() => now());
    await using deployment = await openDeployment(start, hostingConfiguration(CUSTOMERS));
    now = deployment.now;
    deployment.deploy(await stage.hosting(), hoster.settings);
    const mine: Stage = { ...stage, deployment, scene: { at: start, round: [], alarms: [] } };
    await minutes(mine, 5);
    await hoster.kill(DEAD);
    const letter = await letterAfter(mine, 0);
    await view.letter(letter, 'excerpt');
    const told = wordsOf(letter);
    expect(told.includes(DEAD), `the letter does not name ${DEAD}`);
    expect(told.includes(`${CUSTOMERS.length} zones`), `the letter does not say that it is about ${CUSTOMERS.length} zones`);
    const missing = CUSTOMERS.filter((zone) => !told.includes(zone));
    expect(missing.length === 0, `the letter does not list ${missing.join(', ')}`);
    await minutes(mine, 4);
    expect(deployment.mail().length === 1, `${deployment.mail().length} letters were sent for one dead nameserver`);
    await view.tell(deployment.now(), `${CUSTOMERS.length} zones, one cause, one letter.`);
  },
};
