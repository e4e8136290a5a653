import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addVantageWatchers } from '../../cdk/watchers.ts';
import { HEARTBEAT, namespaceOf, UNKNOWNS, vantageDimensions } from '../../functions/core/metric.ts';
import { namesOf } from '../../functions/core/names.ts';
import { endLetter } from '../../functions/core/watching.ts';
import { readEnd } from '../../functions/watch-end.ts';
import { type Cloud, openCloud } from '../../lab/aws/cloud.ts';
import { synth, watchOf } from './synth.ts';

const MINUTE_MS = 60_000;
const START = Date.parse('2026-11-20T09:00:00Z');
const WATCH = watchOf();
const [FIRST = '', ...OTHERS] = WATCH.vantages;
const STACKS = synth(WATCH, []);

/** What a vantage does in the minute of a deployment's life: a round, a round in which nothing could be told, or nothing. */
type Conduct = (vantage: string, minute: number) => 'round' | 'blindfold' | undefined;

let cloud: Cloud;
let ends: string[];
beforeEach(async () => {
  ends = [];
  cloud = await openCloud({ at: new Date(START) });
  for (const [stack, Resources] of Object.entries(STACKS)) {
    const vantage = WATCH.vantages.find((one) => stack.endsWith(one));
    cloud.load({ Resources } as never, { region: vantage ?? WATCH.home, stack });
  }
  for (const { region, name } of cloud.functions) cloud.register(region, name, async () => undefined);
  cloud.register(WATCH.home, namesOf('test').notify, hearEnds);
});
afterEach(() => cloud.close());

/** What notify would write of the ends that reach it. */
function hearEnds({ Records = [] }: { Records?: readonly { body: string }[] }): void {
  for (const { body } of Records) {
    const end = readEnd(body, 'test');
    const letter = end && endLetter(end, 'test', cloud.now);
    if (letter !== undefined) ends.push(letter.subject);
  }
}

/** Lives through the minutes; a round is done by the second minute of its slot. The direct mails, with the minute in which each came. */
async function live(minutes: number, conduct: Conduct): Promise<string[]> {
  const mails: string[] = [];
  for (let minute = 1; minute <= minutes; minute += 1) {
    const at = new Date(START + minute * MINUTE_MS);
    for (const vantage of WATCH.vantages) if (minute % 5 === 1) put(vantage, minute, conduct(vantage, minute));
    const before = cloud.inbox('hostmaster@example.org').length;
    await cloud.step(at);
    const news = cloud.inbox('hostmaster@example.org').slice(before);
    mails.push(...news.map(({ subject = '' }) => `${minute} ${subject.replace(/"picket-test ([^"]*)".*/, '$1')}`));
  }
  return mails;
}

function put(vantage: string, minute: number, did: ReturnType<Conduct>): void {
  if (did === undefined) return;
  const at = START + (minute - 1) * MINUTE_MS;
  const count = (
    region: string,
    namespace: string,
    name: string,
    dimensions: Readonly<Record<string, string>>,
    value: number,
  ) => {
    const values = { sampleCount: 1, sum: value, minimum: value, maximum: value };
    cloud.metrics(region).put({ namespace, name, dimensions, at, unit: 'Count', ...values });
  };
  const ofVantage = vantageDimensions(vantage);
  count(WATCH.home, namespaceOf('test'), HEARTBEAT, ofVantage, 8);
  count(WATCH.home, namespaceOf('test'), UNKNOWNS, ofVantage, did === 'blindfold' ? 8 : 0);
  count(vantage, 'AWS/Lambda', 'Invocations', { FunctionName: 'picket-test-probe' }, 1);
}

describe('the alarms about Picket itself', () => {
  it('say nothing of a fresh deployment whose vantages begin one after the other', async () => {
    const begins = (vantage: string) => 1 + 10 * WATCH.vantages.indexOf(vantage);
    expect(await live(90, (vantage, minute) => (minute >= begins(vantage) ? 'round' : undefined))).toEqual([]);
    expect(ends).toEqual([]);
  });

  it('tell of a vantage that dies, after eleven minutes or so', async () => {
    const mails = await live(90, (vantage, minute) => (vantage === FIRST && minute > 40 ? undefined : 'round'));
    const [silent, ...more] = mails.filter((mail) => !mail.includes('idle'));
    expect(silent).toMatch(/^(5[0-4]) ALARM: silent us-east-1$/);
    expect(more).toEqual([]);
    const idle = mails.filter((mail) => mail.includes('idle'));
    expect(idle).toEqual([expect.stringMatching(/ INSUFFICIENT_DATA: idle us-east-1$/)]);
  });

  it('tell of a vantage that never begins, and only once', async () => {
    const mails = await live(180, (vantage) => (vantage === FIRST ? undefined : 'round'));
    expect(mails).toEqual(['31 ALARM: unheard']);
    expect(ends).toEqual([]);
  });

  it('tell that a vantage which was late has begun', async () => {
    const mails = await live(90, (vantage, minute) => (vantage === FIRST && minute < 50 ? undefined : 'round'));
    expect(mails).toEqual(['31 ALARM: unheard']);
    expect(ends).toEqual(['RECOVERED picket-test: All vantages have begun their rounds, after 50 min.']);
  });

  it('tell whoever was told of a dead vantage that it is back', async () => {
    await live(120, (vantage, minute) => (vantage === FIRST && minute > 40 && minute < 80 ? undefined : 'round'));
    expect(ends).toEqual([expect.stringMatching(/^RECOVERED picket-test: The vantage us-east-1 looks again, after \d+ min\.$/)]);
  });

  it('tell where none ever begins', async () => {
    expect(await live(90, () => undefined)).toEqual(['31 ALARM: unheard']);
  });

  it('page when too few vantages are left, and keep quiet about one that misses a slot', async () => {
    const misses: Conduct = (_, minute) => (minute % 50 === 1 ? undefined : 'round');
    expect(await live(120, (vantage, minute) => (vantage === FIRST ? misses(vantage, minute) : 'round'))).toEqual([]);
    await cloud.close();
    cloud = await openCloud({ at: new Date(START) });
    for (const [stack, Resources] of Object.entries(STACKS)) {
      if (stack.endsWith('home')) cloud.load({ Resources } as never, { region: WATCH.home, stack });
    }
    for (const { region, name } of cloud.functions) cloud.register(region, name, async () => undefined);
    const mails = await live(90, (vantage, minute) => (OTHERS.includes(vantage) && minute > 40 ? undefined : 'round'));
    expect(mails.map((mail) => mail.split(': ')[1])).toEqual([...OTHERS.map((one) => `silent ${one}`), 'blind']);
    expect(cloud.inbox('on-call@example.org').map(({ subject }) => subject)).toEqual([expect.stringContaining('blind')]);
  });

  it.each([
    [1, 1],
    [9, 9],
    [10, 9],
    [31, 28],
  ])('of %d rounds in a slot miss none that %d are there for: one of many is lost now and then', (orders, least) => {
    const stack = new Stack(new App(), 'many');
    const topic = new Topic(stack, 'Topic');
    addVantageWatchers(stack, WATCH, orders, { mail: topic, waking: [topic] });
    const AlarmName = `picket-test quiet ${FIRST}`;
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName, Threshold: least });
  });

  it('say nothing of the first slots of many rounds, the first of which is there in part', async () => {
    const stack = new Stack(new App(), 'many');
    const topic = new Topic(stack, 'Topic', { topicName: 'many' });
    addVantageWatchers(stack, WATCH, 30, { mail: topic, waking: [topic] });
    await cloud.close();
    cloud = await openCloud({ at: new Date(START) });
    cloud.load(Template.fromStack(stack).toJSON() as never, { region: WATCH.home, stack: 'many' });
    for (let minute = 1; minute <= 60; minute += 1) {
      const [slot, part] = [Math.floor((minute - 1) / 5) * 5, (minute - 1) % 5];
      for (const vantage of WATCH.vantages)
        if (minute >= 18 && part > 0 && part < 4) for (let round = 0; round < 10; round += 1) put(vantage, slot + 1, 'round');
      await cloud.step(new Date(START + minute * MINUTE_MS));
    }
    expect(cloud.published.map(({ subject }) => subject)).toEqual([]);
    expect(cloud.standing(`picket-test quiet ${FIRST}`)?.value).toBe('OK');
  });

  it.each([
    [
      'say nothing of slots of an hour, the first of which is an hour away',
      (minute: number) => minute % 60 === 1 && minute > 1,
      [],
    ],
    ['tell of a vantage with slots of an hour that never begins', () => false, ['86']],
  ] as const)('%s', async (_, rings, told) => {
    await cloud.close();
    cloud = await openCloud({ at: new Date(START) });
    const { 'picket-test-home': Resources = {} } = synth(watchOf({ periodMinutes: 60 }), []);
    cloud.load({ Resources } as never, { region: WATCH.home, stack: 'picket-test-home' });
    for (const { region, name } of cloud.functions) cloud.register(region, name, async () => undefined);
    cloud.register(WATCH.home, namesOf('test').notify, hearEnds);
    const minutes: string[] = [];
    for (let minute = 1; minute <= 200; minute += 1) {
      for (const vantage of WATCH.vantages) if (rings(minute)) put(vantage, minute, 'round');
      const before = cloud.inbox('hostmaster@example.org').length;
      await cloud.step(new Date(START + minute * MINUTE_MS));
      minutes.push(
        ...cloud
          .inbox('hostmaster@example.org')
          .slice(before)
          .map(() => `${minute}`),
      );
    }
    expect(minutes).toEqual(told);
    expect(ends).toEqual([]);
  });

  it('tell of a vantage that runs and can tell nothing', async () => {
    const mails = await live(60, (vantage, minute) => (vantage === FIRST && minute > 20 ? 'blindfold' : 'round'));
    expect(mails).toEqual([expect.stringMatching(/^3\d ALARM: unsure us-east-1$/)]);
  });

  it('fall silent and ring again for the next death of the same vantage', async () => {
    const dead = (minute: number) => (minute > 40 && minute < 70) || minute > 130;
    const mails = await live(180, (vantage, minute) => (vantage === FIRST && dead(minute) ? undefined : 'round'));
    expect(mails.filter((mail) => mail.includes('silent'))).toHaveLength(2);
  });
});
