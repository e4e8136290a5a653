import { Aws, Duration, type Stack, Validations } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { alarmPrefix, namesOf, roundsName } from '../functions/core/names.ts';
import { packTargets } from '../functions/core/watch-list.ts';
import { endingPrefixes } from '../functions/core/watching.ts';
import type { Watch } from './config.ts';
import { picketFunction } from './function.ts';

/** Minutes between two rounds of `notify`. */
export const ROUND_MINUTES = 15;

/** Where letters go. */
export interface Topics {
  readonly page: Topic;
  readonly mail: Topic;
  readonly pager?: Topic;
}

/** Alarm → rule → queue → function → topics. The queue gathers a minute, so that one fault of many zones is one letter. */
export function addLetters(stack: Stack, watch: Watch, topics: Topics, key: IKey | undefined): void {
  const names = namesOf(watch.deployment);
  const encryption = key === undefined ? { encryption: QueueEncryption.SQS_MANAGED } : { encryptionMasterKey: key };
  const secure = { ...encryption, enforceSSL: true };
  const lost = new Queue(stack, 'LostLetters', { ...secure, queueName: names.lostLetters, retentionPeriod: Duration.days(14) });
  const queue = new Queue(stack, 'Letters', {
    ...secure,
    queueName: names.letters,
    visibilityTimeout: Duration.minutes(6), // longer than a batch gathers and the function runs; then a letter that failed is tried again
    deadLetterQueue: { queue: lost, maxReceiveCount: 4 },
  });
  // What EventBridge cannot hand over, for want of a permission, it would drop without a word.
  const target = new SqsQueue(queue, { deadLetterQueue: lost });
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
    targets: [target],
  });
  new Rule(stack, 'EndRule', {
    description: `Alarms about Picket ${watch.deployment} itself that fall silent, but not the OK of their birth`,
    eventPattern: {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      detail: {
        alarmName: endingPrefixes(watch.deployment).map((prefix) => ({ prefix })),
        state: { value: ['OK'] },
        previousState: { value: ['ALARM'] },
      },
    },
    targets: [target],
  });
  const notify = notifier(stack, watch, topics);
  key?.grant(notify, 'kms:Decrypt', 'kms:GenerateDataKey');
  notify.addEventSource(
    new SqsEventSource(queue, {
      batchSize: 10_000, // in effect the 6 MB of an event, some 3,000 changes: a storm is to be one batch, or few
      maxBatchingWindow: Duration.seconds(60),
      maxConcurrency: 2, // the least AWS takes: two letters a second at most
      reportBatchItemFailures: true,
    }),
  );
  rounds(stack, watch, notify);
}

/** Reminders, and what changed under a maintenance that is over: no alarm changes its state for these. */
function rounds(stack: Stack, { deployment, remindHours }: Watch, notify: NodejsFunction): void {
  const bell = new Role(stack, 'RoundBell', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  });
  bell.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [notify.functionArn] }));
  const round = { at: '<aws.scheduler.scheduled-time>', everyMinutes: ROUND_MINUTES, remindMinutes: remindHours * 60 };
  const schedule = new CfnSchedule(stack, 'Rounds', {
    name: roundsName(deployment),
    description: `Reminders, and letters after maintenance, every ${ROUND_MINUTES} min`,
    scheduleExpression: `cron(0/${ROUND_MINUTES} * * * ? *)`,
    scheduleExpressionTimezone: 'UTC',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: notify.functionArn,
      roleArn: bell.roleArn,
      input: JSON.stringify({ round }),
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
    },
  });
  schedule.node.addDependency(bell);
}

function notifier(stack: Stack, watch: Watch, topics: Topics) {
  const { page, mail, pager } = topics;
  const names = namesOf(watch.deployment);
  const probes = watch.vantages.map(
    (region) => `arn:${Aws.PARTITION}:lambda:${region}:${Aws.ACCOUNT_ID}:function:${names.probe}`,
  );
  const ours = (kind: string, name: string) => `arn:${Aws.PARTITION}:cloudwatch:${watch.home}:${Aws.ACCOUNT_ID}:${kind}:${name}`;
  const notify = picketFunction(stack, 'Notify', {
    name: names.notify,
    entry: 'notify.ts',
    timeout: Duration.minutes(4), // half a minute to ask, then a letter a second, a few of every kind
    environment: {
      PICKET_DEPLOYMENT: watch.deployment,
      PICKET_HOME_REGION: watch.home,
      PICKET_VANTAGES: watch.vantages.join(','),
      PICKET_PAGE_TOPIC: page.topicArn,
      PICKET_MAIL_TOPIC: mail.topicArn,
      ...(pager === undefined ? {} : { PICKET_PAGER_TOPIC: pager.topicArn }),
      PICKET_DASHBOARD: `https://${watch.home}.${consoleOf(watch.home)}/cloudwatch/home?region=${watch.home}#dashboards/dashboard/${names.dashboard}`,
    },
    baked: { PICKET_TARGETS: packTargets(watch.targets) },
    may: [
      new PolicyStatement({
        actions: ['sns:Publish'],
        resources: [page, mail, ...(pager === undefined ? [] : [pager])].map(({ topicArn }) => topicArn),
      }),
      new PolicyStatement({
        actions: ['cloudwatch:GetMetricData', 'cloudwatch:DescribeAlarms', 'cloudwatch:ListAlarmMuteRules'],
        resources: ['*'],
      }), // they know no resources
      new PolicyStatement({
        actions: ['cloudwatch:DescribeAlarmHistory', 'cloudwatch:ListTagsForResource', 'cloudwatch:TagResource'],
        resources: [ours('alarm', `picket-${watch.deployment}?*`)],
      }),
      new PolicyStatement({ actions: ['cloudwatch:GetAlarmMuteRule'], resources: [ours('alarm-mute-rule', '*')] }),
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: probes }),
    ],
  });
  answerForOurOwn(notify, watch);
  return notify;
}

/** Where the console is: China and GovCloud have their own. */
function consoleOf(region: string): string {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  return region.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : 'console.aws.amazon.com';
}

/** Answers cdk-nag for the two wildcards that name what is ours by its name: there are as many alarms as targets have votes. */
function answerForOurOwn(notify: NodejsFunction, { home, deployment }: Watch): void {
  const ours = `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudwatch:${home}:<AWS::AccountId>`;
  const role = notify.role ?? notify;
  Validations.of(role).acknowledge(
    {
      id: `${ours}:alarm:picket-${deployment}?*]`,
      reason: 'The alarms of this deployment, by the prefix of their names; ? is the space after it.',
    },
    {
      id: `${ours}:alarm-mute-rule:*]`,
      reason: 'A mute rule is found by the alarms it names, whoever made it; it is read alone.',
    },
  );
}
