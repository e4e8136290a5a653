import type { Delivered } from '../../lab/aws/topics.ts';
import type { Role } from '../paint.ts';
import type { Acme } from './acme.ts';
import type { Deployment, Minute } from './deployment.ts';
import type { Scene } from './scene.ts';
import type { Stack } from './synthesis.ts';
import type { View } from './view.ts';

/** Who takes part. */
export interface Cast {
  readonly acme: Acme;
  readonly deployment: Deployment;
  readonly view: View;
  /** Synthesises what is deployed for the hoster of the last act; once, however often it is called. */
  readonly hosting: () => Promise<readonly Stack[]>;
}

/** The cast, and what there is to see at the moment. */
export type Stage = Cast & { scene: Scene };

/** One act: a fault and what is heard of it. It leaves all well behind. */
export interface Act {
  /** By which it is chosen; acts of one name are one story. */
  readonly name: string;
  readonly title: string;
  readonly text: string;
  /** Told faster, and without the table at its end. */
  readonly brief?: boolean;
  /** Called before the first act, for what takes its time. */
  readonly prepare?: (cast: Cast) => void;
  /** Throws one sentence where Picket does not do what the story tells. */
  readonly play: (stage: Stage) => Promise<void>;
}

/** Minutes after which a letter that has not come will not come. */
const MOST_MINUTES = 90;

/** More changes than these in one minute are told together. */
const MOST_CHANGES = 3;

/** Lets minutes pass, and shows and tells what they bring. */
export async function minutes(stage: Stage, count: number): Promise<void> {
  const { deployment, view } = stage;
  for (let passed = 0; passed < count; passed++) {
    const minute = await deployment.pass();
    stage.scene = { at: minute.at, round: minute.round ?? stage.scene.round, alarms: deployment.alarms };
    await view.pass(stage.scene, minute.round !== undefined);
    for (const { text, role } of changesOf(minute)) await view.tell(minute.at, text, role);
  }
}

/** Lets minutes pass until something holds. Throws where it never does. */
async function until(stage: Stage, holds: () => boolean, otherwise: string): Promise<void> {
  for (let passed = 0; !holds(); passed++) {
    expect(passed < MOST_MINUTES, otherwise);
    await minutes(stage, 1);
  }
}

/** The letter after so many letters, as soon as it is there. */
export async function letterAfter(stage: Stage, before: number): Promise<Delivered> {
  const { deployment } = stage;
  const next = () => deployment.mail()[before];
  await until(stage, () => next() !== undefined, `no letter came within ${MOST_MINUTES} minutes`);
  return next() as Delivered;
}

/** Says that it is mended, and waits until that was told by one letter and nothing rings any more. */
export async function recovery(stage: Stage, mended: string): Promise<Delivered> {
  const { deployment, view } = stage;
  await view.tell(deployment.now(), mended);
  const letter = await letterAfter(stage, deployment.mail().length);
  expect(letter.subject?.startsWith('RECOVERED') === true, `the last letter tells no recovery: '${letter.subject}'`);
  const ringing = ringingOf(deployment);
  expect(ringing.length === 0, `all is well again, and yet these alarms ring: ${ringing.join(', ')}`);
  expect(deployment.lost() === 0, 'a change of an alarm could not be told');
  return letter;
}

/** Subject and body, wherever their lines break. */
export function wordsOf({ subject, body }: Delivered): string {
  return `${subject} ${body}`.replace(/\s+/g, ' ');
}

/** The alarms that ring, by name. */
export function ringingOf({ alarms }: Deployment): readonly string[] {
  return alarms.filter(({ standing }) => standing.value === 'ALARM').map(({ name }) => name);
}

/** Throws the sentence where it does not hold: the demonstration is a test of itself. */
export function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

/** What the alarms did, but for the OK that each says when it is born. */
function changesOf({ changes }: Minute): readonly { text: string; role: Role }[] {
  const heard = changes.filter(({ from, to }) => from.value === 'ALARM' || to.value === 'ALARM');
  const groups = Map.groupBy(heard, ({ from, to }) => `${from.value} -> ${to.value}`);
  return [...groups].flatMap(([change, some]) => {
    const role: Role = change.endsWith('ALARM') ? 'warning' : 'well';
    if (some.length <= MOST_CHANGES) return some.map(({ alarm }) => ({ text: `Alarm "${alarm.name}": ${change}`, role }));
    return [{ text: `${some.length} alarms, such as "${some[0]?.alarm.name}": ${change}`, role }];
  });
}
