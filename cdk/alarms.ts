import { Duration, type Stack } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Check } from '../functions/core/check.ts';
import { dimensionsOf, namespaceOf, VOTES } from '../functions/core/metric.ts';
import { alarmName, fingerprintOf } from '../functions/core/names.ts';
import { nameOf, shownName, type Target } from '../functions/core/target.ts';
import { ALL_CHECKS, type Voter, type VoteSeverity, votersOf } from '../functions/core/vote.ts';
import type { Watch } from './config.ts';

/** One alarm to be: a vote about a target. */
export interface VoteAlarm {
  readonly target: Target;
  /** The check that votes, or all of the target's together. */
  readonly check: Voter;
  readonly severity: VoteSeverity;
}

/** Every alarm of a target: of the checks that concern it, and only what their meanings can reach. */
export function voteAlarmsOf(
  target: Target,
  checks: readonly Check[],
  mode: Watch['modes']['alarms'] = 'per-check',
): readonly VoteAlarm[] {
  return votersOf(target, checks, mode).flatMap((check) => check.severities.map((severity) => ({ target, check, severity })));
}

/** The name by which an alarm is known everywhere. */
export function nameOfAlarm({ deployment }: Watch, { target, check, severity }: VoteAlarm): string {
  return alarmName(deployment, severity, check.name, nameOf(target));
}

/**
 * Makes the alarm of a vote: M of M + 1 slots, M by the check's patience, never under 2, since the vantages' votes arrive one after the
 * other.
 */
export function addVoteAlarm(stack: Stack, watch: Watch, alarm: VoteAlarm): Alarm {
  const { deployment } = watch;
  const { target, check, severity } = alarm;
  const minutes = check.everySeconds === undefined ? watch.periodMinutes : check.everySeconds / 60;
  const slots = Math.max(2, check.patience);
  const name = nameOfAlarm(watch, alarm);
  const { statistic, who, ...rule } = ruleOf(watch, check);
  const what = check.name === ALL_CHECKS ? 'One check or more' : `The check ${check.name}`;
  return new Alarm(stack, `Alarm${fingerprintOf(name)}`, {
    ...rule,
    alarmName: name,
    alarmDescription: `${what} finds ${shownName(target)} ${severity} from ${who}, in ${slots} of ${slots + 1} slots of ${minutes > 60 ? `${minutes / 60} h` : `${minutes} min`}.`,
    metric: new Metric({
      namespace: namespaceOf(deployment),
      metricName: VOTES[severity],
      dimensionsMap: dimensionsOf(target, check.name),
      statistic,
      period: Duration.minutes(minutes),
    }),
    datapointsToAlarm: slots,
    evaluationPeriods: slots + 1,
  });
}

type Rule = Pick<AlarmProps, 'threshold' | 'comparisonOperator' | 'treatMissingData'> & {
  readonly statistic: string;
  readonly who: string;
};

/**
 * `Average` of all vantages' votes over 0.5 is a quorum of those that voted; missing votes leave the state as it is. Sparse votes are all 1,
 * so there the sum is held against half of the vantages that there are, and silence is well: the heartbeats prove it.
 */
function ruleOf({ vantages, modes }: Watch, { corroboration, everySeconds }: Voter): Rule {
  const count = everySeconds === undefined ? vantages.length : 1;
  const sparse = modes.publish === 'sparse';
  const treatMissingData = sparse ? TreatMissingData.NOT_BREACHING : TreatMissingData.IGNORE;
  if (corroboration === 'any') {
    const who = count === 1 ? 'its one vantage' : `at least one of ${count} vantages`;
    const atLeast = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;
    return { statistic: 'Maximum', threshold: 1, comparisonOperator: atLeast, treatMissingData, who };
  }
  const who = count === 1 ? 'its one vantage' : `more than half of ${count} vantages`;
  const quorum = sparse ? { statistic: 'Sum', threshold: count / 2 } : { statistic: 'Average', threshold: 0.5 };
  return { ...quorum, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD, treatMissingData, who };
}
