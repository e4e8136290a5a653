import * as v from 'valibot';
import { type Alarm, type Change, changed, type Query } from './alarms.ts';
import { readData } from './datum.ts';
import { QueryShape, queryOf } from './definition.ts';
import { alarmHistory, describeAlarms } from './description.ts';
import type { Metrics } from './metrics.ts';
import { deleteMute, getMute, listMutes, type Mutes, putMute } from './mute.ts';
import { evaluateQueries } from './queries.ts';
import { seriesOf } from './series.ts';
import { listTags, type Tags, tagResource } from './tags.ts';
import { type Answered, reading } from './wire.ts';

/** CloudWatch of one region, as its operations see it. */
export interface Monitoring {
  readonly metrics: Metrics;
  readonly alarms: readonly Alarm[];
  readonly changes: readonly Change[];
  readonly now: Date;
  readonly mutes: Mutes;
  readonly tags: Tags;
  /** Takes a change that SetAlarmState made to the alarm's actions. */
  readonly tell: (change: Change) => void;
}

type Operation = (request: unknown, monitoring: Monitoring) => Answered;

/** The operations of CloudWatch that are understood, by name. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  PutMetricData: (request, { metrics, now }) => {
    const read = readData(request, now);
    if (read.refusal) return read;
    for (const datum of read.body) metrics.put(datum);
    return { body: {} };
  },
  GetMetricData: (request, { metrics }) => reading(MetricDataRequest, request, (asked) => metricData(asked, metrics)),
  ListMetrics: (request, { metrics }) =>
    reading(ListRequest, request, ({ Namespace, MetricName }) => {
      const fits = metrics
        .list()
        .filter(({ namespace, name }) => (Namespace ?? namespace) === namespace && (MetricName ?? name) === name);
      const Metrics = fits.map(({ namespace, name, dimensions }) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      }));
      return { body: { Metrics } };
    }),
  DescribeAlarms: (request, { alarms }) => describeAlarms(request, alarms),
  DescribeAlarmHistory: (request, { changes }) => alarmHistory(request, changes),
  SetAlarmState: (request, monitoring) => reading(StateRequest, request, (asked) => setState(asked, monitoring)),
  PutAlarmMuteRule: (request, { mutes }) => putMute(request, mutes),
  GetAlarmMuteRule: (request, { mutes }) => getMute(request, mutes),
  ListAlarmMuteRules: (request, { mutes }) => listMutes(request, mutes),
  DeleteAlarmMuteRule: (request, { mutes }) => deleteMute(request, mutes),
  TagResource: (request, { tags, alarms }) => tagResource(request, tags, (arn) => alarms.some((alarm) => alarm.arn === arn)),
  ListTagsForResource: (request, { tags, alarms }) => listTags(request, tags, (arn) => alarms.some((alarm) => alarm.arn === arn)),
};

const Moment = v.pipe(
  v.number(),
  v.transform((seconds) => seconds * 1000),
);

const MetricDataRequest = v.object({
  StartTime: Moment,
  EndTime: Moment,
  ScanBy: v.optional(v.picklist(['TimestampDescending', 'TimestampAscending']), 'TimestampDescending'),
  MetricDataQueries: v.pipe(
    v.array(
      v.object({
        ...QueryShape.entries,
        Id: v.pipe(v.string(), v.regex(/^[a-z]\w{0,254}$/, 'must begin with a lower-case letter')),
      }),
    ),
    v.minLength(1),
    v.maxLength(500),
  ),
});

const ListRequest = v.object({ Namespace: v.optional(v.string()), MetricName: v.optional(v.string()) });

const StateRequest = v.object({
  AlarmName: v.string(),
  StateValue: v.picklist(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  StateReason: v.string(),
  StateReasonData: v.optional(v.pipe(v.string(), v.check(isJson, 'must be JSON'))),
});

/**
 * Periods are counted from the start, floored to the minute; the end is exclusive (API reference, GetMetricData). Where there are
 * expressions, all queries need one period; a reply is never split over pages: both are ours.
 */
function metricData(asked: v.InferOutput<typeof MetricDataRequest>, metrics: Metrics): Answered {
  const refused = (says: string): Answered => ({ refusal: { code: 'ValidationError', says } });
  if (asked.EndTime <= asked.StartTime) return refused('The parameter EndTime must be greater than StartTime.');
  const odd = asked.MetricDataQueries.find(
    ({ Expression, MetricStat }) => (Expression === undefined) === (MetricStat === undefined),
  );
  if (odd) return refused(`Query ${odd.Id}: expected either Expression or MetricStat.`);
  const queries = asked.MetricDataQueries.map(queryOf);
  const isMath = queries.some(({ expression }) => expression !== undefined);
  const given = asked.MetricDataQueries.flatMap(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? []);
  const periods = [...new Set(given)];
  if (periods.length === 0 || (isMath && periods.length > 1) || periods.some((period) => !(period > 0) || period % 60 !== 0)) {
    return refused(
      `Expected periods in multiples of 60 seconds, and one for all where there is math; got ${periods.join(', ')}.`,
    );
  }
  try {
    const results = periods.flatMap((period) => {
      const alike = isMath ? queries : queries.filter(({ metric }) => metric?.periodSeconds === period);
      return resultsOf(alike, metrics, windowsOf(asked, period), asked.ScanBy === 'TimestampDescending');
    });
    const order = queries.map(({ id }) => id);
    return { body: { MetricDataResults: results.sort((a, b) => order.indexOf(a.Id) - order.indexOf(b.Id)), Messages: [] } };
  } catch (error) {
    return refused((error as Error).message);
  }
}

function windowsOf({ StartTime, EndTime }: v.InferOutput<typeof MetricDataRequest>, periodSeconds: number): readonly number[] {
  const [start, period] = [Math.floor(StartTime / 60_000) * 60_000, periodSeconds * 1000];
  return Array.from({ length: Math.ceil((EndTime - start) / period) }, (_, index) => start + index * period);
}

function resultsOf(queries: readonly Query[], metrics: Metrics, windows: readonly number[], newestFirst: boolean) {
  const values = evaluateQueries(queries, metrics, windows);
  return queries
    .filter(({ returnData }) => returnData)
    .map(({ id, label, metric }) => {
      const series = seriesOf(values[id] ?? 0, windows.length);
      const points = series.flatMap((value, index) => (value === undefined ? [] : [{ value, at: windows[index] ?? 0 }]));
      if (newestFirst) points.reverse();
      const told = { Timestamps: points.map(({ at }) => at / 1000), Values: points.map(({ value }) => value) };
      return { Id: id, Label: label ?? metric?.name ?? id, StatusCode: 'Complete', ...told };
    });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function setState(asked: v.InferOutput<typeof StateRequest>, { alarms, now, tell }: Monitoring): Answered {
  const alarm = alarms.find(({ name }) => name === asked.AlarmName);
  if (!alarm) return { refusal: { code: 'ResourceNotFound', says: `Unknown alarm ${asked.AlarmName}`, status: 404 } };
  if (asked.StateValue === alarm.standing.value) return { body: {} };
  const data = asked.StateReasonData === undefined ? {} : { reasonData: asked.StateReasonData };
  tell(changed(alarm, { value: asked.StateValue, reason: asked.StateReason, at: now, ...data }));
  return { body: {} };
}
