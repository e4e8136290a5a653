import { afterEach, describe, expect, it } from 'vitest';
import type { PicketConfig, Watch } from '../../cdk/config.ts';
import { CHECKS } from '../../functions/checks/registry.ts';
import { isForEverySlot } from '../../functions/core/check.ts';
import { namespaceOf } from '../../functions/core/metric.ts';
import { namesOf } from '../../functions/core/names.ts';
import type { Net } from '../../functions/core/net.ts';
import type { Order } from '../../functions/core/order.ts';
import { endLetter } from '../../functions/core/watching.ts';
import { probe, readOrder } from '../../functions/probe.ts';
import { readEnd } from '../../functions/watch-end.ts';
import { type Cloud, openCloud } from '../../lab/aws/cloud.ts';
import { ofType, type Resource, synth, watchOf } from './synth.ts';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-11-20T09:10:00Z');
/** The checks that have rounds of their own, but that they ask nobody. */
const RARE = CHECKS.filter((check) => !isForEverySlot(check)).map((check) => ({
  ...check,
  ...{ observe: async () => undefined, judge: () => [], measure: () => [], facts: () => [] },
}));

/** Is the run lost? `hour` of the deployment's life, which has a fraction. */
type Loses = (order: Order, hour: number) => boolean;

const isRound = ({ checks, periodSeconds }: Order, seconds: number) => checks !== undefined && periodSeconds === seconds;
const everyHour = (order: Order) => isRound(order, 3600);
const everySix = (order: Order) => isRound(order, 21_600);

let cloud: Cloud | undefined;
afterEach(() => cloud?.close());

/** Lives through the hours by the template's own schedules. What was told, with the hour: the alarms' mails, and the letters about their end. */
async function live(hours: number, loses: Loses, change: Partial<PicketConfig> = {}, later?: { readonly hour: number }) {
  const watch = watchOf({ zones: ['example.org'], ...change });
  const stacks = synth(watch, RARE);
  const told: string[] = [];
  const opened = await openCloud({ at: new Date(START) });
  cloud = opened;
  const hourNow = () => (opened.now.getTime() - START) / HOUR_MS;
  for (const [stack, Resources] of Object.entries(stacks)) {
    const vantage = watch.vantages.find((one) => stack.endsWith(one));
    const there = later === undefined ? Resources : withoutSix(Resources);
    opened.load({ Resources: there } as never, { region: vantage ?? watch.home, stack });
  }
  for (const { region, name } of opened.functions) {
    opened.register(region, name, async (event) => {
      if (name !== namesOf('test').probe) return;
      const order = readOrder(event);
      if (!loses(order, hourNow())) await look(opened, order, watch);
    });
  }
  opened.register(watch.home, namesOf('test').notify, ({ Records = [] }: { Records?: readonly { body: string }[] }) => {
    for (const { body } of Records) {
      const end = readEnd(body, 'test');
      const letter = end && endLetter(end, 'test', opened.now);
      if (letter !== undefined) told.push(`${Math.floor(hourNow())} ${letter.subject}`);
    }
  });
  for (let minute = 1; minute <= hours * 60; minute += 1) {
    const before = opened.inbox('hostmaster@example.org').length;
    const at = new Date(START + minute * 60_000);
    if (minute === (later?.hour ?? 0) * 60) addSix(opened, stacks, watch);
    await opened.ring(at);
    await opened.step(at);
    for (const { subject = '' } of opened.inbox('hostmaster@example.org').slice(before)) {
      const [, state, alarm] = /^(\S+): "picket-test ([^"]*)"/.exec(subject) ?? [];
      told.push(`${Math.floor(hourNow())} ${state} ${alarm}`);
    }
  }
  return told.filter((one) => !/ (idle|RECOVERED picket-test: (The vantage|Enough))/.test(one));
}

async function look({ metrics }: Cloud, order: Order, { home, modes }: Watch): Promise<void> {
  await probe(order, {
    net: {} as Net,
    now: new Date(order.slot),
    checks: RARE,
    modes,
    log: () => {},
    put: async (data) => {
      for (const { MetricName: name, Dimensions, Timestamp, Value, Unit = 'None' } of data) {
        const dimensions = Object.fromEntries(Dimensions.map((one) => [one.Name, one.Value]));
        const values = { sampleCount: 1, sum: Value, minimum: Value, maximum: Value };
        metrics(home).put({ namespace: namespaceOf('test'), name, dimensions, at: Timestamp.getTime(), unit: Unit, ...values });
      }
    },
  });
}

const isSix = ({ Properties }: Resource) => / (quiet|missed) 6h$/.test(Properties?.AlarmName ?? '');

function withoutSix(resources: Record<string, Resource>): Record<string, Resource> {
  return Object.fromEntries(Object.entries(resources).filter(([, resource]) => !isSix(resource)));
}

/** The alarms of six hours, added to a deployment that has lived for long. */
function addSix(cloud: Cloud, stacks: ReturnType<typeof synth>, { home, vantages }: Watch): void {
  const mail = cloud.alarms.find(({ name }) => name === 'picket-test unheard')?.actions.ALARM;
  const added = Object.entries(stacks['picket-test-home'] ?? {}).flatMap(([id, one]) => {
    if (!isSix(one)) return [];
    const { ActionsSuppressor: waits, ...properties } = one.Properties;
    const ears = waits && { ActionsSuppressor: `picket-test silent ${vantages[0]}`, AlarmActions: mail };
    return [[id, { ...one, Properties: { ...properties, ...ears } }]];
  });
  cloud.load({ Resources: Object.fromEntries(added) } as never, { region: home, stack: 'picket-test-home' });
}

/** The alarms about rounds of their own that ever rang. */
const rang = () =>
  cloud?.changes.flatMap(({ alarm, to }) => (/ \d+h$/.test(alarm.name) && to.value === 'ALARM' ? [alarm.name] : []));

describe('the dead-man of rounds of their own', () => {
  it.each<[string, Partial<PicketConfig>]>([
    ['by default', {}],
    ['with one vantage', { vantages: ['us-east-1'] }],
    ['with sparse votes', { publish: 'sparse', alarms: 'per-target' }],
    ['without a zone', { zones: [] }],
    ['with slots of an hour', { periodMinutes: 60 }],
  ])('says nothing of a fresh deployment that is well, %s', async (_, change) => {
    expect(await live(40, () => false, change)).toEqual([]);
    expect(rang()).toEqual([]);
  });

  it.each([
    ['one lost round an hour', everyHour, 10, 11],
    ['two lost rounds an hour', everyHour, 10, 12],
    ['one lost round of six hours', everySix, 10, 16],
    ['two lost rounds of six hours', everySix, 10, 22],
  ])('says nothing of %s', async (_, isLost, start, end) => {
    expect(await live(48, (order, hour) => isLost(order) && hour > start && hour <= end)).toEqual([]);
  });

  it.each([
    [
      'an hour',
      everyHour,
      10,
      ['13 ALARM missed 1h', /^20 RECOVERED picket-test: What is checked every 1h is checked again, after \d h/],
    ],
    [
      'six hours',
      everySix,
      40,
      ['27 ALARM missed 6h', /^52 RECOVERED picket-test: What is checked every 6h is checked again, after/],
    ],
  ] as const)('tells of rounds of %s that are lost three times running, and of their end', async (_, isLost, lasts, expected) => {
    const told = await live(60, (order, hour) => isLost(order) && hour > 10 && hour < 10 + lasts);
    expect(told).toEqual(expected.map((one) => expect.stringMatching(one)));
  });

  it.each<[string, Partial<PicketConfig>]>([
    ['by default', {}],
    ['with one vantage', { vantages: ['us-east-1'] }],
    ['with sparse votes', { publish: 'sparse', alarms: 'per-target' }],
  ])('tells of rounds that never begin, once, %s', async (_, change) => {
    const told = await live(40, (order) => order.checks !== undefined, change);
    expect(told).toEqual([
      expect.stringMatching(/^[3-5] ALARM missed 1h$/),
      expect.stringMatching(/^(1[89]|2\d) ALARM missed 6h$/),
    ]);
  });

  it('takes no slot for a round, nor a round for a slot', async () => {
    expect(await live(10, (order, hour) => order.vantage === 'us-east-1' && order.checks === undefined && hour > 4)).toEqual([
      '4 ALARM silent us-east-1',
    ]);
    expect(rang()).toEqual([]);
  });

  it('leaves a vantage that is dead to `silent`, and says nothing when it is back', async () => {
    const dead = ({ vantage }: Order, hour: number) => vantage === 'us-east-1' && hour > 10 && hour < 33;
    expect(await live(60, dead)).toEqual(['10 ALARM silent us-east-1']);
  });

  it('gives a vantage that is back the time for a round, where it had lost some before it died', async () => {
    const dead = (order: Order, hour: number) =>
      order.vantage === 'us-east-1' && hour < 14 && (hour > 12.2 || (hour > 10 && order.checks !== undefined));
    expect(await live(24, dead)).toEqual(['12 ALARM silent us-east-1']);
  });

  it('waits for the first round of a kind of target that is new to an old deployment', async () => {
    expect(await live(40, (order, hour) => everySix(order) && hour < 20, {}, { hour: 20 })).toEqual([]);
  });

  it('tells of rounds whose many schedules are broken in part', () => {
    const zones = Array.from({ length: 120 }, (_, index) => `zone${index}.example`);
    const { 'picket-test-home': home = {}, 'picket-test-us-east-1': vantage = {} } = synth(
      watchOf({ zones, services: [] }),
      RARE,
    );
    const orders = ofType(vantage, 'AWS::Scheduler::Schedule').filter(({ Name }) => Name.includes('every-1h'));
    const [quiet] = ofType(home, 'AWS::CloudWatch::Alarm').filter(({ AlarmName }) => AlarmName === 'picket-test quiet 1h');
    expect([orders.length > 2, quiet.Threshold]).toEqual([true, orders.length]);
  });

  it.each<[string, Partial<PicketConfig>, readonly string[]]>([
    ['zones and web servers', {}, ['1h', '6h']],
    ['zones alone', { services: [] }, ['1h']],
    ['web servers alone', { zones: [] }, ['6h']],
    ['nothing that has a certificate', { zones: [], services: ['http://www.example.org'] }, []],
  ])('is there for %s only where a round has something to look at', (_, change, rounds) => {
    const names = alarmsOf(change).map(({ AlarmName }) => AlarmName.replace('picket-test ', ''));
    expect(names.filter((name) => / \d+h$/.test(name))).toEqual(
      rounds.flatMap((round) => [`quiet ${round}`, `missed ${round}`]).sort(byKind),
    );
  });
});

const byKind = (a: string, b: string) => (a.startsWith('q') ? 0 : 1) - (b.startsWith('q') ? 0 : 1);

function alarmsOf(change: Partial<PicketConfig>) {
  const { 'picket-test-home': home = {} } = synth(watchOf(change), RARE);
  return ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) => ofType(home, type));
}
