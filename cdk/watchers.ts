import { Duration, type Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  AlarmState,
  AtLeastThreshold,
  ComparisonOperator,
  CompositeAlarm,
  type CompositeAlarmProps,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { HEARTBEAT, namespaceOf, UNKNOWNS, vantageDimensions } from '../functions/core/metric.ts';
import { fingerprintOf, type WatchAlarm, watchAlarmName } from '../functions/core/names.ts';
import { beginningMinutes, unheardSays } from '../functions/core/watching.ts';
import type { Watch } from './config.ts';

/**
 * An alarm about Picket itself, of a vantage where one is named; all are told by SNS directly, since `notify` may be what is broken. Their end is told
 * by `notify`: an alarm's own OK is said at its birth, too.
 */
export interface Watcher {
  readonly alarm: WatchAlarm;
  readonly of?: string;
  readonly says: string;
  readonly metric: IMetric;
  /** Rings at this value or above it; with `below`, under it. */
  readonly threshold: number;
  readonly below?: boolean;
  /** [M, N]: M of N periods. */
  readonly patience: readonly [number, number];
  readonly missing: TreatMissingData;
}

/** Rounds of many that may be lost in a slot. Ours: of 30 rounds in a slot one is easily lost three times running, and nothing is dead. */
const STRAY = 0.1;

/** Makes an alarm about Picket itself, which tells nobody yet. */
export function addWatcher(stack: Stack, { deployment }: Watch, watcher: Watcher): Alarm {
  const { alarm, of = '', says, metric, threshold, below = false, patience, missing } = watcher;
  return new Alarm(stack, idOf(alarm, of), {
    alarmName: watchAlarmName(deployment, alarm, of),
    alarmDescription: says,
    metric,
    threshold,
    comparisonOperator: below ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    datapointsToAlarm: patience[0],
    evaluationPeriods: patience[1],
    treatMissingData: missing,
  });
}

/**
 * All that is heard, or not, of the vantages. A vantage is `quiet` from its first minute on, since the absence of a heartbeat is the signal; it
 * is `silent`, and that is told, only if it was `heard` before. A vantage that never begins is told by `unheard`, half an hour or, where
 * slots are long, 25 minutes and a slot after the deployment. `heard` is a memory: missing data leave its state as it is, and no heartbeat is under 1. `waking` hears what must wake somebody.
 * Gives the `silent` of each vantage, in their order.
 */
export function addVantageWatchers(
  stack: Stack,
  watch: Watch,
  orders: number,
  { mail, waking }: { readonly mail: ITopic; readonly waking: readonly ITopic[] },
): readonly CompositeAlarm[] {
  const states = watch.vantages.map((vantage) => vantageStates(stack, watch, vantage, orders));
  for (const { silent, unsure } of states) for (const alarm of [silent, unsure]) alarm.addAlarmAction(new SnsAction(mail));
  const most = watch.vantages.length;
  const few = most - Math.floor(most / 2);
  const blind = composite(stack, watch, 'blind', '', {
    alarmDescription: `${few} or more of ${most} vantages are silent: no quorum can be trusted, and a fault of the targets may not be told.`,
    alarmRule: AlarmRule.atLeast(AlarmState.ALARM, {
      operands: states.map(({ silent }) => silent),
      threshold: AtLeastThreshold.count(few),
    }),
  });
  for (const topic of [...waking, mail]) blind.addAlarmAction(new SnsAction(topic));
  composite(stack, watch, 'unheard', '', {
    alarmDescription: unheardSays(beginningMinutes(watch.periodMinutes)),
    alarmRule: AlarmRule.anyOf(
      ...states.map(({ quiet, heard }) =>
        AlarmRule.allOf(
          AlarmRule.fromAlarm(quiet, AlarmState.ALARM),
          AlarmRule.not(AlarmRule.fromAlarm(heard, AlarmState.ALARM)),
        ),
      ),
    ),
    // The louder alarm is waited for, which is what gives a deployment its time.
    actionsSuppressor: blind,
    actionsSuppressorWaitPeriod: Duration.minutes(beginningMinutes(watch.periodMinutes)),
    actionsSuppressorExtensionPeriod: Duration.minutes(1),
  }).addAlarmAction(new SnsAction(mail));
  return states.map(({ silent }) => silent);
}

/** Of so many rounds at a time, how many have to be finished. */
export function leastOf(orders: number): number {
  return orders - Math.floor(orders * STRAY);
}

function vantageStates(stack: Stack, watch: Watch, vantage: string, orders: number) {
  const { deployment, periodMinutes } = watch;
  const period = Duration.minutes(periodMinutes);
  const namespace = namespaceOf(deployment);
  const metricOf = (metricName: string, statistic: string) =>
    new Metric({ namespace, metricName, dimensionsMap: vantageDimensions(vantage), statistic, period });
  const heartbeat = metricOf(HEARTBEAT, 'SampleCount');
  const least = leastOf(orders);
  const quiet = addWatcher(stack, watch, {
    alarm: 'quiet',
    of: vantage,
    says: `The vantage ${vantage} has finished fewer than ${least} of ${orders} rounds in each of 3 slots. It is told by the alarm silent.`,
    metric: math(`FILL(heartbeat, 0)`, { heartbeat }, period, `rounds of ${vantage}`),
    threshold: least,
    below: true,
    patience: [3, 3], // outlasts the newest slot, which never has its data yet
    missing: TreatMissingData.BREACHING,
  });
  const heard = addWatcher(stack, watch, {
    alarm: 'heard',
    of: vantage,
    says: `The vantage ${vantage} has finished rounds since it was deployed: no fault, and no matter how long ago.`,
    metric: heartbeat,
    threshold: 1,
    patience: [3, 3], // by then `quiet` has seen a whole slot: the first one is told in part, and two alarms are never looked at together
    missing: TreatMissingData.IGNORE,
  });
  const silent = composite(stack, watch, 'silent', vantage, {
    alarmDescription: `The vantage ${vantage} has not finished its rounds for 3 slots of ${periodMinutes} min: Picket sees less, the targets may be well.`,
    alarmRule: AlarmRule.allOf(AlarmRule.fromAlarm(quiet, AlarmState.ALARM), AlarmRule.fromAlarm(heard, AlarmState.ALARM)),
  });
  const counts = { unknowns: metricOf(UNKNOWNS, 'Sum'), checks: metricOf(HEARTBEAT, 'Sum') };
  const unsure = addWatcher(stack, watch, {
    alarm: 'unsure',
    of: vantage,
    says: `The vantage ${vantage} runs, but could make none of its checks for 3 slots of ${periodMinutes} min: its own network, most likely.`,
    metric: math('unknowns / checks', counts, period, `share of unknown checks of ${vantage}`),
    threshold: 1,
    patience: [3, 3],
    missing: TreatMissingData.IGNORE,
  });
  return { quiet, heard, silent, unsure };
}

/** An expression over metrics, all of the same period. */
export function math(expression: string, usingMetrics: Record<string, IMetric>, period: Duration, label: string): MathExpression {
  return new MathExpression({ expression, usingMetrics, period, label });
}

/** Makes an alarm about Picket itself out of others, which tells nobody yet. */
export function composite(
  stack: Stack,
  { deployment }: Watch,
  alarm: WatchAlarm,
  of: string,
  props: CompositeAlarmProps,
): CompositeAlarm {
  return new CompositeAlarm(stack, idOf(alarm, of), { ...props, compositeAlarmName: watchAlarmName(deployment, alarm, of) });
}

function idOf(alarm: WatchAlarm, of: string): string {
  return `${alarm.slice(0, 1).toUpperCase()}${alarm.slice(1)}Alarm${of === '' ? '' : fingerprintOf(of)}`;
}
