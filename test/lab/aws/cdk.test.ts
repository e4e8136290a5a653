import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Rule } from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, openCloud } from '../../../lab/aws/cloud.ts';

/** A stack with one of everything that the stand-in executes, as the CDK writes it. */
function synthesise() {
  const stack = new Stack(new App(), 'home', { env: { region: 'eu-west-1', account: '123456789012' } });
  const page = new Topic(stack, 'Page');
  page.addSubscription(new EmailSubscription('ops@example.org'));
  const filterPolicy = { severity: SubscriptionFilter.stringFilter({ allowlist: ['critical'] }) };
  page.addSubscription(new UrlSubscription('https://pager.example/', { filterPolicy }));
  const heartbeats = ['eu-west-1', 'us-east-1'].map((vantage) => {
    const metric = new cloudwatch.Metric({
      namespace: 'Picket/lab',
      metricName: 'Heartbeat',
      dimensionsMap: { Vantage: vantage },
    });
    const filled = new cloudwatch.MathExpression({
      expression: 'FILL(hb, 0)',
      usingMetrics: { hb: metric.with({ statistic: 'SampleCount' }) },
    });
    return filled.createAlarm(stack, `Silent-${vantage}`, {
      alarmName: `Picket/lab/heartbeat/${vantage}`,
      threshold: 1,
      evaluationPeriods: 3,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
  });
  const threshold = cloudwatch.AtLeastThreshold.count(2);
  const alarmRule = cloudwatch.AlarmRule.atLeast(cloudwatch.AlarmState.ALARM, { operands: heartbeats, threshold });
  new cloudwatch.CompositeAlarm(stack, 'Blind', { alarmRule, compositeAlarmName: 'Picket/lab/blind' }).addAlarmAction(
    new SnsAction(page),
  );
  const queue = new Queue(stack, 'Changes', { deadLetterQueue: { queue: new Queue(stack, 'Dead'), maxReceiveCount: 3 } });
  const eventPattern = { source: ['aws.cloudwatch'], detail: { alarmName: [{ prefix: 'Picket/lab/heartbeat' }] } };
  new Rule(stack, 'Heard', { eventPattern, targets: [new targets.SqsQueue(queue)] });
  const code = lambda.Code.fromInline('exports.handler = async () => {}');
  const notify = new lambda.Function(stack, 'Notify', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code });
  notify.addEventSource(new SqsEventSource(queue, { maxBatchingWindow: Duration.seconds(60), reportBatchItemFailures: true }));
  const input = ScheduleTargetInput.fromObject({ slot: ContextAttribute.scheduledTime, targets: ['example.org'] });
  new Schedule(stack, 'Bell', {
    schedule: ScheduleExpression.cron({ minute: '0/5', timeZone: TimeZone.ETC_UTC }),
    target: new LambdaInvoke(notify, { input }),
  });
  return Template.fromStack(stack).toJSON();
}

describe('a template that the CDK synthesised', () => {
  let cloud: Cloud;
  const seen: { Records?: readonly { body: string }[]; slot?: string }[] = [];

  beforeAll(async () => {
    cloud = await openCloud({ at: new Date('2026-11-20T09:00:00Z') });
    cloud.load(synthesise(), { region: 'eu-west-1', stack: 'home' });
    cloud.register('eu-west-1', cloud.functions[0]?.name ?? '', async (event) => void seen.push(event));
    return () => cloud.close();
  });

  it('is executed from silence to the letter', async () => {
    const changes = await cloud.step(new Date('2026-11-20T09:01:00Z'));
    expect(changes.map(({ alarm, to }) => `${alarm.name} ${to.value}`)).toEqual([
      'Picket/lab/heartbeat/eu-west-1 ALARM',
      'Picket/lab/heartbeat/us-east-1 ALARM',
      'Picket/lab/blind ALARM',
    ]);
    expect(cloud.inbox('ops@example.org').map(({ subject }) => subject)).toEqual(['ALARM: "Picket/lab/blind" in EU (Ireland)']);
    expect(cloud.inbox('https://pager.example/')).toEqual([]);
    expect(seen[0]?.Records?.map(({ body }) => JSON.parse(body).detail.alarmName)).toEqual([
      'Picket/lab/heartbeat/eu-west-1',
      'Picket/lab/heartbeat/us-east-1',
    ]);
  });

  it('rings its own bells', async () => {
    await cloud.ring(new Date('2026-11-20T09:05:00Z'));
    expect(seen.at(-1)).toEqual({ slot: '2026-11-20T09:05:00Z', targets: ['example.org'] });
  });
});
