import { Duration, type Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Check } from '../functions/core/check.ts';
import { dimensionsOf, HEARTBEAT, namespaceOf, VOTES, vantageDimensions } from '../functions/core/metric.ts';
import { alarmName, fingerprintOf, silenceAlarmName } from '../functions/core/names.ts';
import { nameOf, shownName, type Target } from '../functions/core/target.ts';
import { type VoteSeverity, votesOf } from '../functions/core/vote.ts';
import type { Watch } from './config.ts';

/** One alarm to be: a vote of a check about a target. */
export interface VoteAlarm {
  readonly target: Target;
  readonly check: Check;
  readonly severity: VoteSeverity;
}

/** Every alarm of a target: only what its checks' meanings can reach. */
export function voteAlarmsOf(target: Target, checks: readonly Check[]): readonly VoteAlarm[] {
  return checks
    .filter(({ about }) => about === target.kind)
    .flatMap((check) => votesOf(check).map((severity) => ({ target, check, severity })));
}

/**
 * Makes the alarm of a vote: M of M + 1 slots, M by the check's patience, never under 2, since the vantages' votes arrive one after the
 * other. `Average` of all vantages' votes over 0.5 is a quorum of those that voted; missing votes leave the state as it is.
 */
export function addVoteAlarm(stack: Stack, watch: Watch, { target, check, severity }: VoteAlarm): Alarm {
  const { deployment, vantages, periodMinutes } = watch;
  const slots = Math.max(2, check.patience);
  const quorum = check.corroboration === 'quorum';
  const name = alarmName(deployment, severity, check.name, nameOf(target));
  const who = quorum ? `more than half of ${vantages.length} vantages` : `at least one of ${vantages.length} vantages`;
  return new Alarm(stack, `Alarm${fingerprintOf(name)}`, {
    alarmName: name,
    alarmDescription: `The check ${check.name} finds ${shownName(target)} ${severity} from ${who}, in ${slots} of ${slots + 1} slots of ${periodMinutes} min.`,
    metric: new Metric({
      namespace: namespaceOf(deployment),
      metricName: VOTES[severity],
      dimensionsMap: dimensionsOf(target, check.name),
      statistic: quorum ? 'Average' : 'Maximum',
      period: Duration.minutes(periodMinutes),
    }),
    threshold: quorum ? 0.5 : 1,
    comparisonOperator: quorum
      ? ComparisonOperator.GREATER_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    datapointsToAlarm: slots,
    evaluationPeriods: slots + 1,
    treatMissingData: TreatMissingData.IGNORE,
  });
}

/**
 * The dead-man alarm of a vantage: fewer heartbeats than orders in three slots running. `FILL` is right here, since absence is the signal,
 * and three slots outlast the newest one, which never has its data yet.
 */
export function addSilenceAlarm(stack: Stack, watch: Watch, vantage: string, orders: number): Alarm {
  const { deployment, periodMinutes } = watch;
  const heartbeat = new Metric({
    namespace: namespaceOf(deployment),
    metricName: HEARTBEAT,
    dimensionsMap: vantageDimensions(vantage),
    statistic: 'SampleCount',
    period: Duration.minutes(periodMinutes),
  });
  return new Alarm(stack, `Silent${fingerprintOf(vantage)}`, {
    alarmName: silenceAlarmName(deployment, vantage),
    alarmDescription: `The vantage ${vantage} has not finished its rounds for 3 slots of ${periodMinutes} min: Picket sees less, the targets may be well.`,
    metric: new MathExpression({
      expression: 'FILL(heartbeat, 0)',
      usingMetrics: { heartbeat },
      period: Duration.minutes(periodMinutes),
      label: `rounds of ${vantage}`,
    }),
    threshold: orders,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    datapointsToAlarm: 3,
    evaluationPeriods: 3,
    treatMissingData: TreatMissingData.BREACHING,
  });
}
