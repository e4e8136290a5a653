import type { Check } from '../core/check.ts';
import {
  copyDimensions,
  dimensionsOf,
  HEARTBEAT,
  type Measure,
  roundDimensions,
  UNKNOWNS,
  VOTES,
  vantageDimensions,
} from '../core/metric.ts';
import { DEFAULT_MODES, type Modes } from '../core/modes.ts';
import type { Report, Weighed } from '../core/report.ts';
import { nameOf, type Target } from '../core/target.ts';
import { jointVoteOf, type Voter, votersOf } from '../core/vote.ts';

/** One value of one metric, as CloudWatch takes it. */
export interface Datum {
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Timestamp: Date;
  readonly Value: number;
  readonly Unit?: Measure['unit'];
}

type Bare = Omit<Datum, 'Dimensions' | 'Timestamp'>;

/**
 * Votes, measures, unknowns and, last, the heartbeat of one run of one vantage, all stamped with the slot. `everySeconds` is that of a round of its
 * own, whose heartbeat is another and which counts no unknowns: the vantage's alarms are about its slots.
 */
export function metricData(
  reports: readonly Report<Weighed>[],
  checks: readonly Check[],
  vantage: string,
  slot: Date,
  modes: Modes = DEFAULT_MODES,
  everySeconds?: number,
): Datum[] {
  const isRound = everySeconds !== undefined;
  const unknowns = reports.filter(({ state }) => state === 'unknown').length;
  const dimensions = isRound ? roundDimensions(vantage, everySeconds) : vantageDimensions(vantage);
  const ofRun = { Dimensions: dimensionList(dimensions), Timestamp: slot, Unit: 'Count' as const };
  const placed = (target: Target, check: string, data: readonly Bare[]): Datum[] => [
    ...data.map((one) => ({ ...one, Dimensions: dimensionList(dimensionsOf(target, check)), Timestamp: slot })),
    ...(modes.perVantage ? data : []).map((one) => {
      return { ...one, Dimensions: dimensionList(copyDimensions(target, check, vantage)), Timestamp: slot };
    }),
  ];
  const targets = [...Map.groupBy(reports, ({ target }) => nameOf(target)).values()];
  return [
    ...targets.flatMap((ofTarget) => votesData(ofTarget, checks, modes, placed)),
    ...reports.flatMap((report) => placed(report.target, report.check, measureData(report, checks))),
    ...(isRound ? [] : [{ ...ofRun, MetricName: UNKNOWNS, Value: unknowns }]),
    { ...ofRun, MetricName: HEARTBEAT, Value: reports.length },
  ];
}

function votesData(
  reports: readonly Report<Weighed>[],
  checks: readonly Check[],
  modes: Modes,
  placed: (target: Target, check: string, data: readonly Bare[]) => Datum[],
): Datum[] {
  const [{ target } = { target: undefined }] = reports;
  if (target === undefined) return [];
  return votersOf(target, checks, modes.alarms).flatMap((voter) => placed(target, voter.name, votesOf(voter, reports, modes)));
}

function votesOf({ checks, severities }: Voter, reports: readonly Report<Weighed>[], { publish, dual }: Modes): Bare[] {
  const mine = reports.filter(({ check }) => checks.includes(check));
  return severities.flatMap((severity) => {
    const vote = jointVoteOf(mine, severity, dual);
    return vote === undefined || (publish === 'sparse' && vote === 0) ? [] : [{ MetricName: VOTES[severity], Value: vote }];
  });
}

function measureData(report: Report<Weighed>, checks: readonly Check[]): Bare[] {
  const measures = checks.find(({ name }) => name === report.check)?.measures ?? [];
  return measures.flatMap(({ name, unit }) =>
    report.measurements
      .filter((measurement) => measurement.name === name && Number.isFinite(measurement.value))
      .map(({ value }) => ({ MetricName: name, Value: value, Unit: unit })),
  );
}

function dimensionList(dimensions: Readonly<Record<string, string>>): { Name: string; Value: string }[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
