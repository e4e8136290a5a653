import { describe, expect, it } from 'vitest';
import { CHECKS } from '../functions/checks/registry.ts';
import { namespaceOf } from '../functions/core/metric.ts';
import { metricData } from '../functions/publish/cloudwatch.ts';
import { ofType, synth, watchOf } from './cdk/synth.ts';
import { reportOf } from './functions/sightings.ts';

const WATCH = watchOf();

/** Every metric that a healthy run of this configuration sends, from every vantage. */
function published(): Set<string> {
  return new Set(
    WATCH.vantages.flatMap((vantage) => {
      const reports = WATCH.targets.flatMap((target) =>
        CHECKS.filter(({ about }) => about === target.kind).map(({ name }) => reportOf(vantage, name, [], { target })),
      );
      const data = metricData(reports, CHECKS, vantage, new Date(0));
      return data.map(({ MetricName, Dimensions }) => identity(namespaceOf(WATCH.deployment), MetricName, Dimensions));
    }),
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

describe('the contract between publisher and alarms', () => {
  const alarms = Object.values(synth(WATCH, CHECKS)).flatMap((resources) => ofType(resources, 'AWS::CloudWatch::Alarm'));
  const sent = published();

  it('is that every alarm listens to a metric that somebody sends', () => {
    expect(alarms.length).toBeGreaterThan(WATCH.targets.length);
    for (const alarm of alarms) {
      expect(heard(alarm).length, alarm.AlarmName).toBeGreaterThan(0);
      expect(
        heard(alarm).filter((metric) => !sent.has(metric)),
        alarm.AlarmName,
      ).toEqual([]);
    }
  });

  it('is that every vote and every heartbeat is listened to', () => {
    const listened = new Set(alarms.flatMap(heard));
    expect([...sent].filter((metric) => !listened.has(metric) && / (Critical|Warning|Heartbeat) /.test(metric))).toEqual([]);
  });
});
