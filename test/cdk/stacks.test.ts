import { App } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { homeStacks } from '../../cdk/home-stack.ts';
import { vantageStack } from '../../cdk/vantage-stack.ts';
import { CHECKS } from '../../functions/checks/registry.ts';
import { readOrder } from '../../functions/probe.ts';
import { openCloud } from '../../lab/aws/cloud.ts';
import { checkOf, meaningOf } from '../functions/sightings.ts';
import { CONTEXT, ofType, type Resource, synth, watchOf } from './synth.ts';

const QUORUM = checkOf({ name: 'serial', corroboration: 'quorum', patience: 1 });
const ANY = checkOf({ name: 'secondary', corroboration: 'any', patience: 3, meanings: { 'test.bad': meaningOf('critical') } });
const NOTICES = checkOf({ name: 'hygiene', meanings: { 'test.note': meaningOf('notice') } });

const ACCOUNT = 'https://acme-v02.api.letsencrypt.org/acme/acct/1234567890';

/** What shows or knows every target there is. */
const LISTS_ALL = /Lambda::Function$|Dashboard$/;

let stacks: Record<string, Record<string, Resource>>;
let home: Record<string, Resource>;
let vantage: Record<string, Resource>;
beforeAll(() => {
  stacks = synth(watchOf(), [QUORUM, ANY, NOTICES]);
  home = stacks['picket-test-home'] ?? {};
  vantage = stacks['picket-test-us-east-1'] ?? {};
});
const alarm = (name: string) => ofType(home, 'AWS::CloudWatch::Alarm').find(({ AlarmName }) => AlarmName === name);

describe('the stacks', () => {
  it('are one at home and one in every vantage', () => {
    expect(Object.keys(stacks).sort()).toEqual([
      'picket-test-ap-southeast-2',
      'picket-test-eu-central-1',
      'picket-test-home',
      'picket-test-us-east-1',
    ]);
  });

  it('refer to no other stack', () => {
    expect(JSON.stringify(stacks)).not.toMatch(/Fn::ImportValue|Custom::CrossRegion/);
  });

  const zonesOf = (count: number) => Array.from({ length: count }, (_, index) => `zone${index}.example`);
  const alarmsOf = (count: number, change: object = {}) => {
    const watch = watchOf({ zones: zonesOf(count), services: [], vantages: ['us-east-1'], ...change });
    const { 'picket-test-us-east-1': _, ...atHome } = synth(watch, [QUORUM]);
    return Object.entries(atHome).map(([stack, resources]) => ({
      stack: stack.replace('picket-test-', ''),
      size: Object.keys(resources).length,
      names: ofType(resources, 'AWS::CloudWatch::Alarm').flatMap(({ AlarmName }) =>
        / warning /.test(AlarmName) ? [AlarmName] : [],
      ),
    }));
  };

  it('of several deployments in one account share no name, however alike the deployments are called', () => {
    const seen = new Set<string>();
    const maintenance = [{ targets: ['example.org'], cron: '0 2 * * *', for: '1h' }];
    const alerts = { page: ['a@ops.example'], mail: ['b@ops.example'], pager: ['https://pager.example/x'] };
    const names = [
      'a',
      'a-',
      'a-a',
      'a-home',
      'a-alarms',
      'a-alarms-1',
      'a-targets',
      'a-every-1h',
      'a-letters',
      'a-mute',
      'a-us-east-1',
    ];
    for (const deployment of names) {
      const watch = watchOf({ deployment, maintenance, alerts, home: 'us-east-1', vantages: ['us-east-1'] });
      for (const [stack, resources] of Object.entries(synth(watch, [QUORUM]))) {
        const named = Object.values(resources).flatMap(({ Type, Properties }) =>
          Object.entries(Properties).flatMap(([key, name]) =>
            /^(Alarm|Function|Topic|Queue|Dashboard|LogGroup|Rule|)Name$/.test(key) && typeof name === 'string'
              ? [`${Type} ${name}`]
              : [],
          ),
        );
        expect(named.length).toBeGreaterThan(4);
        for (const name of [`stack ${stack}`, ...named]) {
          expect(seen.has(name), name).toBe(false);
          seen.add(name);
        }
      }
    }
  });

  it('take their keys with them when they go', () => {
    const kept = Object.values(synth(watchOf({ key: true }), [QUORUM])).flatMap((resources) =>
      Object.values(resources).flatMap((one) =>
        one.Type === 'AWS::KMS::Key' ? [(one as { DeletionPolicy?: string }).DeletionPolicy] : [],
      ),
    );
    expect(kept).toEqual(['Delete', 'Delete', 'Delete', 'Delete']);
  });

  it('split the alarms where they are too many for one', () => {
    const stacks = alarmsOf(300);
    expect(stacks.length).toBeGreaterThan(1);
    expect(Math.max(...stacks.map(({ size }) => size))).toBeLessThanOrEqual(440);
    expect(new Set(stacks.flatMap(({ names }) => names)).size).toBe(300);
  });

  it('that there are go on being there however many zones come, so that none keeps alarms that another is to have', () => {
    let before: ReturnType<typeof alarmsOf> = [];
    for (const count of [10, 170, 200, 330, 400, 600, 900]) {
      const after = alarmsOf(count);
      expect(after.map(({ stack }) => stack)).toEqual(expect.arrayContaining(before.map(({ stack }) => stack)));
      before = after;
    }
    expect(before.length).toBeGreaterThan(4);
  });

  it('give up alarms before another stack takes over their names', () => {
    const app = new App({ context: CONTEXT });
    const made = homeStacks(app, watchOf({ zones: zonesOf(900), services: [] }), [QUORUM]);
    const follows = Object.fromEntries(made.map((stack) => [stack.stackName, stack.dependencies.map((one) => one.stackName)]));
    expect(follows['picket-test-alarms-1']).toEqual(['picket-test-home']);
    expect(follows['picket-test-alarms-11']).toEqual(['picket-test-alarms-1']);
    expect(follows['picket-test-alarms-101']).toEqual(['picket-test-alarms-1']);
    expect(follows['picket-test-alarms-011']).toEqual(['picket-test-alarms-01']);
  });

  it('have room for many subscribers, and for windows of every target', () => {
    const people = (name: string) => Array.from({ length: 50 }, (_, index) => `${name}${index}@ops.example`);
    const maintenance = ['1', '2', '3'].map((hour) => ({ targets: zonesOf(87), cron: `0 ${hour} * * *`, for: '1h' }));
    const stacks = alarmsOf(87, { maintenance, key: true, alerts: { page: people('page'), mail: people('mail') } });
    expect(Math.max(...stacks.map(({ size }) => size))).toBeLessThanOrEqual(500);
  });

  it('refuse orders that make a template larger than CloudFormation takes, and say what to do', () => {
    const deploy = (count: number) => {
      const zones = zonesOf(count).map((name) => {
        const certificates = ['a', 'b', 'c'].map((host) => ({
          names: [`${host}.${name}`, `*.${host}.${name}`],
          account: ACCOUNT,
        }));
        return { name, certificates };
      });
      const app = new App({ context: CONTEXT });
      vantageStack(app, watchOf({ zones, services: [] }), 'us-east-1');
      return app.synth();
    };
    expect(() => deploy(200)).not.toThrow();
    expect(() => deploy(1000)).toThrow(
      /1000 targets and what is declared about them make a template of \d+ bytes in us-east-1; CloudFormation takes 1000000\. Share/,
    );
  });

  it('stay as they are when a window of maintenance comes and goes', () => {
    const cron = { cron: '0 2 * * *', for: '1h' };
    const full = alarmsOf(170);
    expect(full).toHaveLength(1);
    const moved = alarmsOf(170, { maintenance: [{ ...cron, targets: zonesOf(40) }] });
    expect(moved.map(({ stack, names }) => [stack, names])).toEqual(full.map(({ stack, names }) => [stack, names]));
  });
});

describe('the alarms', () => {
  it('ring by quorum on more than half of the votes, 2 of 3 slots at least', () => {
    expect(alarm('picket-test critical serial example.org')).toMatchObject({
      Statistic: 'Average',
      Threshold: 0.5,
      ComparisonOperator: 'GreaterThanThreshold',
      DatapointsToAlarm: 2,
      EvaluationPeriods: 3,
      Period: 300,
      TreatMissingData: 'ignore',
    });
  });

  it('ring on one vote where one vantage is enough, as patient as the check', () => {
    expect(alarm('picket-test critical secondary example.net')).toMatchObject({
      Statistic: 'Maximum',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      DatapointsToAlarm: 3,
      EvaluationPeriods: 4,
    });
  });

  it('are made only for what a check can find, about its own kind of target', () => {
    const names = ofType(home, 'AWS::CloudWatch::Alarm').map(({ AlarmName }) => AlarmName);
    const zone = (name: string) => [`critical secondary ${name}`, `critical serial ${name}`, `warning serial ${name}`];
    const all = [...zone('example.org'), ...zone('example.net')].map((name) => `picket-test ${name}`);
    expect(names.filter((name) => / (critical|warning) /.test(name)).sort()).toEqual(all.sort());
  });

  it('tell nobody themselves, but for those about Picket, which need no function to be heard', () => {
    const direct = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
      ofType(home, type).flatMap(({ AlarmName, AlarmActions, OKActions }) => {
        expect(OKActions ?? [], AlarmName).toEqual([]);
        return AlarmActions === undefined ? [] : [AlarmName.replace('picket-test ', '').split(' ')[0]];
      }),
    );
    expect([...new Set(direct)].sort()).toEqual(['blind', 'lost', 'notify', 'silent', 'undelivered', 'unheard', 'unsure']);
  });

  it('of rounds of their own are told by mail alone, by the louder of two', () => {
    const rare = checkOf({ name: 'renewal', about: 'service', cadence: { everySeconds: 21_600 } });
    const { 'picket-test-home': one = {} } = synth(watchOf(), [QUORUM, rare]);
    const [missed] = ofType(one, 'AWS::CloudWatch::CompositeAlarm').filter(({ AlarmName }) => AlarmName.includes(' missed '));
    expect(missed).toMatchObject({
      AlarmName: 'picket-test missed 6h',
      AlarmDescription: expect.stringContaining('The check renewal, made every 6 h from us-east-1 alone'),
      AlarmActions: [{ Ref: expect.stringMatching(/^Mail/) }],
      ActionsSuppressorWaitPeriod: 385 * 60,
    });
    const [quiet] = ofType(one, 'AWS::CloudWatch::Alarm').filter(({ AlarmName }) => AlarmName === 'picket-test quiet 6h');
    expect(quiet).toMatchObject({ DatapointsToAlarm: 3, EvaluationPeriods: 3, TreatMissingData: 'ignore', Threshold: 1 });
    expect(quiet.AlarmActions).toBeUndefined();
  });

  it('take the absence of a heartbeat for what it is', () => {
    expect(alarm('picket-test quiet us-east-1')).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      DatapointsToAlarm: 3,
      EvaluationPeriods: 3,
      TreatMissingData: 'breaching',
      Metrics: [{ Expression: 'FILL(heartbeat, 0)' }, { MetricStat: { Stat: 'SampleCount', Period: 300 }, ReturnData: false }],
    });
  });

  it('watch the probe in its own region, told there', () => {
    const names = ofType(vantage, 'AWS::CloudWatch::Alarm').map(({ AlarmName }) => AlarmName);
    expect(names).toEqual(['picket-test failing us-east-1', 'picket-test idle us-east-1']);
    expect(ofType(vantage, 'AWS::SNS::Subscription').map(({ Endpoint }) => Endpoint)).toContain('hostmaster@example.org');
  });

  it('of a check that looks once an hour have slots of an hour', () => {
    const hourly = checkOf({ name: 'issuance', cadence: { everySeconds: 3600 }, patience: 2 });
    const { 'picket-test-home': one = {} } = synth(watchOf({ publish: 'sparse', alarms: 'per-target' }), [QUORUM, hourly]);
    const [ringing] = ofType(one, 'AWS::CloudWatch::Alarm').filter(({ AlarmName }) => AlarmName.includes('critical issuance'));
    expect(ringing).toMatchObject({ Period: 3600, Threshold: 0.5, Statistic: 'Sum' });
    expect(ringing.AlarmDescription).toContain('from its one vantage, in 2 of 3 slots of 60 min');
  });

  it('of a check that looks every six hours see 18 of them, and CloudWatch takes a week of such slots', () => {
    const rare = checkOf({
      name: 'renewal',
      about: 'service',
      cadence: { everySeconds: 21_600 },
      patience: 2,
      corroboration: 'any',
    });
    const { 'picket-test-home': one = {} } = synth(watchOf(), [rare]);
    const [ringing] = ofType(one, 'AWS::CloudWatch::Alarm').filter(({ AlarmName }) => AlarmName.includes('warning renewal'));
    expect(ringing).toMatchObject({
      ...{
        Period: 21_600,
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        Statistic: 'Maximum',
        Threshold: 1,
        TreatMissingData: 'ignore',
      },
    });
    expect(ringing.AlarmDescription).toContain('from its one vantage, in 2 of 3 slots of 6 h');
  });

  it('say what they mean in a sentence', () => {
    expect(alarm('picket-test critical serial example.org')?.AlarmDescription).toBe(
      'The check serial finds example.org critical from more than half of 3 vantages, in 2 of 3 slots of 5 min.',
    );
  });
});

describe('the way of a letter', () => {
  it('begins at the names of the alarms and passes a queue that gathers', () => {
    const [{ EventPattern }] = ofType(home, 'AWS::Events::Rule');
    expect(EventPattern.detail.alarmName).toEqual([{ prefix: 'picket-test critical ' }, { prefix: 'picket-test warning ' }]);
    const [mapping] = ofType(home, 'AWS::Lambda::EventSourceMapping');
    expect(mapping).toMatchObject({
      MaximumBatchingWindowInSeconds: 60,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    const queues = ofType(home, 'AWS::SQS::Queue');
    expect(queues.find(({ QueueName }) => QueueName === 'picket-test-letters')).toMatchObject({
      RedrivePolicy: { maxReceiveCount: 4 },
    });
    expect(queues.find(({ QueueName }) => QueueName === 'picket-test-letters-lost')).toBeDefined();
  });

  it('keeps what EventBridge could not hand over, instead of dropping it without a word', () => {
    const [lost] = Object.entries(home).find(([, { Properties }]) => Properties?.QueueName === 'picket-test-letters-lost') ?? [];
    const targets = ofType(home, 'AWS::Events::Rule').flatMap(({ Targets }) => Targets);
    expect(targets.map(({ DeadLetterConfig }) => DeadLetterConfig)).toEqual(
      [1, 2].map(() => ({ Arn: { 'Fn::GetAtt': [lost, 'Arn'] } })),
    );
    const policies = ofType(home, 'AWS::SQS::QueuePolicy').filter(({ Queues }) => Queues[0].Ref === lost);
    const allowed = policies.flatMap(({ PolicyDocument }) =>
      PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow'),
    );
    expect(allowed.map(({ Principal, Action }) => [Principal, Action])).toEqual(
      [1, 2].map(() => [{ Service: 'events.amazonaws.com' }, 'sqs:SendMessage']),
    );
    expect(allowed.every(({ Condition }) => JSON.stringify(Condition).includes('aws:SourceArn'))).toBe(true);
  });

  it('hears of a notify that fails in every round of its own, 15 min apart, while nothing rings', async () => {
    const at = (minute: number) => new Date(Date.parse('2026-11-20T09:00:00Z') + minute * 60_000);
    const cloud = await openCloud({ at: at(0) });
    cloud.load({ Resources: home } as never, { region: 'eu-west-1', stack: 'picket-test-home' });
    for (const { region, name } of cloud.functions) cloud.register(region, name, async () => undefined);
    let rang: number | undefined;
    for (let minute = 0; minute <= 90; minute += 1) {
      const sum = minute % 15 === 0 && minute >= 30 ? 1 : 0;
      const name = { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'picket-test-notify' } };
      if (minute % 15 === 0)
        cloud
          .metrics('eu-west-1')
          .put({ ...name, at: at(minute).getTime(), unit: 'Count', sampleCount: 1, sum, minimum: sum, maximum: sum });
      await cloud.step(at(minute + 1));
      if (cloud.standing('picket-test notify')?.value === 'ALARM') rang ??= minute;
    }
    await cloud.close();
    expect(rang).toBe(45);
  });

  it('lets a failed letter wait longer than the function may run', () => {
    const queue = ofType(home, 'AWS::SQS::Queue').find(({ QueueName }) => QueueName === 'picket-test-letters');
    const [{ Timeout }] = ofType(home, 'AWS::Lambda::Function');
    const [{ MaximumBatchingWindowInSeconds }] = ofType(home, 'AWS::Lambda::EventSourceMapping');
    expect(queue.VisibilityTimeout).toBeGreaterThan(MaximumBatchingWindowInSeconds + Timeout);
  });

  it('ends at the people, each topic at its own', () => {
    const told = ofType(home, 'AWS::SNS::Subscription').map(({ Protocol, Endpoint }) => [Protocol, Endpoint]);
    expect(told).toEqual([
      ['email', 'on-call@example.org'],
      ['email', 'hostmaster@example.org'],
      ['https', 'https://events.example.com/hook'],
    ]);
  });

  it.each([
    ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/picket-test'],
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/cloudwatch/home?region=cn-north-1#dashboards/dashboard/picket-test'],
    [
      'us-gov-west-1',
      'https://us-gov-west-1.console.amazonaws-us-gov.com/cloudwatch/home?region=us-gov-west-1#dashboards/dashboard/picket-test',
    ],
  ])('names the dashboard in the console of %s', (region, url) => {
    const { 'picket-test-home': one = {} } = synth(watchOf({ home: region, vantages: [region] }), [QUORUM]);
    const notify = ofType(one, 'AWS::Lambda::Function').find(({ FunctionName }) => FunctionName === 'picket-test-notify');
    expect(notify?.Environment.Variables.PICKET_DASHBOARD).toBe(url);
  });

  it('refuses letters in clear text, and still lets the alarms in', () => {
    const statements = ofType(home, 'AWS::SNS::TopicPolicy').map(({ PolicyDocument }) => PolicyDocument.Statement);
    for (const statement of statements) {
      expect(statement).toEqual([
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        expect.objectContaining({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
      ]);
    }
    expect(statements).toHaveLength(2);
  });
});

describe('what the functions may do', () => {
  const actions = (resources: Record<string, Resource>, name: RegExp) =>
    Object.entries(resources)
      .filter(([id, { Type }]) => Type === 'AWS::IAM::Policy' && name.test(id))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);

  it('lets the probe write its log, and metrics of this deployment at home', () => {
    expect(actions(vantage, /^Probe/)).toEqual([
      expect.objectContaining({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
      expect.objectContaining({
        Action: 'cloudwatch:PutMetricData',
        Condition: { StringEquals: { 'cloudwatch:namespace': 'Picket/test', 'aws:RequestedRegion': 'eu-west-1' } },
      }),
    ]);
  });

  it('lets notify read history, ask the named probes, and publish to the two topics', () => {
    const all = actions(home, /^Notify/);
    expect(all.flatMap(({ Action }) => Action).filter((action: string) => !/^(logs|sqs):/.test(action))).toEqual([
      'sns:Publish',
      'cloudwatch:DescribeAlarms',
      'cloudwatch:GetMetricData',
      'cloudwatch:ListAlarmMuteRules',
      'cloudwatch:DescribeAlarmHistory',
      'cloudwatch:ListTagsForResource',
      'cloudwatch:TagResource',
      'cloudwatch:GetAlarmMuteRule',
      'lambda:InvokeFunction',
    ]);
    const invoke = all.find(({ Action }) => Action === 'lambda:InvokeFunction');
    expect(JSON.stringify(invoke.Resource)).toMatch(/ap-southeast-2.*eu-central-1.*us-east-1/);
    expect(JSON.stringify(invoke.Resource)).not.toContain('*');
    expect(all.find(({ Action }) => Action === 'sns:Publish').Resource).toHaveLength(2);
  });

  it('lets the schedule ring its own probe alone', () => {
    const [{ Action, Resource }] = actions(vantage, /^Bell/);
    expect([Action, JSON.stringify(Resource)]).toEqual(['lambda:InvokeFunction', expect.not.stringContaining('*')]);
  });

  it('gives no role a policy of AWS', () => {
    for (const role of [home, vantage].flatMap((resources) => ofType(resources, 'AWS::IAM::Role'))) {
      expect(role.ManagedPolicyArns).toBeUndefined();
    }
  });
});

describe('the schedule', () => {
  const schedules = (resources: Record<string, Resource>, kind = 'targets') =>
    ofType(resources, 'AWS::Scheduler::Schedule').filter(({ Name }) => Name.startsWith(`picket-test-${kind}`));

  it('carries an order that the probe accepts, once its time is filled in', () => {
    const [{ Target }] = schedules(vantage);
    const order = JSON.parse(Target.Input.replace('<aws.scheduler.scheduled-time>', '2026-11-20T10:00:00Z'));
    expect(readOrder(order)).toMatchObject({ vantage: 'us-east-1', periodSeconds: 300, slot: '2026-11-20T10:00:00Z' });
    expect(readOrder(order).targets).toEqual(watchOf().targets);
    expect(Target.RetryPolicy).toEqual({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
  });

  it.each([
    ['every-1h', 'issuance', 3600, ['zone', 'zone'], /^cron\([1-5]?\d \* \* \* \? \*\)$/],
    ['every-6h', 'renewal', 21_600, ['service'], /^cron\([1-5]?\d [01]\/6 \* \* \? \*\)$/],
  ])(
    'rings the rounds %s in the first vantage alone, with an order that the probe accepts',
    (kind, check, seconds, kinds, cron) => {
      const [{ Target, ScheduleExpression }, ...more] = schedules(vantage, kind);
      const order = readOrder(JSON.parse(Target.Input.replace('<aws.scheduler.scheduled-time>', '2026-11-20T10:00:00Z')));
      expect(order).toMatchObject({ vantage: 'us-east-1', periodSeconds: seconds, checks: [check] });
      expect(order.targets.map((target) => target.kind)).toEqual(kinds);
      expect(ScheduleExpression).toMatch(cron);
      expect(more).toEqual([]);
      expect(schedules(stacks['picket-test-eu-central-1'] ?? {}, kind)).toEqual([]);
    },
  );

  it('begins the rounds of every deployment at a minute of its own, and spreads their groups over two hours', () => {
    const services = Array.from({ length: 400 }, (_, index) => `https://host${index}.example.com`);
    const minutesOf = (deployment: string) => {
      const { [`picket-${deployment}-us-east-1`]: one = {} } = synth(
        watchOf({ deployment, services, vantages: ['us-east-1'] }),
        [],
      );
      return ofType(one, 'AWS::Scheduler::Schedule').flatMap(({ Name, ScheduleExpression }) => {
        const [, minute, hour] = /^cron\((\d+) (\d)\/6 /.exec(ScheduleExpression) ?? [];
        return Name.includes('every-6h') ? [60 * Number(hour) + Number(minute)] : [];
      });
    };
    const [one, other] = [minutesOf('one'), minutesOf('other')];
    expect(new Set(one).size).toBe(one.length);
    expect(Math.max(...one) - Math.min(...one)).toBeGreaterThan(60);
    expect(Math.max(...one, ...other)).toBeLessThan(120);
    expect(one[0]).not.toBe(other[0]);
  });

  it('and the function behind it are not repeated when they fail', () => {
    expect(ofType(vantage, 'AWS::Lambda::EventInvokeConfig')).toEqual([expect.objectContaining({ MaximumRetryAttempts: 0 })]);
  });

  it('shares the targets out in orders that fit, and starts them one after the other', () => {
    const zones = Array.from({ length: 200 }, (_, index) => `zone${index}.example`);
    const { 'picket-test-us-east-1': one = {}, 'picket-test-home': at = {} } = synth(
      watchOf({ zones, vantages: ['us-east-1'] }),
      [],
    );
    const orders = schedules(one).map(({ Target }) => JSON.parse(Target.Input).targets);
    expect(orders.flat()).toHaveLength(201);
    expect(Math.max(...orders.map(({ length }) => length))).toBeLessThanOrEqual(50);
    expect(new Set(schedules(one).map(({ ScheduleExpression }) => ScheduleExpression)).size).toBeGreaterThan(1);
    expect(ofType(at, 'AWS::CloudWatch::Alarm')[0].Threshold).toBe(orders.length);
  });

  it.each([
    [5, 'cron(0/5 * * * ? *)'],
    [1, 'cron(0/1 * * * ? *)'],
    [60, 'cron(0 * * * ? *)'],
  ])('rings every %d min', (periodMinutes, cron) => {
    const { 'picket-test-us-east-1': one = {} } = synth(watchOf({ periodMinutes, vantages: ['us-east-1'] }), []);
    expect(schedules(one)[0].ScheduleExpression).toBe(cron);
  });
});

describe('a zone put in the middle', () => {
  it('changes the resources of that zone and the order that carries it, and no other', () => {
    const before = synth(watchOf(), [QUORUM, ANY]);
    const after = synth(watchOf({ zones: ['example.org', 'example.com', 'example.net'] }), [QUORUM, ANY]);
    for (const [name, resources] of Object.entries(after)) {
      const changed = Object.entries(resources).filter(([id, one]) => JSON.stringify(one) !== JSON.stringify(before[name]?.[id]));
      const kinds = changed
        .filter(([, { Type }]) => !LISTS_ALL.test(Type))
        .map(([, { Type, Properties }]) => [Type, Properties.AlarmName ?? Properties.Name]);
      const alarms = ['critical serial', 'warning serial', 'critical secondary'].map((vote) => `picket-test ${vote} example.com`);
      expect(kinds).toEqual(
        name === 'picket-test-home'
          ? alarms.map((alarmName) => ['AWS::CloudWatch::Alarm', alarmName])
          : ['targets', ...(name === 'picket-test-us-east-1' ? ['every-1h'] : [])].map((kind) => [
              'AWS::Scheduler::Schedule',
              `picket-test-${kind}`,
            ]),
      );
      expect(Object.keys(before[name] ?? {}).filter((id) => !(id in resources))).toEqual([]);
    }
  });
});

describe('the real checks', () => {
  it('have patience that an alarm can have: at most a day of slots, a week of those of an hour and more', () => {
    for (const { name, patience, cadence } of CHECKS) {
      const [seconds, most] = cadence === undefined ? [3600, 86_400] : [cadence.everySeconds, 7 * 86_400];
      expect((patience + 1) * seconds, name).toBeLessThanOrEqual(most);
    }
  });

  it('have rounds of hours that divide a day', () => {
    const rounds = CHECKS.flatMap(({ cadence }) => cadence?.everySeconds ?? []);
    expect(rounds.length).toBeGreaterThan(0);
    expect(rounds.filter((seconds) => seconds % 3600 !== 0 || 86_400 % seconds !== 0)).toEqual([]);
  });
});
