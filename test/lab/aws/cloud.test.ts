import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cloud, openCloud } from '../../../lab/aws/cloud.ts';
import type { Template } from '../../../lab/aws/template.ts';

interface Batch {
  readonly Records: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly attributes: { ApproximateReceiveCount: string };
  }[];
}

const REGION = 'eu-west-1';
const SERIAL = 'Picket/lab/example.org/serial/critical';
const SILENT = 'Picket/lab/heartbeat/us-east-1';

const TEMPLATE: Template = {
  Resources: {
    Page: { Type: 'AWS::SNS::Topic', Properties: {} },
    Mail: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Page' }, Protocol: 'email', Endpoint: 'ops@example.org' },
    },
    Serial: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: SERIAL,
        AlarmDescription: '{"target":"example.org","check":"serial"}',
        Namespace: 'Picket/lab',
        MetricName: 'Critical',
        Dimensions: [
          { Name: 'Target', Value: 'example.org' },
          { Name: 'Check', Value: 'serial' },
        ],
        Statistic: 'Average',
        Period: 300,
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        Threshold: 0.5,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'ignore',
      },
    },
    Silent: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: SILENT,
        Metrics: [
          { Id: 'e1', Expression: 'FILL(hb, 0)', Label: 'heartbeats' },
          {
            Id: 'hb',
            ReturnData: false,
            MetricStat: {
              Metric: { Namespace: 'Picket/lab', MetricName: 'Heartbeat', Dimensions: [{ Name: 'Vantage', Value: 'us-east-1' }] },
              Period: 300,
              Stat: 'SampleCount',
            },
          },
        ],
        EvaluationPeriods: 3,
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
        AlarmActions: [{ Ref: 'Page' }],
        OKActions: [{ Ref: 'Page' }],
      },
    },
    Blind: {
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: {
        AlarmName: 'Picket/lab/blind',
        AlarmRule: { 'Fn::Join': ['', ['AT_LEAST(1, ALARM, ("', { 'Fn::GetAtt': ['Silent', 'Arn'] }, '"))']] },
        AlarmActions: [{ Ref: 'Page' }],
      },
    },
    Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
    Changes: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: 'changes',
        VisibilityTimeout: 60,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
      },
    },
    Heard: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: {
          source: ['aws.cloudwatch'],
          'detail-type': ['CloudWatch Alarm State Change'],
          detail: { alarmName: [{ prefix: 'Picket/lab/example' }] },
        },
        Targets: [{ Arn: { 'Fn::GetAtt': ['Changes', 'Arn'] }, Id: 'Target0' }],
      },
    },
    Feed: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Changes', 'Arn'] },
        FunctionName: { Ref: 'Notify' },
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
    Notify: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'notify', Environment: { Variables: { TOPIC: { Ref: 'Page' } } } },
    },
    Bell: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'rate(5 minutes)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: { 'Fn::GetAtt': ['Notify', 'Arn'] },
          RoleArn: 'arn:x',
          Input: '{"slot":"<aws.scheduler.scheduled-time>"}',
        },
      },
    },
  },
};

let cloud: Cloud;
let client: CloudWatchClient;
let batches: Batch[];

const at = (time: string) => new Date(`2026-11-20T${time}:00Z`);

beforeEach(async () => {
  cloud = await openCloud({ at: at('09:00') });
  cloud.load(TEMPLATE, { region: REGION, stack: 'home' });
  batches = [];
  cloud.register(REGION, 'notify', async (batch: Batch) => void batches.push(batch));
  const credentials = { accessKeyId: 'AKIALAB', secretAccessKey: 'lab' };
  client = new CloudWatchClient({ region: REGION, endpoint: cloud.endpoint, credentials, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await cloud.close();
});

/** What three vantages found in a slot, with the heartbeat of one of them. */
async function slot(time: string, votes: readonly number[], heartbeat = true) {
  const Timestamp = at(time);
  const Dimensions = [
    { Name: 'Check', Value: 'serial' },
    { Name: 'Target', Value: 'example.org' },
  ];
  const MetricData = votes.map((Value) => ({ MetricName: 'Critical', Dimensions, Timestamp, Value }));
  const alive = { MetricName: 'Heartbeat', Dimensions: [{ Name: 'Vantage', Value: 'us-east-1' }], Timestamp, Value: 5 };
  cloud.turn(Timestamp);
  await client.send(
    new PutMetricDataCommand({ Namespace: 'Picket/lab', MetricData: heartbeat ? [...MetricData, alive] : MetricData }),
  );
}

/** One slot, and the evaluation two minutes into it. */
async function pass(time: string, votes: readonly number[], heartbeat = true) {
  await slot(time, votes, heartbeat);
  return (await cloud.step(new Date(at(time).getTime() + 120_000))).map(({ alarm, to }) => `${alarm.name} ${to.value}`);
}

const calm = async () => {
  for (const time of ['09:00', '09:05', '09:10']) await pass(time, [0, 0, 0]);
  batches.length = 0;
};

const bodiesOf = (batch: Batch | undefined) => batch?.Records.map(({ body }) => JSON.parse(body)) ?? [];

describe('an alarm of the template', () => {
  it('begins with INSUFFICIENT_DATA, and is OK with the first good slot', async () => {
    expect(cloud.standing(SERIAL)).toMatchObject({ value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation' });
    expect(await pass('09:00', [0, 0, 0])).toContain(`${SERIAL} OK`);
  });

  it('rings when more than half of the vantages agree for 2 of 3 slots', async () => {
    await calm();
    expect(await pass('09:15', [1, 1, 0])).toEqual([]);
    expect(await pass('09:20', [1, 1, 0])).toEqual([`${SERIAL} ALARM`]);
    expect(cloud.standing(SERIAL)?.reason).toBe(
      'Threshold Crossed: 2 out of the last 3 datapoints [0.6666666666666666 (20/11/26 09:17:00), 0.6666666666666666 (20/11/26 09:12:00)] ' +
        'were greater than the threshold (0.5) (minimum 2 datapoints for OK -> ALARM transition).',
    );
  });

  it('does not ring for one vantage of three, nor for one slot', async () => {
    await calm();
    const changes = [await pass('09:15', [1, 0, 0]), await pass('09:20', [1, 1, 1]), await pass('09:25', [0, 0, 0])];
    expect(changes.flat()).toEqual([]);
  });

  it('steps over slots that nobody reported, back to older ones', async () => {
    await calm();
    await pass('09:15', [1, 1, 1]);
    for (const time of ['09:20', '09:25']) await pass(time, []);
    expect(await pass('09:30', [1, 1, 1])).toEqual([`${SERIAL} ALARM`]);
  });

  it('does not look at the slot that has only just begun', async () => {
    await calm();
    await pass('09:15', [1, 1, 1]);
    await slot('09:20', [1, 1, 1]);
    expect(await cloud.step(at('09:20'))).toEqual([]);
    expect((await cloud.step(at('09:21'))).map(({ to }) => to.value)).toEqual(['ALARM']);
  });

  it('rings when the heartbeat stays out for three slots, and the composite with it', async () => {
    await calm();
    const changes = [await pass('09:15', [0], false), await pass('09:20', [0], false), await pass('09:25', [0], false)];
    expect(changes).toEqual([[], [], [`${SILENT} ALARM`, 'Picket/lab/blind ALARM']]);
    const letters = cloud.inbox('ops@example.org').slice(-2);
    expect(letters.map(({ subject }) => subject)).toEqual([
      `ALARM: "${SILENT}" in EU (Ireland)`,
      'ALARM: "Picket/lab/blind" in EU (Ireland)',
    ]);
    expect(JSON.parse(letters[0]?.message ?? '')).toMatchObject({
      NewStateValue: 'ALARM',
      OldStateValue: 'OK',
      Trigger: { Threshold: 1 },
    });
    expect(JSON.parse(letters[1]?.message ?? '')).toMatchObject({ AlarmRule: expect.stringContaining(SILENT) });
  });

  const variant = (name: string, more: Record<string, unknown>) => {
    const Properties = { ...TEMPLATE.Resources?.Serial?.Properties, AlarmName: name, ...more };
    cloud.load({ Resources: { Variant: { Type: 'AWS::CloudWatch::Alarm', Properties } } }, { region: REGION });
  };

  it('sees nothing when it asks for a unit that nobody sends', async () => {
    variant('seconds', { Unit: 'Seconds' });
    variant('none', { Unit: 'None' });
    await calm();
    expect([cloud.standing('seconds')?.value, cloud.standing('none')?.value]).toEqual(['INSUFFICIENT_DATA', 'OK']);
  });

  it('waits for whole slots when its window goes by the wall clock', async () => {
    variant('aligned', { EvaluationWindow: { WallClockWindow: {} } });
    await calm();
    for (const time of ['09:15', '09:20']) await pass(time, [1, 1, 1]);
    expect([cloud.standing(SERIAL)?.value, cloud.standing('aligned')?.value]).toEqual(['ALARM', 'OK']);
    await cloud.step(at('09:25'));
    expect(cloud.standing('aligned')?.value).toBe('ALARM');
  });

  it('says so when its action leads nowhere', async () => {
    variant('lost', { OKActions: ['arn:aws:sns:eu-west-1:123456789012:nobody'] });
    await expect(pass('09:00', [0, 0, 0])).rejects.toThrow(
      'the action arn:aws:sns:eu-west-1:123456789012:nobody of the alarm lost failed',
    );
  });

  it('is refused when the stand-in could not execute it', () => {
    const load = (Properties: Record<string, unknown>) =>
      cloud.load({ Resources: { Odd: { Type: 'AWS::CloudWatch::Alarm', Properties } } }, { region: REGION });
    expect(() => load({ Threshold: 1 })).toThrow(/cannot execute Odd: .*EvaluationPeriods/);
  });
});

describe('a change of state', () => {
  it('reaches the function as the event that CloudWatch documents, in a batch of SQS', async () => {
    await calm();
    await pass('09:15', [1, 1, 1]);
    await pass('09:20', [1, 1, 1]);
    expect(batches).toHaveLength(1);
    const [event] = bodiesOf(batches[0]);
    expect(event).toMatchObject({
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      account: '123456789012',
      region: REGION,
      time: '2026-11-20T09:22:00Z',
      resources: [`arn:aws:cloudwatch:eu-west-1:123456789012:alarm:${SERIAL}`],
      detail: {
        alarmName: SERIAL,
        state: { value: 'ALARM', timestamp: '2026-11-20T09:22:00.000+0000' },
        previousState: { value: 'OK' },
        configuration: {
          description: '{"target":"example.org","check":"serial"}',
          metrics: [
            {
              returnData: true,
              metricStat: {
                metric: { namespace: 'Picket/lab', name: 'Critical', dimensions: { Target: 'example.org', Check: 'serial' } },
                period: 300,
                stat: 'Average',
              },
            },
          ],
        },
      },
    });
    expect(JSON.parse(event.detail.state.reasonData)).toMatchObject({
      version: '1.0',
      period: 300,
      recentDatapoints: [0, 1, 1],
      threshold: 0.5,
    });
  });

  it('passes by the rule that is not about it', async () => {
    await calm();
    for (const time of ['09:15', '09:20', '09:25']) await pass(time, [0], false);
    expect(cloud.standing(SILENT)?.value).toBe('ALARM');
    expect(batches).toEqual([]);
  });

  it('comes back after the visibility timeout when the function throws, and ends in the dead-letter queue', async () => {
    await calm();
    let calls = 0;
    cloud.register(REGION, 'notify', async () => {
      calls += 1;
      throw new Error('no letter today');
    });
    await pass('09:15', [1, 1, 1]);
    await pass('09:20', [1, 1, 1]);
    const depth = () => cloud.queues.map(({ name, messages }) => `${name} ${messages.length}`).sort();
    expect([calls, depth()]).toEqual([1, ['changes 1', 'dead 0']]);
    await cloud.deliver();
    expect(calls).toBe(1);
    await cloud.step(at('09:23'));
    expect([calls, depth()]).toEqual([2, ['changes 1', 'dead 0']]);
    await cloud.step(at('09:24'));
    expect([calls, depth()]).toEqual([2, ['changes 0', 'dead 1']]);
  });

  it.each([
    ['comes back alone when the function names it', (ids: readonly string[]) => ids.slice(0, 1), 1],
    ['is done when the function names none', () => [], 0],
    ['takes the batch with it when the function names a stranger', () => ['stranger'], 2],
  ])('%s', async (_, failing, left) => {
    await calm();
    cloud.register(REGION, 'notify', async ({ Records }: Batch) => {
      return {
        batchItemFailures: failing(Records.map(({ messageId }) => messageId)).map((itemIdentifier) => ({ itemIdentifier })),
      };
    });
    cloud.load(
      {
        Resources: {
          Twin: {
            ...TEMPLATE.Resources?.Serial,
            Type: 'AWS::CloudWatch::Alarm',
            Properties: { ...TEMPLATE.Resources?.Serial?.Properties, AlarmName: `${SERIAL}-2`, TreatMissingData: 'notBreaching' },
          },
        },
      },
      { region: REGION },
    );
    await pass('09:15', [1, 1, 1]);
    cloud.queues.find(({ name }) => name === 'changes')?.messages.splice(0);
    await pass('09:20', [1, 1, 1]);
    expect(cloud.queues.find(({ name }) => name === 'changes')?.messages).toHaveLength(left);
  });
});

describe('a schedule of the template', () => {
  it('calls its function with the scheduled time', async () => {
    const seen: unknown[] = [];
    cloud.register(REGION, 'notify', async (order: unknown) => void seen.push(order));
    expect(cloud.due(at('09:03'))).toEqual([]);
    await cloud.ring(at('09:05'));
    expect([seen, cloud.now]).toEqual([[{ slot: '2026-11-20T09:05:00Z' }], at('09:05')]);
  });

  it('tells what its functions are given to live in', () => {
    expect(cloud.functions).toEqual([
      {
        region: REGION,
        name: 'notify',
        handler: 'index.handler',
        timeoutSeconds: 3,
        environment: { TOPIC: 'arn:aws:sns:eu-west-1:123456789012:home-Page' },
      },
    ]);
  });

  it('says whose handler is missing', async () => {
    cloud.load(
      { Resources: { ...TEMPLATE.Resources, Notify: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'other' } } } },
      { region: 'us-east-1' },
    );
    await expect(cloud.ring(at('09:05'))).rejects.toThrow(
      'no handler is registered for arn:aws:lambda:us-east-1:123456789012:function:other',
    );
  });
});
