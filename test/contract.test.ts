import { beforeAll, describe, expect, it } from 'vitest';
import type { PicketConfig, Watch } from '../cdk/config.ts';
import { CHECKS } from '../functions/checks/registry.ts';
import type { Check } from '../functions/core/check.ts';
import { type Severity, worse } from '../functions/core/finding.ts';
import { namespaceOf } from '../functions/core/metric.ts';
import type { Net } from '../functions/core/net.ts';
import { nameOf } from '../functions/core/target.ts';
import { probe, readOrder } from '../functions/probe.ts';
import type { Datum } from '../functions/publish/metric-data.ts';
import { ofType, type Resource, synth, watchOf } from './cdk/synth.ts';

type Template = Record<string, Record<string, Resource>>;

/** What Picket watches: kinds of targets that different checks have something to say about. */
const TARGETS = {
  zones: ['example.org', { name: 'example.net', canary: {} }],
  services: ['https://www.example.org', 'http://www.example.org', 'imaps://mail.example.org', 'postgres://db.example.org'],
} satisfies Partial<PicketConfig>;

/** The checks as they are, but that they ask nobody: they find the worst that they can, or nothing, and have a number for each measure. */
function deaf(finds: boolean): readonly Check[] {
  return CHECKS.map((check) => ({
    ...check,
    observe: async () => undefined,
    judge: () => (finds ? [worstOf(check)] : []),
    measure: () => check.measures.map(({ name }) => ({ name, value: 1 })),
    facts: () => [],
  }));
}

function worstOf({ meanings }: Check) {
  const reach = Object.entries(meanings).map(([code, { severity, atWorst = severity }]) => ({ code, severity: atWorst }));
  const worst = reach.reduce((a, b) => (worse(a.severity, b.severity) === a.severity ? a : b));
  return { ...worst, severity: worst.severity satisfies Severity, subject: 'anything', evidence: {} };
}

/** Every metric that the schedules of the template have sent, by its own probes: of nothing but faults, and of none. */
async function published(template: Template, { modes, deployment }: Watch): Promise<Set<string>> {
  const data: Datum[] = [];
  const inputs = Object.values(template)
    .flatMap((resources) => ofType(resources, 'AWS::Scheduler::Schedule'))
    .map(({ Target }) => String(Target.Input));
  for (const input of inputs.filter((text) => text.includes('"vantage"'))) {
    const order = readOrder(JSON.parse(input.replace(/<aws.scheduler.[a-z-]+>/, '2026-11-20T10:00:00Z')));
    const put = async (more: readonly Datum[]) => void data.push(...more);
    const doors = { net: {} as Net, now: new Date('2026-11-20T10:00:00Z'), modes, put, log: () => {} };
    for (const finds of [true, false]) await probe(order, { ...doors, checks: deaf(finds) });
  }
  return new Set(data.map(({ MetricName, Dimensions }) => identity(namespaceOf(deployment), MetricName, Dimensions)));
}

function identity(namespace: unknown, name: unknown, dimensions: unknown): string {
  const pairs = (dimensions as { Name: string; Value: string }[]).map(({ Name, Value }) => `${Name}=${Value}`).sort();
  return [namespace, name, ...pairs].join(' ');
}

/** The metrics that an alarm of the template listens to, by itself or through an expression. */
function heard(alarm: ReturnType<typeof ofType>[number]): string[] {
  if (alarm.Metrics === undefined) return [identity(alarm.Namespace, alarm.MetricName, alarm.Dimensions)];
  return alarm.Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: Record<string, unknown> } }) =>
    MetricStat === undefined
      ? []
      : [identity(MetricStat.Metric.Namespace, MetricStat.Metric.MetricName, MetricStat.Metric.Dimensions)],
  );
}

describe.each<[string, Partial<Watch['modes']>]>([
  ['by default', {}],
  ['per target', { alarms: 'per-target' }],
  ['with sparse votes', { publish: 'sparse' }],
  ['per target with sparse votes', { alarms: 'per-target', publish: 'sparse' }],
  ['with copies for each vantage', { perVantage: true }],
])('the contract between publisher and alarms %s', (_, modes) => {
  const watch = watchOf({ ...modes, ...TARGETS });
  const template = synth(watch, CHECKS);
  const alarms = Object.values(template).flatMap((resources) => ofType(resources, 'AWS::CloudWatch::Alarm'));
  let sent = new Set<string>();
  beforeAll(async () => {
    sent = await published(template, watch);
  });
  const isOurs = (metric: string) => !metric.startsWith('AWS/');

  it('is that every alarm listens to a metric that somebody sends', () => {
    expect(alarms.length).toBeGreaterThan(watch.targets.length);
    for (const alarm of alarms) {
      expect(heard(alarm).length, alarm.AlarmName).toBeGreaterThan(0);
      expect(
        heard(alarm).filter((metric) => isOurs(metric) && !sent.has(metric)),
        alarm.AlarmName,
      ).toEqual([]);
    }
  });

  it('is that every vote and every heartbeat is listened to, but for the copies', () => {
    const listened = new Set(alarms.flatMap(heard));
    const votes = [...sent].filter((metric) => / (Critical|Warning|Heartbeat|Unknowns) /.test(metric));
    const isCopy = (metric: string) => metric.includes(' Target=') && metric.includes(' Vantage=');
    expect(votes.filter((metric) => !listened.has(metric) && !isCopy(metric))).toEqual([]);
    expect(votes.some(isCopy)).toBe(modes.perVantage === true);
  });

  it('is that the heartbeat of rounds of their own and that of slots are two, each with its dead-man', () => {
    const beats = [...sent].filter((metric) => metric.includes(' Heartbeat '));
    const rounds = beats.filter((metric) => metric.includes(' Round='));
    expect(rounds).toEqual(['1h', '6h'].map((round) => `Picket/test Heartbeat Round=${round} Vantage=${watch.vantages[0]}`));
    expect(beats).toHaveLength(rounds.length + watch.vantages.length);
    const listening = (metric: string) =>
      alarms.filter((alarm) => heard(alarm).includes(metric)).map(({ AlarmName }) => AlarmName);
    expect(rounds.map(listening)).toEqual([['picket-test quiet 1h'], ['picket-test quiet 6h']]);
    const dead = alarms.filter(({ AlarmName }) => / (quiet|heard|unsure) [a-z]/.test(AlarmName));
    expect(dead.flatMap(heard).filter((metric) => metric.includes(' Round='))).toEqual([]);
  });

  it('is that a target has votes and alarms of the checks alone that have something to say about it', () => {
    if (modes.alarms === 'per-target') return;
    const ofTarget = (name: string) =>
      CHECKS.map((check) => check.name).filter((check) =>
        alarms.some(({ AlarmName }) => String(AlarmName).endsWith(` ${check} ${name}`)),
      );
    expect(ofTarget('https://www.example.org')).toEqual(expect.arrayContaining(['certificate', 'http']));
    expect(ofTarget('http://www.example.org')).toEqual(['http']);
    const ofMail = ofTarget('imaps://mail.example.org');
    expect(['certificate', 'http'].map((check) => ofMail.includes(check))).toEqual([true, false]);
    expect([ofTarget('example.org'), ofTarget('example.net')].map((names) => names.includes('canary'))).toEqual([false, true]);
  });

  it('is that every graph has its metric', () => {
    const bodies = Object.values(template).flatMap((resources) => ofType(resources, 'AWS::CloudWatch::Dashboard'));
    const lines = bodies.flatMap(({ DashboardBody }) => [
      ...JSON.stringify(DashboardBody).matchAll(/\[((?:\\"[^"\\]+\\",?){6})\{/g),
    ]);
    const drawn = lines.map(([, words = '']) => {
      const [namespace, name, ...pairs] = JSON.parse(`[${words.replaceAll('\\"', '"').replace(/,$/, '')}]`) as string[];
      return identity(namespace, name, [
        { Name: pairs[0], Value: pairs[1] },
        { Name: pairs[2], Value: pairs[3] },
      ]);
    });
    expect(drawn.length).toBeGreaterThan(5);
    expect(drawn.filter((metric) => !sent.has(metric))).toEqual([]);
  });

  it('is that an alarm on sparse votes counts them against all vantages, and no other does', () => {
    const quorum = alarms.filter(({ AlarmName, Statistic }) => / (critical|warning) /.test(AlarmName) && Statistic !== 'Maximum');
    const rules = new Set(quorum.map((one) => [one.Statistic, one.Threshold, one.TreatMissingData].join(' ')));
    const sparse = [`Sum ${watch.vantages.length / 2} notBreaching`];
    expect([...rules]).toEqual(modes.publish === 'sparse' ? sparse : ['Average 0.5 ignore']);
  });

  it('is that there is an alarm a severity for every target, whatever votes there are', () => {
    const names = alarms.map(({ AlarmName }) => AlarmName).filter((name) => / critical /.test(name));
    for (const target of watch.targets) expect(names.filter((name) => name.endsWith(` ${nameOf(target)}`))).not.toEqual([]);
    if (modes.alarms === 'per-target') expect(names.filter((name) => name.includes(' all '))).toHaveLength(watch.targets.length);
  });
});
