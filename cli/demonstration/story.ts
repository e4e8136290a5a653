import type { Delivered } from '../../lab/aws/topics.ts';
import type { Role } from '../paint.ts';
import type { Acme } from './acme.ts';
import type { Deployment, Minute } from './deployment.ts';
import type { Scene } from './scene.ts';
import type { View } from './view.ts';

/** Who takes part. */
export interface Cast {
  readonly acme: Acme;
  readonly deployment: Deployment;
  readonly view: View;
}

const BROKEN = 'ns3.acme.test';
const SOUND = ['ns1.acme.test', 'ns2.acme.test', 'ns4.acme.test'];

/** Minutes after which a letter that has not come will not come. */
const MOST_MINUTES = 90;

/** Plays the three acts. Throws one sentence where Picket does not do what the story tells: the demonstration is a test of itself. */
export async function play(cast: Cast): Promise<void> {
  const stage = { ...cast, scene: { at: cast.deployment.now(), round: [], alarms: [] } as Scene };
  await allWell(stage);
  await cutOff(stage);
  await repair(stage);
}

type Stage = Cast & { scene: Scene };

async function allWell(stage: Stage): Promise<void> {
  const { acme, view, deployment } = stage;
  await view.act(
    'Act 1 of 3: all is well',
    'Every five minutes, five regions ask all four nameservers of acme.test and its web server, each for itself, and vote.',
  );
  await minutes(stage, 8);
  await view.tell(
    deployment.now(),
    `The zone is edited, as on any day. Serial ${acme.edit()} reaches all four nameservers at once.`,
  );
  await minutes(stage, 4);
  await view.rest(stage.scene);
  const uneasy = deployment.alarms.filter(({ standing }) => standing.value !== 'OK').map(({ name }) => name);
  expect(uneasy.length === 0, `all is well, and yet these alarms are not OK: ${uneasy.join(', ')}`);
  expect(deployment.mail().length === 0, 'all is well, and yet a letter was sent');
}

async function cutOff(stage: Stage): Promise<void> {
  const { acme, view, deployment } = stage;
  await view.act(
    `Act 2 of 3: ${BROKEN} is cut off`,
    `A new firewall rule keeps ${BROKEN} from the hidden primary. It goes on answering with its old copy; nothing looks broken.`,
  );
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
  const told = `${letter.subject}\n${letter.body}`;
  expect(told.includes(BROKEN), `the letter does not name ${BROKEN}`);
  const isCritical = letter.subject?.startsWith('CRITICAL') === true;
  expect(deployment.pager().length > 0 === isCritical, 'the pager hears of critical faults, and of nothing else');
  expect(!SOUND.some((name) => told.includes(name)), 'the letter names a nameserver that is well');
}

async function repair(stage: Stage): Promise<void> {
  const { acme, view, deployment } = stage;
  await view.act(
    'Act 3 of 3: the repair',
    `Somebody reads the letter, takes the firewall rule back and types on ${BROKEN}: \`rndc retransfer acme.test\``,
  );
  await minutes(stage, 2);
  acme.repair(BROKEN);
  const before = deployment.mail().length;
  const letter = await letterAfter(stage, before);
  await view.rest(stage.scene);
  await view.letter(letter);
  expect(letter.subject?.startsWith('RECOVERED') === true, `the last letter tells no recovery: '${letter.subject}'`);
  const ringing = deployment.alarms.filter(({ standing }) => standing.value === 'ALARM').map(({ name }) => name);
  expect(ringing.length === 0, `all is well again, and yet these alarms ring: ${ringing.join(', ')}`);
  expect(deployment.mail().length === 2, `${deployment.mail().length} letters were sent for one fault and one recovery`);
  expect(deployment.lost() === 0, 'a change of an alarm could not be told');
}

async function letterAfter(stage: Stage, before: number): Promise<Delivered> {
  const { deployment } = stage;
  for (let passed = 0; passed < MOST_MINUTES; passed++) {
    const letter = deployment.mail()[before];
    if (letter !== undefined) return letter;
    await minutes(stage, 1);
  }
  throw new Error(`no letter came within ${MOST_MINUTES} minutes`);
}

async function minutes(stage: Stage, count: number): Promise<void> {
  const { deployment, view } = stage;
  for (let passed = 0; passed < count; passed++) {
    const minute = await deployment.pass();
    stage.scene = { at: minute.at, round: minute.round ?? stage.scene.round, alarms: deployment.alarms };
    await view.pass(stage.scene, minute.round !== undefined);
    for (const { text, role } of changesOf(minute)) await view.tell(minute.at, text, role);
  }
}

/** What the alarms did, but for the OK that each says when it is born. */
function changesOf({ changes }: Minute): readonly { text: string; role: Role }[] {
  return changes
    .filter(({ from, to }) => from.value === 'ALARM' || to.value === 'ALARM')
    .map(({ alarm, from, to }) => ({
      text: `Alarm "${alarm.name}": ${from.value} -> ${to.value}`,
      role: to.value === 'ALARM' ? 'warning' : 'well',
    }));
}

/** Who was told: a warning is mailed and wakes nobody. */
function heard(deployment: Deployment): string {
  const [letter, ...more] = deployment.mail();
  const pager = deployment.pager().length === 0 ? 'The pager stays silent: a warning wakes nobody.' : 'The pager rings as well.';
  return `One cause, ${more.length === 0 ? 'one letter' : `${more.length + 1} letters`}, mailed to ${letter?.endpoint}. ${pager}`;
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
