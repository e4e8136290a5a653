import { randomUUID } from 'node:crypto';
import type { Alarm, Change, CompositeAlarm, MetricAlarm, Query, Standing } from './alarms.ts';
import type { Event } from './events.ts';
import { stampOf } from './reason.ts';

/** Regions as CloudWatch's letters call them; others go by their id. */
const REGION_NAMES: Readonly<Record<string, string>> = {
  'us-east-1': 'US East (N. Virginia)',
  'us-west-2': 'US West (Oregon)',
  'eu-west-1': 'EU (Ireland)',
  'eu-central-1': 'EU (Frankfurt)',
  'ap-southeast-1': 'Asia Pacific (Singapore)',
  'ap-southeast-2': 'Asia Pacific (Sydney)',
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
  'sa-east-1': 'South America (Sao Paulo)',
};

/**
 * The EventBridge event of a change (CloudWatch User Guide, "Alarm events and EventBridge"). Either state tells what holds its actions back,
 * the one before as long as they were never taken.
 */
export function eventOf({ alarm, from, to }: Change, account: string): Event {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account,
    time: to.at.toISOString().replace(/\.\d+Z$/, 'Z'),
    region: alarm.region,
    resources: [alarm.arn],
    detail: {
      alarmName: alarm.name,
      state: toldStanding(to),
      previousState: toldStanding(from),
      configuration: { ...(alarm.description ? { description: alarm.description } : {}), ...configurationOf(alarm) },
    },
  };
}

function toldStanding({ value, reason, reasonData, at, heldBy }: Standing): Event {
  const held = heldBy ? { actionsSuppressedBy: heldBy, actionsSuppressedReason: `Actions suppressed by ${heldBy}` } : {};
  return { value, reason, ...(reasonData === undefined ? {} : { reasonData }), timestamp: stampOf(at), ...held };
}

function configurationOf(alarm: Alarm): Event {
  if (alarm.kind === 'metric') return { metrics: alarm.queries.map(toldQuery) };
  return { alarmRule: alarm.rule, ...(alarm.suppressor ? { actionsSuppressor: alarm.suppressor } : {}) };
}

function toldQuery({ id, label, metric, expression, returnData }: Query): Event {
  const named = { id, ...(label === undefined ? {} : { label }), returnData };
  if (!metric) return { ...named, expression };
  const { namespace, name, dimensions, periodSeconds, stat } = metric;
  return { ...named, metricStat: { metric: { namespace, name, dimensions }, period: periodSeconds, stat } };
}

/** What CloudWatch itself publishes to an alarm's topic: subject, and a JSON text. */
export function letterOf({ alarm, from, to }: Change, account: string): { subject: string; message: string } {
  const region = REGION_NAMES[alarm.region] ?? alarm.region;
  const message = {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description ?? null,
    AWSAccountId: account,
    NewStateValue: to.value,
    NewStateReason: to.reason,
    StateChangeTime: stampOf(to.at),
    Region: region,
    AlarmArn: alarm.arn,
    OldStateValue: from.value,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
    ...(alarm.kind === 'metric' ? { Trigger: triggerOf(alarm) } : ruleOf(alarm)),
  };
  return { subject: `${to.value}: "${alarm.name}" in ${region}`.slice(0, 99), message: JSON.stringify(message) };
}

function ruleOf({ rule }: CompositeAlarm): Event {
  return { AlarmRule: rule };
}

function triggerOf(alarm: MetricAlarm): Event {
  const common = {
    Period: alarm.periodSeconds,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    ComparisonOperator: alarm.comparison,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.treatMissingData,
    EvaluateLowSampleCountPercentile: '',
  };
  const metric = alarm.plain ? alarm.queries[0]?.metric : undefined;
  if (!metric) return { ...common, Metrics: alarm.queries.map(capitalQuery) };
  return {
    MetricName: metric.name,
    Namespace: metric.namespace,
    StatisticType: 'Statistic',
    Statistic: metric.stat.toUpperCase(),
    Unit: metric.unit ?? null,
    Dimensions: Object.entries(metric.dimensions).map(([name, value]) => ({ value, name })),
    ...common,
  };
}

function capitalQuery({ id, label, metric, expression, returnData }: Query): Event {
  const named = { Id: id, ...(label === undefined ? {} : { Label: label }), ReturnData: returnData };
  if (!metric) return { ...named, Expression: expression };
  const Dimensions = Object.entries(metric.dimensions).map(([name, value]) => ({ value, name }));
  const Metric = { Dimensions, MetricName: metric.name, Namespace: metric.namespace };
  return { ...named, MetricStat: { Metric, Period: metric.periodSeconds, Stat: metric.stat } };
}
