import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  GetMetricDataCommand,
  ListDashboardsCommand,
  ListMetricsCommand,
  type MetricDatum,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cloud, openCloud } from '../../../lab/aws/cloud.ts';
import { OPERATIONS } from '../../../lab/aws/cloudwatch.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const HOUR = 3_600_000;
const at = (time: string) => new Date(`2026-11-20T${time}:00Z`);

let cloud: Cloud;
let client: CloudWatchClient;

function clientOf(region: string, maxAttempts = 1): CloudWatchClient {
  const credentials = { accessKeyId: 'AKIALAB', secretAccessKey: 'lab' };
  return new CloudWatchClient({ region, endpoint: cloud.endpoint, credentials, maxAttempts });
}

beforeEach(async () => {
  cloud = await openCloud({ at: NOW });
  client = clientOf('eu-west-1');
});
afterEach(async () => {
  client.destroy();
  await cloud.close();
});

const put = (...MetricData: MetricDatum[]) => client.send(new PutMetricDataCommand({ Namespace: 'Picket/lab', MetricData }));

function vote(time: string, Value: number, target = 'example.org'): MetricDatum {
  return { MetricName: 'Critical', Dimensions: [{ Name: 'Target', Value: target }], Timestamp: at(time), Value };
}

async function read(Stat: string, from = '09:30', to = '10:00', Period = 300) {
  const Metric = { Namespace: 'Picket/lab', MetricName: 'Critical', Dimensions: [{ Name: 'Target', Value: 'example.org' }] };
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({
      StartTime: at(from),
      EndTime: at(to),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [{ Id: 'm1', MetricStat: { Metric, Period, Stat } }],
    }),
  );
  const [{ Timestamps = [], Values = [] } = {}] = MetricDataResults ?? [];
  return Timestamps.map((time, index) => [time.toISOString().slice(11, 16), Values[index]]);
}

describe('metrics over the wire', () => {
  it.each([
    ['Average', 2 / 3],
    ['Sum', 2],
    ['Minimum', 0],
    ['Maximum', 1],
    ['SampleCount', 3],
  ])('reduces what three vantages said to its %s', async (stat, expected) => {
    await put(vote('09:45', 1), vote('09:45', 1));
    await put(vote('09:45', 0));
    expect(await read(stat)).toEqual([['09:45', expected]]);
  });

  it('keeps dimensions, regions and periods apart, and leaves gaps out', async () => {
    await put(vote('09:40', 1), vote('09:50', 0), vote('09:50', 7, 'other.example'));
    expect(await read('Sum')).toEqual([
      ['09:40', 1],
      ['09:50', 0],
    ]);
    expect(await read('Sum', '09:30', '10:00', 1800)).toEqual([['09:30', 1]]);
    expect(await read('Sum', '09:40', '09:50')).toEqual([['09:40', 1]]);
    client = clientOf('us-east-1');
    expect(await read('Sum')).toEqual([]);
  });

  it('reads values with counts, statistic sets and gzip bodies', async () => {
    const many = Array.from({ length: 200 }, (_, index) => vote('09:30', 1, `zone-${index}-${'x'.repeat(60)}.example`));
    const { Value: _, ...name } = vote('09:45', 0);
    await put(...many, { ...name, Values: [1, 4], Counts: [3, 1] });
    await put({ ...name, StatisticValues: { SampleCount: 2, Sum: 3, Minimum: -1, Maximum: 4 } });
    expect([await read('SampleCount'), await read('Sum'), await read('Minimum')]).toEqual([
      [['09:45', 6]],
      [['09:45', 10]],
      [['09:45', -1]],
    ]);
    expect(cloud.metrics('eu-west-1').list()).toHaveLength(201);
  });

  it('lists what it has', async () => {
    await put(vote('09:45', 1));
    const { Metrics } = await client.send(new ListMetricsCommand({ Namespace: 'Picket/lab' }));
    expect(Metrics).toMatchObject([{ MetricName: 'Critical', Dimensions: [{ Name: 'Target', Value: 'example.org' }] }]);
  });

  it('evaluates an expression over queries', async () => {
    await put(vote('09:45', 1));
    const Metric = { Namespace: 'Picket/lab', MetricName: 'Critical', Dimensions: [{ Name: 'Target', Value: 'example.org' }] };
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({
        StartTime: at('09:40'),
        EndTime: at('09:50'),
        MetricDataQueries: [
          { Id: 'm1', MetricStat: { Metric, Period: 300, Stat: 'Sum' }, ReturnData: false },
          { Id: 'e1', Expression: 'FILL(m1, 0) < 1' },
        ],
      }),
    );
    expect(MetricDataResults?.map(({ Id, Values }) => [Id, Values])).toEqual([['e1', [0, 1]]]);
  });
});

describe('a refused GetMetricData', () => {
  const Metric = { Namespace: 'Picket/lab', MetricName: 'Critical' };
  const stat = (Period: number, Stat = 'Sum') => ({ MetricStat: { Metric, Period, Stat } });
  it.each([
    ['a statistic that the stand-in has not', [{ Id: 'm1', ...stat(300, 'p99') }]],
    ['an id in capitals', [{ Id: 'M1', ...stat(300) }]],
    ['neither expression nor metric', [{ Id: 'm1' }]],
    [
      'math over different periods',
      [
        { Id: 'm1', ...stat(300) },
        { Id: 'm2', ...stat(60) },
        { Id: 'e1', Expression: 'm1 + m2' },
      ],
    ],
    [
      'math that cannot be read',
      [
        { Id: 'm1', ...stat(300) },
        { Id: 'e1', Expression: 'm1 +' },
      ],
    ],
    [
      'expressions in a circle',
      [
        { Id: 'm1', ...stat(300) },
        { Id: 'e1', Expression: 'e2' },
        { Id: 'e2', Expression: 'e1' },
      ],
    ],
  ])('names the fault: %s', async (_, MetricDataQueries) => {
    const asked = new GetMetricDataCommand({ StartTime: at('09:00'), EndTime: at('10:00'), MetricDataQueries });
    await expect(client.send(asked)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  });

  it('has a twin that is answered: different periods without math, in the order asked', async () => {
    const MetricDataQueries = [
      { Id: 'b', ...stat(300) },
      { Id: 'a', ...stat(60) },
    ];
    const asked = new GetMetricDataCommand({ StartTime: at('09:00'), EndTime: at('10:00'), MetricDataQueries });
    expect((await client.send(asked)).MetricDataResults?.map(({ Id }) => Id)).toEqual(['b', 'a']);
  });
});

describe('a refused PutMetricData', () => {
  const accented: MetricDatum = { ...vote('09:45', 1), Dimensions: [{ Name: 'Target', Value: 'münchen.example' }] };
  const crowded = Array.from({ length: 31 }, (_, index) => ({ Name: `d${index}`, Value: 'x' }));
  it.each([
    ['more than 1,000 datums', Array.from({ length: 1001 }, () => vote('09:45', 1)), 'InvalidParameterValueException'],
    ['a value of a dimension that is not ASCII', [accented], 'InvalidParameterValueException'],
    ['31 dimensions', [{ ...vote('09:45', 1), Dimensions: crowded }], 'InvalidParameterValueException'],
    ['a value that is no number', [vote('09:45', Number.NaN)], 'InvalidParameterValueException'],
    [
      'a point two weeks old',
      [{ ...vote('09:45', 1), Timestamp: new Date(+NOW - 337 * HOUR) }],
      'InvalidParameterValueException',
    ],
    [
      'a point three hours ahead',
      [{ ...vote('09:45', 1), Timestamp: new Date(+NOW + 3 * HOUR) }],
      'InvalidParameterValueException',
    ],
    ['two kinds of values at once', [{ ...vote('09:45', 1), Values: [1] }], 'InvalidParameterCombinationException'],
    ['counts of another length', [{ MetricName: 'x', Values: [1, 2], Counts: [1] }], 'InvalidParameterCombinationException'],
  ])('names the fault: %s', async (_, data, name) => {
    await expect(put(...data)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
    expect(cloud.metrics('eu-west-1').list()).toEqual([]);
  });

  it.each([
    ['exactly 1,000 datums', Array.from({ length: 1000 }, () => vote('09:45', 1))],
    ['a point thirteen days old', [{ ...vote('09:45', 1), Timestamp: new Date(+NOW - 13 * 24 * HOUR) }]],
    ['a point an hour ahead', [{ ...vote('09:45', 1), Timestamp: new Date(+NOW + HOUR) }]],
    ['30 dimensions', [{ ...vote('09:45', 1), Dimensions: crowded.slice(1) }]],
  ])('has a twin that is taken: %s', async (_, data) => {
    await expect(put(...data)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  it('may not write into the namespaces of AWS', async () => {
    const reserved = new PutMetricDataCommand({ Namespace: 'AWS/Lambda', MetricData: [vote('09:45', 1)] });
    await expect(client.send(reserved)).rejects.toThrow('Namespace');
  });
});

describe('faults to order', () => {
  it('throttles as often as told; the SDK tries again', async () => {
    cloud.faults.set('PutMetricData', 'throttle', 2);
    await expect(put(vote('09:45', 1))).rejects.toMatchObject({ name: 'Throttling' });
    client = clientOf('eu-west-1', 2);
    await expect(put(vote('09:45', 1))).resolves.toMatchObject({ $metadata: { attempts: 2 } });
  });

  it('swallows a request, until the client gives up', async () => {
    cloud.faults.set('PutMetricData', 'black hole', 1);
    const sent = new PutMetricDataCommand({ Namespace: 'Picket/lab', MetricData: [vote('09:45', 1)] });
    await expect(client.send(sent, { abortSignal: AbortSignal.timeout(100) })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(client.send(sent)).resolves.toBeDefined();
  });

  it('fails in one region alone', async () => {
    cloud.faults.set('PutMetricData', 'internal error', 1, 'us-east-1');
    await expect(put(vote('09:45', 1))).resolves.toBeDefined();
    client = clientOf('us-east-1');
    await expect(put(vote('09:45', 1))).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  });

  it('says that it does not know an operation', async () => {
    await expect(client.send(new ListDashboardsCommand({}))).rejects.toMatchObject({
      name: 'InvalidAction',
      message: "the stand-in does not know the CloudWatch operation 'ListDashboards'",
    });
  });

  it('turns an unsigned request away', async () => {
    const response = await fetch(cloud.endpoint, { method: 'POST', body: '{}' });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([403, 'MissingAuthenticationToken']);
  });
});

describe('the operations', () => {
  it('answer or refuse whatever JSON they are given', () => {
    const monitoring = {
      metrics: cloud.metrics('eu-west-1'),
      alarms: cloud.alarms,
      changes: [],
      now: NOW,
      tell: () => {},
      mutes: { all: [], region: 'eu-west-1', account: '123456789012', now: NOW },
      tags: new Map(),
    };
    const operations = fc.constantFrom(...Object.values(OPERATIONS));
    const keys = fc.constantFrom(
      'Namespace',
      'MetricData',
      'MetricDataQueries',
      'StartTime',
      'EndTime',
      'NextToken',
      'AlarmTypes',
    );
    fc.assert(
      fc.property(operations, fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue())), (operate, request) => {
        const answered = operate(request, monitoring);
        expect(answered.refusal ?? answered.body).toBeDefined();
      }),
    );
  });
});

describe('alarms over the wire', () => {
  const alarm = (name: string) => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: name,
      AlarmDescription: `about ${name}`,
      Namespace: 'Picket/lab',
      MetricName: 'Critical',
      Dimensions: [{ Name: 'Target', Value: 'example.org' }],
      Statistic: 'Average',
      Period: 300,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      Threshold: 0.5,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'ignore',
    },
  });
  beforeEach(() =>
    cloud.load({ Resources: { A: alarm('lab/a'), B: alarm('lab/b'), C: alarm('other') } }, { region: 'eu-west-1' }),
  );

  it('describes them by prefix, name and state', async () => {
    const described = async (input: DescribeAlarmsCommandInput) =>
      (await client.send(new DescribeAlarmsCommand(input))).MetricAlarms?.map(({ AlarmName }) => AlarmName);
    expect(await described({ AlarmNamePrefix: 'lab/' })).toEqual(['lab/a', 'lab/b']);
    expect(await described({ AlarmNames: ['other'] })).toEqual(['other']);
    expect(await described({ StateValue: 'ALARM' })).toEqual([]);
    const { MetricAlarms, NextToken } = await client.send(new DescribeAlarmsCommand({ MaxRecords: 2 }));
    expect([MetricAlarms?.length, MetricAlarms?.[0]?.StateValue, NextToken]).toEqual([2, 'INSUFFICIENT_DATA', '2']);
    expect(MetricAlarms?.[0]).toMatchObject({
      AlarmDescription: 'about lab/a',
      Statistic: 'Average',
      StateUpdatedTimestamp: NOW,
    });
  });

  it('can be set, until the next evaluation, and remembers it', async () => {
    const set = { AlarmName: 'lab/a', StateReason: 'fire drill' };
    await put(vote('09:50', 0), vote('09:55', 0), vote('09:45', 0));
    await client.send(new SetAlarmStateCommand({ ...set, StateValue: 'ALARM' }));
    expect(cloud.standing('lab/a')).toMatchObject({ value: 'ALARM', reason: 'fire drill' });
    await cloud.step(at('10:01'));
    const { AlarmHistoryItems } = await client.send(new DescribeAlarmHistoryCommand({ AlarmName: 'lab/a' }));
    expect(AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm updated from ALARM to OK',
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
    ]);
    const data = JSON.parse(AlarmHistoryItems?.[0]?.HistoryData ?? '{}');
    expect(data).toMatchObject({ newState: { stateValue: 'OK', stateReasonData: { threshold: 0.5 } } });
    await expect(client.send(new SetAlarmStateCommand({ ...set, AlarmName: 'no', StateValue: 'OK' }))).rejects.toMatchObject({
      name: 'ResourceNotFound',
    });
  });
});
