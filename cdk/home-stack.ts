import { type App, Aws, Duration, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Check } from '../functions/core/check.ts';
import { alarmPrefix, namesOf, stackName } from '../functions/core/names.ts';
import { nameOf } from '../functions/core/target.ts';
import { addSilenceAlarm, addVoteAlarm, voteAlarmsOf } from './alarms.ts';
import type { Watch } from './config.ts';
import { picketFunction } from './function.ts';
import { groupsOf } from './groups.ts';
import { ordersOf } from './vantage-stack.ts';

/** CloudFormation takes 500 resources a stack; the rest is for topics, queues and the function. */
const MOST_ALARMS = 400;

interface Topics {
  readonly page: Topic;
  readonly mail: Topic;
}

/** The home region: topics, the way of a letter, and the alarms. The alarms get stacks of their own where they are too many for one. */
export function homeStacks(app: App, watch: Watch, checks: readonly Check[]): readonly Stack[] {
  const home = inHome(app, watch, 'home', 'hears the vantages and writes the letters');
  const topics = { page: topic(home, watch, 'page'), mail: topic(home, watch, 'mail') };
  letters(home, watch, topics);
  for (const vantage of watch.vantages) {
    addSilenceAlarm(home, watch, vantage, ordersOf(watch).length).addAlarmAction(new SnsAction(topics.mail));
  }
  const alarmsOf = watch.targets.map((target) => ({ target, alarms: voteAlarmsOf(target, checks) }));
  const groups = groupsOf(
    alarmsOf,
    ({ target }) => nameOf(target),
    (group) => group.reduce((sum, { alarms }) => sum + alarms.length, 0) <= MOST_ALARMS,
  );
  const stacks = groups.map(({ key, items }) => {
    const stack = key === '' ? home : inHome(app, watch, `alarms-${key}`, 'more alarms');
    for (const alarm of items.flatMap(({ alarms }) => alarms)) addVoteAlarm(stack, watch, alarm);
    // The home stack gives up its alarms before another one takes over their names.
    if (stack !== home) stack.addStackDependency(home);
    return stack;
  });
  return [...new Set([home, ...stacks])];
}

function inHome(app: App, { deployment, home }: Watch, part: string, does: string): Stack {
  return new Stack(app, stackName(deployment, part), {
    env: { region: home },
    description: `Picket ${deployment}: ${does}`,
    suppressTemplateIndentation: true,
  });
}

function topic(stack: Stack, { deployment, alerts }: Watch, kind: keyof Topics): Topic {
  const made = new Topic(stack, kind === 'page' ? 'Page' : 'Mail', { topicName: namesOf(deployment)[kind], enforceSSL: true });
  for (const address of alerts[kind]) {
    made.addSubscription(address.startsWith('https://') ? new UrlSubscription(address) : new EmailSubscription(address));
  }
  // A policy of our own replaces the one by which the account's alarms may publish.
  made.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [made.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  return made;
}

/** Alarm → rule → queue → function → topics. The queue gathers a minute, so that one fault of many zones is one letter. */
function letters(stack: Stack, watch: Watch, topics: Topics): void {
  const names = namesOf(watch.deployment);
  const secure = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
  const lost = new Queue(stack, 'LostLetters', { ...secure, queueName: names.lostLetters, retentionPeriod: Duration.days(14) });
  const queue = new Queue(stack, 'Letters', {
    ...secure,
    queueName: names.letters,
    visibilityTimeout: Duration.minutes(5), // longer than the function runs; then a letter that failed is tried again
    deadLetterQueue: { queue: lost, maxReceiveCount: 4 },
  });
  new Rule(stack, 'AlarmRule', {
    ruleName: names.alarmRule,
    description: `Votes of Picket ${watch.deployment} that ring or fall silent`,
    eventPattern: {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      detail: {
        alarmName: (['critical', 'warning'] as const).map((severity) => ({ prefix: alarmPrefix(watch.deployment, severity) })),
        state: { value: ['ALARM', 'OK'] },
      },
    },
    targets: [new SqsQueue(queue)],
  });
  notifier(stack, watch, topics).addEventSource(
    new SqsEventSource(queue, {
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(60),
      maxConcurrency: 2, // the least AWS takes: two letters a second at most
      reportBatchItemFailures: true,
    }),
  );
}

function notifier(stack: Stack, watch: Watch, { page, mail }: Topics) {
  const names = namesOf(watch.deployment);
  const probes = watch.vantages.map(
    (region) => `arn:${Aws.PARTITION}:lambda:${region}:${Aws.ACCOUNT_ID}:function:${names.probe}`,
  );
  return picketFunction(stack, 'Notify', {
    name: names.notify,
    entry: 'notify.ts',
    timeout: Duration.minutes(4), // half a minute to ask, then a letter a second, 100 at most
    environment: {
      PICKET_DEPLOYMENT: watch.deployment,
      PICKET_HOME_REGION: watch.home,
      PICKET_VANTAGES: watch.vantages.join(','),
      PICKET_PAGE_TOPIC: page.topicArn,
      PICKET_MAIL_TOPIC: mail.topicArn,
    },
    may: [
      new PolicyStatement({ actions: ['sns:Publish'], resources: [page.topicArn, mail.topicArn] }),
      new PolicyStatement({ actions: ['cloudwatch:GetMetricData'], resources: ['*'] }), // the action knows no resources
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: probes }),
    ],
  });
}
