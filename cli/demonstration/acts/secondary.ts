import type { Deployment } from '../deployment.ts';
import { type Act, expect, letterAfter, minutes, ringingOf, wordsOf } from '../stage.ts';

const BROKEN = 'ns3.acme.test';
const SOUND = ['ns1.acme.test', 'ns2.acme.test', 'ns4.acme.test'];

/** The first post-mortem: a secondary goes on answering with an old copy. */
export const cutOff: Act = {
  name: 'secondary',
  title: `${BROKEN} is cut off`,
  text: `A new firewall rule keeps ${BROKEN} from the hidden primary. It goes on answering with its old copy; nothing looks broken.`,
  async play(stage) {
    const { acme, view, deployment } = stage;
    acme.cutOff(BROKEN);
    await minutes(stage, 1);
    const edited = `The zone is edited again. Serial ${acme.edit()} reaches three nameservers.`;
    await view.tell(
      deployment.now(),
      `${edited} The fourth polls every 20 minutes; until that is overdue Picket notices, and votes for no fault.`,
    );
    const letter = await letterAfter(stage, 0);
    await view.rest(stage.scene);
    await view.tell(deployment.now(), heard(deployment));
    await view.letter(letter);
    const told = wordsOf(letter);
    expect(told.includes(BROKEN), `the letter does not name ${BROKEN}`);
    const isCritical = letter.subject?.startsWith('CRITICAL') === true;
    expect(deployment.pager().length > 0 === isCritical, 'the pager hears of critical faults, and of nothing else');
    expect(!SOUND.some((name) => told.includes(name)), 'the letter names a nameserver that is well');
  },
};

/** What to do is in the letter; it helps, and that is told too. */
export const repair: Act = {
  name: 'secondary',
  title: 'the repair',
  text: `Somebody reads the letter, takes the firewall rule back and types on ${BROKEN}: \`rndc retransfer acme.test\``,
  async play(stage) {
    const { acme, view, deployment } = stage;
    await minutes(stage, 2);
    acme.repair(BROKEN);
    const before = deployment.mail().length;
    const letter = await letterAfter(stage, before);
    await view.rest(stage.scene);
    await view.letter(letter);
    expect(letter.subject?.startsWith('RECOVERED') === true, `the last letter tells no recovery: '${letter.subject}'`);
    const ringing = ringingOf(deployment);
    expect(ringing.length === 0, `all is well again, and yet these alarms ring: ${ringing.join(', ')}`);
    expect(deployment.mail().length === 2, `${deployment.mail().length} letters were sent for one fault and one recovery`);
    expect(deployment.lost() === 0, 'a change of an alarm could not be told');
  },
};

/** Who was told: a warning is mailed and wakes nobody. */
function heard(deployment: Deployment): string {
  const [letter, ...more] = deployment.mail();
  const pager = deployment.pager().length === 0 ? 'The pager stays silent: a warning wakes nobody.' : 'The pager rings as well.';
  return `One cause, ${more.length === 0 ? 'one letter' : `${more.length + 1} letters`}, mailed to ${letter?.endpoint}. ${pager}`;
}
