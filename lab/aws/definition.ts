import * as v from 'valibot';
import { COMPARISONS, type CompositeAlarm, type MetricAlarm, newStanding, type Query } from './alarms.ts';
import { STATISTICS } from './metrics.ts';
import { parseRule } from './rule.ts';
import { type Resource, readProperties } from './template.ts';

const Text = v.string();
const Whole = v.pipe(v.number(), v.integer());
const Arns = v.optional(v.array(Text), []);
const Dimensions = v.optional(v.array(v.object({ Name: Text, Value: Text })), []);

/** A query of a metric or an expression, as templates and GetMetricData write it. */
export const QueryShape = v.object({
  Id: Text,
  Label: v.optional(Text),
  Expression: v.optional(Text),
  Period: v.optional(Whole),
  ReturnData: v.optional(v.boolean(), true),
  MetricStat: v.optional(
    v.object({
      Metric: v.object({ Namespace: Text, MetricName: Text, Dimensions }),
      Period: Whole,
      Stat: v.picklist(STATISTICS),
      Unit: v.optional(Text),
    }),
  ),
});

const AlarmBase = v.object({
  AlarmDescription: v.optional(Text),
  ActionsEnabled: v.optional(v.boolean(), true),
  AlarmActions: Arns,
  OKActions: Arns,
  InsufficientDataActions: Arns,
});

const MetricAlarmShape = v.object({
  ...AlarmBase.entries,
  Namespace: v.optional(Text),
  MetricName: v.optional(Text),
  Dimensions,
  Statistic: v.optional(v.picklist(STATISTICS)),
  Period: v.optional(Whole),
  Unit: v.optional(Text),
  Metrics: v.optional(v.array(QueryShape)),
  EvaluationPeriods: Whole,
  DatapointsToAlarm: v.optional(Whole),
  ComparisonOperator: v.picklist(Object.keys(COMPARISONS)),
  Threshold: v.number(),
  TreatMissingData: v.optional(v.picklist(['missing', 'ignore', 'breaching', 'notBreaching']), 'missing'),
  EvaluationWindow: v.optional(v.object({ WallClockWindow: v.optional(v.unknown()) })),
});

const CompositeShape = v.object({
  ...AlarmBase.entries,
  AlarmRule: Text,
  ActionsSuppressor: v.optional(Text),
  ActionsSuppressorWaitPeriod: v.optional(Whole, 0),
  ActionsSuppressorExtensionPeriod: v.optional(Whole, 0),
});

function baseOf(resource: Resource, given: v.InferOutput<typeof AlarmBase>, region: string, at: Date) {
  const { AlarmDescription: description, ActionsEnabled: actionsEnabled } = given;
  const actions = { ALARM: given.AlarmActions, OK: given.OKActions, INSUFFICIENT_DATA: given.InsufficientDataActions };
  return { name: resource.name, arn: resource.arn, region, description, actionsEnabled, actions, standing: newStanding(at) };
}

/** A composite alarm of the template, as it begins. */
export function compositeAlarm(resource: Resource, region: string, at: Date): CompositeAlarm {
  const given = readProperties(CompositeShape, resource);
  parseRule(given.AlarmRule);
  const base = baseOf(resource, given, region, at);
  return {
    ...base,
    kind: 'composite',
    rule: given.AlarmRule,
    suppressor: given.ActionsSuppressor,
    waitSeconds: given.ActionsSuppressorWaitPeriod,
    extensionSeconds: given.ActionsSuppressorExtensionPeriod,
  };
}

/** A metric alarm of the template, as it begins. All its metrics have one period. */
export function metricAlarm(resource: Resource, region: string, at: Date): MetricAlarm {
  const given = readProperties(MetricAlarmShape, resource);
  const queries = given.Metrics?.map(queryOf) ?? [plainQuery(given, resource.id)];
  const periods = [
    ...queries.flatMap(({ metric }) => metric?.periodSeconds ?? []),
    ...(given.Metrics ?? []).flatMap(({ Period }) => Period ?? []),
  ];
  if (new Set(periods).size !== 1)
    throw new Error(`the stand-in cannot execute ${resource.id}: its metrics need one common period`);
  return {
    ...baseOf(resource, given, region, at),
    kind: 'metric',
    queries,
    plain: given.Metrics === undefined,
    periodSeconds: periods[0] ?? 60,
    evaluationPeriods: given.EvaluationPeriods,
    datapointsToAlarm: given.DatapointsToAlarm ?? given.EvaluationPeriods,
    treatMissingData: given.TreatMissingData,
    comparison: given.ComparisonOperator,
    threshold: given.Threshold,
    wallClock: given.EvaluationWindow?.WallClockWindow !== undefined,
  };
}

function plainQuery(given: v.InferOutput<typeof MetricAlarmShape>, id: string): Query {
  const { Namespace: namespace, MetricName: name, Dimensions, Statistic: stat, Period: periodSeconds, Unit: unit } = given;
  if (namespace === undefined || name === undefined || stat === undefined || periodSeconds === undefined) {
    throw new Error(`the stand-in cannot execute ${id}: expected Namespace, MetricName, Statistic and Period, or Metrics`);
  }
  const dimensions = dimensionsOf(Dimensions);
  return { id: 'm1', returnData: true, metric: { namespace, name, dimensions, stat, periodSeconds, unit } };
}

/** A query in our own words. */
export function queryOf({
  Id: id,
  Label: label,
  Expression,
  ReturnData: returnData,
  MetricStat,
}: v.InferOutput<typeof QueryShape>): Query {
  if (!MetricStat) return { id, label, returnData, expression: Expression ?? '' };
  const { Metric, Period: periodSeconds, Stat: stat, Unit: unit } = MetricStat;
  const { Namespace: namespace, MetricName: name, Dimensions } = Metric;
  return { id, label, returnData, metric: { namespace, name, dimensions: dimensionsOf(Dimensions), stat, periodSeconds, unit } };
}

function dimensionsOf(given: readonly { Name: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(given.map(({ Name, Value }) => [Name, Value]));
}
