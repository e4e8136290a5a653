import * as v from 'valibot';
import type { Datum, StatisticSet } from './metrics.ts';
import type { Answered, Refusal } from './wire.ts';

const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(255));

/** Names and values of dimensions are ASCII: PutMetricData, `Dimension`. An IDN goes as A-labels. */
const Ascii = v.pipe(v.string(), v.regex(/^[\x20-\x7e]+$/, 'must be ASCII'), v.regex(/\S/, 'must not be blank'));

const Dimensions = v.pipe(
  v.array(v.object({ Name: v.pipe(Ascii, v.maxLength(255)), Value: v.pipe(Ascii, v.maxLength(1024)) })),
  v.maxLength(30),
);

const Finite = v.pipe(v.number('must be a finite number'), v.finite());

const MetricDatum = v.object({
  MetricName: Name,
  Dimensions: v.optional(Dimensions, []),
  Timestamp: v.optional(Finite),
  Value: v.optional(Finite),
  Values: v.optional(v.pipe(v.array(Finite), v.maxLength(150))),
  Counts: v.optional(v.pipe(v.array(Finite), v.maxLength(150))),
  StatisticValues: v.optional(v.object({ SampleCount: Finite, Sum: Finite, Minimum: Finite, Maximum: Finite })),
  Unit: v.optional(v.string(), 'None'),
  StorageResolution: v.optional(v.picklist([1, 60])),
});

const PutMetricData = v.object({
  Namespace: v.pipe(Name, v.regex(/^(?!AWS\/)[^:]/, 'must not begin with AWS/ or a colon')),
  MetricData: v.pipe(v.array(MetricDatum), v.maxLength(1000)),
});

const HOUR = 3_600_000;

/**
 * Reads a PutMetricData request as AWS documents it (API reference, `PutMetricData` and `MetricDatum`): 1,000 datums, 30
 * dimensions, 150 values a datum at most; timestamps (seconds since 1970) from two weeks ago to two hours ahead of `now`. One
 * faulty datum refuses the whole request.
 */
export function readData(request: unknown, now: Date): Answered<readonly Datum[]> {
  const read = v.safeParse(PutMetricData, request);
  if (!read.success) {
    const [issue] = read.issues;
    return refused(`The parameter ${v.getDotPath(issue) ?? 'MetricData'} is invalid: ${issue.message}`);
  }
  const { Namespace: namespace, MetricData: data } = read.output;
  const kept: Datum[] = [];
  for (const [index, datum] of data.entries()) {
    const at = datum.Timestamp === undefined ? now.getTime() : datum.Timestamp * 1000;
    const age = now.getTime() - at;
    const where = `MetricData.member.${index + 1}`;
    if (age > 14 * 24 * HOUR || age < -2 * HOUR) {
      return refused(`The parameter ${where}.Timestamp must specify a time within the past two weeks and two hours ahead.`);
    }
    const sets = statisticsOf(datum);
    if (typeof sets === 'string') return { refusal: { code: 'InvalidParameterCombination', says: `${where}: ${sets}` } };
    const dimensions = Object.fromEntries(datum.Dimensions.map(({ Name, Value }) => [Name, Value]));
    const name = { namespace, name: datum.MetricName, dimensions, at, unit: datum.Unit };
    kept.push(...sets.map((set) => ({ ...name, ...set })));
  }
  return { body: kept };
}

function statisticsOf(datum: v.InferOutput<typeof MetricDatum>): readonly StatisticSet[] | string {
  const { Value, Values, Counts, StatisticValues } = datum;
  if ([Value, Values, StatisticValues].filter((given) => given !== undefined).length !== 1) {
    return 'expected exactly one of Value, Values and StatisticValues';
  }
  if (Value !== undefined) return [setOf(Value, 1)];
  if (Values !== undefined) {
    if (Counts !== undefined && Counts.length !== Values.length) return 'Values and Counts must be of the same length';
    return Values.map((value, index) => setOf(value, Counts?.[index] ?? 1));
  }
  const { SampleCount = 0, Sum = 0, Minimum = 0, Maximum = 0 } = StatisticValues ?? {};
  return [{ sampleCount: SampleCount, sum: Sum, minimum: Minimum, maximum: Maximum }];
}

function setOf(value: number, count: number): StatisticSet {
  return { sampleCount: count, sum: value * count, minimum: value, maximum: value };
}

function refused(says: string): { refusal: Refusal } {
  return { refusal: { code: 'InvalidParameterValue', says } };
}
