import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Check } from '../core/check.ts';
import { dimensionsOf, HEARTBEAT, UNKNOWNS, VOTES, vantageDimensions } from '../core/metric.ts';
import type { Report } from '../core/report.ts';
import { voteOf, votesOf } from '../core/vote.ts';

/** One value of one metric, as CloudWatch takes it. */
export type Datum = MetricDatum;

/** What PutMetricData takes in one request. */
const MOST_DATUMS = 1000;

/** Votes, measures, unknowns and, last, the heartbeat of one run of one vantage, all stamped with the slot. */
export function metricData(reports: readonly Report[], checks: readonly Check[], vantage: string, slot: Date): Datum[] {
  const unknowns = reports.filter(({ state }) => state === 'unknown').length;
  const ofVantage = { Dimensions: dimensionList(vantageDimensions(vantage)), Timestamp: slot, Unit: 'Count' as const };
  return [
    ...reports.flatMap((report) => reportData(report, checks, slot)),
    { ...ofVantage, MetricName: UNKNOWNS, Value: unknowns },
    { ...ofVantage, MetricName: HEARTBEAT, Value: reports.length },
  ];
}

function reportData(report: Report, checks: readonly Check[], slot: Date): Datum[] {
  const check = checks.find(({ name }) => name === report.check);
  if (check === undefined) return [];
  const stamp = { Dimensions: dimensionList(dimensionsOf(report.target, report.check)), Timestamp: slot };
  const votes = votesOf(check).flatMap((severity) => {
    const vote = voteOf(report, severity);
    return vote === undefined ? [] : [{ ...stamp, MetricName: VOTES[severity], Value: vote }];
  });
  const measures = check.measures.flatMap(({ name, unit }) =>
    report.measurements
      .filter((measurement) => measurement.name === name && Number.isFinite(measurement.value))
      .map(({ value }) => ({ ...stamp, MetricName: name, Value: value, Unit: unit })),
  );
  return [...votes, ...measures];
}

function dimensionList(dimensions: Readonly<Record<string, string>>): { Name: string; Value: string }[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}

/**
 * The client for the home region, one per process. The SDK waits for ever by default: here a request has 3 s and a second try, so that
 * a home region in trouble makes the run fail while its own alarm can still tell.
 */
export function openCloudWatch(region: string, timeoutMs = 3000): CloudWatchClient {
  return new CloudWatchClient({
    region,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1000, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  });
}

/** Sends the data in order, 1000 datums a request, one request after the other: the heartbeat goes out only when all else has. */
export async function putMetrics(client: CloudWatchClient, namespace: string, data: readonly Datum[]): Promise<void> {
  for (let start = 0; start < data.length; start += MOST_DATUMS) {
    const MetricData = data.slice(start, start + MOST_DATUMS);
    await client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }));
  }
}
