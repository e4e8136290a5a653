import { describe, expect, it } from 'vitest';
import type { Watch } from '../cdk/config.ts';
import { CHECKS } from '../functions/checks/registry.ts';
import type { State } from '../functions/core/finding.ts';
import { namespaceOf } from '../functions/core/metric.ts';
import { nameOf } from '../functions/core/target.ts';
import { metricData } from '../functions/publish/metric-data.ts';
import { ofType, synth, watchOf } from './cdk/synth.ts';
import { reportOf } from './functions/sightings.ts';

/** Every metric that runs of this configuration can send, from every vantage: of nothing but faults, and of none. */
function published(watch: Watch): Set<string> {
  const states: readonly State[] = ['well', 'critical'];
  return new Set(
    watch.vantages.flatMap((vantage) =>
      states.flatMap((state) => {
        const reports = watch.targets.flatMap((target) =>
          CHECKS.filter(({ about }) => about === target.kind).map(({ name }) => reportOf(vantage, name, [], { target, state })),
        );
        const data = metricData(reports, CHECKS, vantage, new Date(0), watch.modes);
        return data.map(({ MetricName, Dimensions }) => identity(namespaceOf(watch.deployment), MetricName, Dimensions));
      }),
    ),
  );
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
  const watch = watchOf(modes);
  const alarms = Object.values(synth(watch, CHECKS)).flatMap((resources) => ofType(resources, 'AWS::CloudWatch::Alarm'));
  const sent = published(watch);
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

  it('is that an alarm on sparse votes counts them against all vantages, and no other does', () => {
    const quorum = alarms.filter(({ AlarmName, Statistic }) => / (critical|warning) /.test(AlarmName) && Statistic !== 'Maximum');
    const rules = new Set(quorum.map((one) => [one.Statistic, one.Threshold, one.TreatMissingData].join(' ')));
    const sparse = [`Sum ${watch.vantages.length / 2} notBreaching`];
    for (const rule of rules) expect(modes.publish === 'sparse' ? sparse : ['Average 0.5 ignore']).toContain(rule);
  });

  it('is that there is an alarm a severity for every target, whatever votes there are', () => {
    const names = alarms.map(({ AlarmName }) => AlarmName).filter((name) => / critical /.test(name));
    for (const target of watch.targets) expect(names.filter((name) => name.endsWith(` ${nameOf(target)}`))).not.toEqual([]);
    if (modes.alarms === 'per-target') expect(names.filter((name) => name.includes(' all '))).toHaveLength(watch.targets.length);
  });
});
