import * as v from 'valibot';
import type { Alarm, Change, MetricAlarm, Query, Standing } from './alarms.ts';
import { type Answered, reading } from './wire.ts';

const Types = v.optional(v.array(v.string()), ['MetricAlarm']);
const Page = { MaxRecords: v.optional(v.number(), 50), NextToken: v.optional(v.string(), '0') };

const DescribeRequest = v.object({
  AlarmNames: v.optional(v.array(v.string())),
  AlarmNamePrefix: v.optional(v.string(), ''),
  AlarmTypes: Types,
  StateValue: v.optional(v.string()),
  ...Page,
  MaxRecords: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(100)), 50),
});

const HistoryRequest = v.object({
  AlarmName: v.optional(v.string()),
  AlarmTypes: Types,
  HistoryItemType: v.optional(v.string(), 'StateUpdate'),
  StartDate: v.optional(v.number(), 0),
  EndDate: v.optional(v.number(), Number.MAX_SAFE_INTEGER),
  ScanBy: v.optional(v.string(), 'TimestampDescending'),
  ...Page,
});

/** DescribeAlarms: composites only when `AlarmTypes` asks for them, as the API has it. */
export function describeAlarms(request: unknown, alarms: readonly Alarm[]): Answered {
  return reading(DescribeRequest, request, (asked) => {
    const fits = alarms.filter(
      (alarm) =>
        asked.AlarmTypes.includes(typeOf(alarm)) &&
        (asked.AlarmNames?.includes(alarm.name) ?? alarm.name.startsWith(asked.AlarmNamePrefix)) &&
        (asked.StateValue ?? alarm.standing.value) === alarm.standing.value,
    );
    const { members, next } = pageOf(fits, asked);
    return {
      body: {
        MetricAlarms: members.flatMap((alarm) => (alarm.kind === 'metric' ? [toldMetricAlarm(alarm)] : [])),
        CompositeAlarms: members.flatMap((alarm) =>
          alarm.kind === 'composite' ? [{ ...toldAlarm(alarm), AlarmRule: alarm.rule }] : [],
        ),
        ...next,
      },
    };
  });
}

/** DescribeAlarmHistory, state updates alone. */
export function alarmHistory(request: unknown, changes: readonly Change[]): Answered {
  return reading(HistoryRequest, request, (asked) => {
    const fits = changes.filter(
      ({ alarm, to }) =>
        asked.HistoryItemType === 'StateUpdate' &&
        asked.AlarmTypes.includes(typeOf(alarm)) &&
        (asked.AlarmName ?? alarm.name) === alarm.name &&
        to.at.getTime() / 1000 >= asked.StartDate &&
        to.at.getTime() / 1000 <= asked.EndDate,
    );
    const { members, next } = pageOf(asked.ScanBy === 'TimestampAscending' ? fits : fits.toReversed(), asked);
    return { body: { AlarmHistoryItems: members.map(toldChange), ...next } };
  });
}

function toldChange({ alarm, from, to }: Change): unknown {
  const state = ({ value, reason, reasonData }: Standing) => ({
    stateValue: value,
    stateReason: reason,
    ...(reasonData === undefined ? {} : { stateReasonData: JSON.parse(reasonData) }),
  });
  return {
    AlarmName: alarm.name,
    AlarmType: typeOf(alarm),
    Timestamp: to.at.getTime() / 1000,
    HistoryItemType: 'StateUpdate',
    HistorySummary: `Alarm updated from ${from.value} to ${to.value}`,
    HistoryData: JSON.stringify({ version: '1.0', oldState: state(from), newState: state(to) }),
  };
}

function typeOf({ kind }: Alarm): string {
  return kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm';
}

/** One page; the token is the index of the next member. */
function pageOf<T>(all: readonly T[], asked: { MaxRecords: number; NextToken: string }) {
  const first = Number(asked.NextToken);
  const end = first + asked.MaxRecords;
  return { members: all.slice(first, end), next: end < all.length ? { NextToken: String(end) } : {} };
}

function toldAlarm(alarm: Alarm): Record<string, unknown> {
  const { value, reason, reasonData, at } = alarm.standing;
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    ...(alarm.description === undefined ? {} : { AlarmDescription: alarm.description }),
    ActionsEnabled: alarm.actionsEnabled,
    AlarmActions: alarm.actions.ALARM,
    OKActions: alarm.actions.OK,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
    StateValue: value,
    StateReason: reason,
    ...(reasonData === undefined ? {} : { StateReasonData: reasonData }),
    StateUpdatedTimestamp: at.getTime() / 1000,
    StateTransitionedTimestamp: at.getTime() / 1000,
  };
}

function toldMetricAlarm(alarm: MetricAlarm): unknown {
  const metric = alarm.plain ? alarm.queries[0]?.metric : undefined;
  const plain = metric && {
    Namespace: metric.namespace,
    MetricName: metric.name,
    Dimensions: dimensionList(metric.dimensions),
    Statistic: metric.stat,
    Period: metric.periodSeconds,
    ...(metric.unit === undefined ? {} : { Unit: metric.unit }),
  };
  return {
    ...toldAlarm(alarm),
    ...(plain ?? { Metrics: alarm.queries.map(toldQuery) }),
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
    TreatMissingData: alarm.treatMissingData,
  };
}

function toldQuery({ id, label, metric, expression, returnData }: Query): unknown {
  const named = { Id: id, ...(label === undefined ? {} : { Label: label }), ReturnData: returnData };
  if (!metric) return { ...named, Expression: expression };
  const Metric = { Namespace: metric.namespace, MetricName: metric.name, Dimensions: dimensionList(metric.dimensions) };
  return { ...named, MetricStat: { Metric, Period: metric.periodSeconds, Stat: metric.stat } };
}

function dimensionList(dimensions: Readonly<Record<string, string>>) {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
