import { Duration, type Stack } from 'aws-cdk-lib';
import { type Alarm, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Watch } from './config.ts';
import { addWatcher, type Watcher } from './watchers.ts';

/** What may be counted of AWS's own services. */
interface Count {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensionsMap: Record<string, string>;
  readonly statistic: 'Sum' | 'Maximum' | 'SampleCount';
  readonly minutes: number;
}

function countOf({ minutes, ...count }: Count): Metric {
  return new Metric({ ...count, period: Duration.minutes(minutes) });
}

/** The way of a letter, watched where it can break: the function, what it could not tell, and the topics. */
export function addLetterWatchers(
  stack: Stack,
  watch: Watch,
  names: { readonly notify: string; readonly lostLetters: string },
  topics: readonly ITopic[],
): void {
  const quietly = { missing: TreatMissingData.NOT_BREACHING, threshold: 1 };
  const errors = countOf({
    namespace: 'AWS/Lambda',
    metricName: 'Errors',
    dimensionsMap: { FunctionName: names.notify },
    statistic: 'Sum',
    minutes: 5,
  });
  const depth = countOf({
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensionsMap: { QueueName: names.lostLetters },
    statistic: 'Maximum',
    minutes: 5,
  });
  const watchers: Watcher[] = [
    {
      ...quietly,
      alarm: 'notify',
      says: `The function ${names.notify} fails: letters are late, see its log.`,
      metric: errors,
      patience: [2, 3],
    },
    {
      ...quietly,
      alarm: 'lost',
      says: `A change of an alarm did not reach ${names.notify}, or could not be told in four tries; it waits in the queue ${names.lostLetters}.`,
      metric: depth,
      patience: [1, 1],
    },
    ...topics.map((topic): Watcher => {
      const { topicName } = topic;
      const failed = countOf({
        namespace: 'AWS/SNS',
        metricName: 'NumberOfNotificationsFailed',
        dimensionsMap: { TopicName: topicName },
        statistic: 'Sum',
        minutes: 5,
      });
      const of = topic.node.id.toLowerCase();
      return {
        ...quietly,
        alarm: 'undelivered',
        of,
        says: `A letter of the topic ${of} did not reach one of its subscribers.`,
        metric: failed,
        patience: [1, 1],
      };
    }),
  ];
  for (const watcher of watchers) tell(addWatcher(stack, watch, watcher), topics);
}

/**
 * The probe, watched in its own region, where a home region that is down can be heard of: a run that cannot publish fails. `idle` tells of
 * missing invocations by INSUFFICIENT_DATA, since that is where a fresh alarm begins, and only a change of state is told.
 */
export function addProbeWatchers(stack: Stack, watch: Watch, vantage: string, probe: string, topic: ITopic): void {
  const minutes = Math.max(5, watch.periodMinutes);
  const dimensionsMap = { FunctionName: probe };
  const failing = addWatcher(stack, watch, {
    alarm: 'failing',
    of: vantage,
    says: `The probe in ${vantage} fails, in 2 of 3 periods of ${minutes} min: Picket itself, or its home region ${watch.home}. See its log.`,
    metric: countOf({ namespace: 'AWS/Lambda', metricName: 'Errors', dimensionsMap, statistic: 'Sum', minutes }),
    threshold: 1,
    patience: [2, 3],
    missing: TreatMissingData.NOT_BREACHING,
  });
  tell(failing, [topic]);
  const idle = addWatcher(stack, watch, {
    alarm: 'idle',
    of: vantage,
    says: `INSUFFICIENT_DATA: the probe in ${vantage} is no longer called: see its schedules.`,
    metric: countOf({ namespace: 'AWS/Lambda', metricName: 'Invocations', dimensionsMap, statistic: 'Sum', minutes }),
    threshold: 1,
    below: true,
    patience: [1, 1],
    missing: TreatMissingData.MISSING,
  });
  idle.addInsufficientDataAction(new SnsAction(topic));
}

function tell(alarm: Alarm, topics: readonly ITopic[]): void {
  for (const topic of topics) alarm.addAlarmAction(new SnsAction(topic));
}
