import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { QueueAnswer } from '../../functions/notify.ts';
import { type Cloud, openCloud } from '../../lab/aws/cloud.ts';
import { reportOf, toldOf } from './sightings.ts';

const AT = new Date('2026-11-20T10:04:00Z');
const HOME = 'eu-west-1';
const ALARM = 'picket-test critical serial example.org';
const arn = (service: string, rest: string) => `arn:aws:${service}:${HOME}:123456789012:${rest}`;
const topic = (name: string, endpoint: string) => ({
  [name]: { Type: 'AWS::SNS::Topic', Properties: { TopicName: name } },
  [`${name}Subscription`]: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: name }, Protocol: 'email', Endpoint: endpoint },
  },
});
const TEMPLATE = {
  Resources: {
    ...topic('page', 'page@example.org'),
    ...topic('mail', 'mail@example.org'),
    ...topic('pager', 'pager@example.org'),
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: ALARM,
        AlarmDescription: 'The check serial finds example.org critical.',
        Namespace: 'Picket/test',
        MetricName: 'Critical',
        Dimensions: [
          { Name: 'Target', Value: 'example.org' },
          { Name: 'Check', Value: 'serial' },
        ],
        Statistic: 'Average',
        Period: 300,
        EvaluationPeriods: 3,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0.5,
      },
    },
    Lost: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'lost' } },
    Letters: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: 'letters',
        VisibilityTimeout: 300,
        RedrivePolicy: { deadLetterTargetArn: arn('sqs', 'lost'), maxReceiveCount: 2 },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['aws.cloudwatch'], detail: { alarmName: [{ prefix: 'picket-test ' }] } },
        Targets: [{ Arn: arn('sqs', 'letters'), Id: 'letters' }],
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: arn('sqs', 'letters'),
        FunctionName: 'notify',
        BatchSize: 10_000,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
  },
};

describe('notify at AWS', () => {
  let cloud: Cloud;
  let logged: string[];

  beforeEach(async () => {
    cloud = await openCloud({ at: AT });
    cloud.load(TEMPLATE, { region: HOME });
    const env = {
      ...cloud.env,
      PICKET_HOME_REGION: HOME,
      PICKET_DEPLOYMENT: 'test',
      PICKET_VANTAGES: 'us-east-1,sa-east-1',
      PICKET_PAGE_TOPIC: arn('sns', 'page'),
      PICKET_MAIL_TOPIC: arn('sns', 'mail'),
      PICKET_PAGER_TOPIC: arn('sns', 'pager'),
    };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    vi.resetModules();
    const { notify, openDoors } = await import('../../functions/notify.ts');
    logged = [];
    cloud.register(HOME, 'notify', (event): Promise<QueueAnswer> => {
      return notify(event, { ...openDoors(cloud.now), pause: async () => {}, log: (line) => void logged.push(line) });
    });
    for (const vantage of ['us-east-1', 'sa-east-1'])
      cloud.register(vantage, 'picket-test-probe', () => [reportOf(vantage, 'serial', [toldOf()])]);
    const [alarm] = cloud.alarms;
    if (alarm) alarm.standing = { value: 'OK', reason: '', at: new Date('2026-11-20T08:00:00Z') };
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await cloud.close();
  });

  /** Sets the alarm and delivers what comes of it. */
  async function ring(reason = 'Threshold Crossed'): Promise<void> {
    const { setAlarm } = await import('../../functions/publish/standings.ts');
    const { openCloudWatch } = await import('../../functions/publish/cloudwatch.ts');
    await setAlarm(openCloudWatch(HOME), ALARM, reason);
    await cloud.deliver();
  }
  const later = async (minutes: number) => {
    cloud.turn(new Date(cloud.now.getTime() + minutes * 60_000));
    await cloud.deliver();
  };
  const subjects = (name: string) => cloud.inbox(`${name}@example.org`).map(({ subject }) => subject?.split(':')[0]);
  const waiting = () => cloud.queues.map(({ name, messages }) => `${name} ${messages.length}`);

  it('tells page, mail and pager, and leaves on the alarm what it told', async () => {
    await ring();
    expect([subjects('page'), subjects('mail'), subjects('pager')]).toEqual([
      ['CRITICAL example.org'],
      ['CRITICAL example.org'],
      ['ALARM'],
    ]);
    const { recall } = await import('../../functions/publish/memory.ts');
    const { openCloudWatch } = await import('../../functions/publish/cloudwatch.ts');
    const known = await recall(openCloudWatch(HOME), cloud.alarms[0]?.arn ?? '');
    expect(known).toMatchObject({ fault: { code: 'dns.secondary.expiring', subject: 'ns2.example.net/192.0.2.53' } });
  });

  it('tells a drill as one, from the alarm to the pager', async () => {
    await ring('PICKET DRILL: set by hand');
    expect(subjects('mail')).toEqual(['DRILL CRITICAL example.org']);
    expect(cloud.inbox('pager@example.org')[0]?.subject).toMatch(/^ALARM: DRILL CRITICAL/);
  });

  it('tells later what SNS throttled away, from the queue', async () => {
    cloud.faults.set('Publish', 'throttle', 9);
    await ring();
    expect([subjects('mail'), waiting()]).toEqual([[], ['lost 0', 'letters 1']]);
    expect(logged.join()).toMatch(/letter not sent/);
    await later(6);
    expect([subjects('mail'), waiting()]).toEqual([['CRITICAL example.org'], ['lost 0', 'letters 0']]);
  });

  it('tells what SNS takes at the second try, the first having timed out', async () => {
    cloud.faults.set('Publish', 'black hole', 1);
    await ring();
    expect([subjects('page'), waiting()]).toEqual([['CRITICAL example.org'], ['lost 0', 'letters 0']]);
  });

  it.each(['page', 'mail', 'pager'])(
    'tells the others where the topic %s is in trouble, and later that one alone',
    async (name) => {
      cloud.faults.set(`Publish ${name}`, 'internal error', 3);
      const told = () => ['page', 'mail', 'pager'].map((one) => `${one} ${subjects(one).length}`);
      await ring();
      expect([told(), waiting()]).toEqual([
        ['page', 'mail', 'pager'].map((one) => `${one} ${Number(one !== name)}`),
        ['lost 0', 'letters 1'],
      ]);
      expect(logged.join()).toMatch(`:${name}: `);
      await later(6);
      expect([told(), waiting()]).toEqual([
        ['page 1', 'mail 1', 'pager 1'],
        ['lost 0', 'letters 0'],
      ]);
    },
  );

  it('does not pass over a topic at the next change of the same alarm', async () => {
    cloud.faults.set('Publish mail', 'internal error');
    await ring();
    await later(6);
    await later(6);
    expect([subjects('page'), waiting()]).toEqual([['CRITICAL example.org'], ['lost 1', 'letters 0']]);
    cloud.faults.clear();
    const [alarm] = cloud.alarms;
    if (alarm) alarm.standing = { value: 'OK', reason: '', at: cloud.now };
    await ring();
    expect([subjects('page').length, subjects('mail').length]).toEqual([2, 1]);
  });

  it('leaves to a person what SNS never takes', async () => {
    cloud.faults.set('Publish', 'internal error');
    await ring();
    await later(6);
    await later(6);
    expect([subjects('mail'), waiting()]).toEqual([[], ['lost 1', 'letters 0']]);
  });

  const OPERATIONS = ['GetMetricData', 'DescribeAlarms', 'ListAlarmMuteRules', 'TagResource'];
  const TROUBLE = ['throttle', 'internal error'] as const;
  it.each(OPERATIONS.flatMap((operation) => TROUBLE.map((trouble) => [operation, trouble] as const)))(
    'goes out plain where %s meets: %s',
    async (operation, trouble) => {
      cloud.faults.set(operation, trouble);
      await ring();
      expect(subjects('page')).toEqual(['CRITICAL example.org']);
    },
  );

  it('goes out where one vantage is throttled, and names it', async () => {
    cloud.faults.set('Invoke', 'throttle', undefined, 'sa-east-1');
    await ring();
    expect(cloud.inbox('page@example.org')[0]?.body.replace(/\s+/g, ' ')).toMatch(/could not tell: sa-east-1 \(Rate exceeded\)/);
  });

  it('goes out plain where every vantage is throttled', async () => {
    cloud.faults.set('Invoke', 'throttle');
    await ring();
    expect(cloud.inbox('mail@example.org')[0]?.body).toMatch(/^The check serial finds example\.org critical\./);
    expect(cloud.inbox('mail@example.org')[0]?.body.replace(/\s+/g, ' ')).toMatch(
      /could not be had from us-east-1 \(Rate exceeded\)/,
    );
  });

  it('goes out plain where a CloudWatch in trouble never answers', async () => {
    cloud.faults.set('GetMetricData', 'black hole');
    await ring();
    expect(cloud.inbox('mail@example.org')[0]?.body).toMatch(/Since +not known/);
  });

  it('says nothing in a maintenance', async () => {
    const { putMute } = await import('../../functions/publish/mutes.ts');
    const { openCloudWatch } = await import('../../functions/publish/cloudwatch.ts');
    await putMute(openCloudWatch(HOME), 'm', [ALARM], new Date('2026-11-20T10:00:00Z'), 60);
    await ring();
    expect([subjects('mail'), waiting()]).toEqual([[], ['lost 0', 'letters 0']]);
  });
});
