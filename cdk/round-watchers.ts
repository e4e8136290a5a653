import { Duration, type Stack } from 'aws-cdk-lib';
import { AlarmRule, AlarmState, type CompositeAlarm, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Check } from '../functions/core/check.ts';
import { HEARTBEAT, namespaceOf, roundDimensions, roundName, vantageDimensions } from '../functions/core/metric.ts';
import { missedSays, missingMinutes } from '../functions/core/watching.ts';
import type { Watch } from './config.ts';
import { type Round, roundOrdersOf, roundsOf } from './vantage-stack.ts';
import { addWatcher, composite, leastOf, math } from './watchers.ts';

/** Who hears of missed rounds, and the `silent` of the vantage that makes them, which speaks for them too while it rings. */
interface Ears {
  readonly mail: ITopic;
  readonly silent: CompositeAlarm;
}

/** The dead-man alarms of the rounds that the first vantage makes alone: of those that have something to look at. */
export function addRoundWatchers(stack: Stack, watch: Watch, checks: readonly Check[], ears: Ears): void {
  for (const round of roundsOf(checks)) {
    const orders = roundOrdersOf(watch, round).length;
    if (orders > 0) addRoundWatcher(stack, watch, round, orders, ears);
  }
}

/**
 * `quiet` is what misses its rounds in three periods in each of which the vantage lived: so it says nothing of a fresh deployment, and nothing new of a
 * vantage that is `silent`. `missed` tells it a round later, since the newest round may still be on its way, and the first of a new kind of target is.
 */
function addRoundWatcher(stack: Stack, watch: Watch, round: Round, orders: number, { mail, silent }: Ears): void {
  const { everySeconds } = round;
  const [vantage = ''] = watch.vantages;
  const of = roundName(everySeconds);
  const period = Duration.seconds(everySeconds);
  const beats = (dimensionsMap: Record<string, string>) =>
    new Metric({
      namespace: namespaceOf(watch.deployment),
      metricName: HEARTBEAT,
      dimensionsMap,
      statistic: 'SampleCount',
      period,
    });
  const metrics = { slots: beats(vantageDimensions(vantage)), rounds: beats(roundDimensions(vantage, everySeconds)) };
  const least = leastOf(orders);
  const quiet = addWatcher(stack, watch, {
    alarm: 'quiet',
    of,
    says: `The vantage ${vantage} has finished fewer than ${least} of ${orders} rounds of every ${of} in each of 3 periods. It is told by the alarm missed.`,
    metric: math('IF(slots > 0, FILL(rounds, 0))', metrics, period, `rounds of every ${of}`),
    threshold: least,
    below: true,
    patience: [3, 3],
    missing: TreatMissingData.IGNORE,
  });
  const wait = Duration.minutes(missingMinutes(everySeconds));
  composite(stack, watch, 'missed', of, {
    alarmDescription: missedSays({ checks: round.checks.map(({ name }) => name), vantage, everySeconds, orders }),
    alarmRule: AlarmRule.fromAlarm(quiet, AlarmState.ALARM),
    actionsSuppressor: silent,
    actionsSuppressorWaitPeriod: wait,
    actionsSuppressorExtensionPeriod: wait,
  }).addAlarmAction(new SnsAction(mail));
}
