import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, it } from 'vitest';
import type { State } from '../../../functions/core/finding.ts';
import { DEFAULT_MODES, type Modes } from '../../../functions/core/modes.ts';
import { openCloudWatch } from '../../../functions/publish/cloudwatch.ts';
import { metricData } from '../../../functions/publish/metric-data.ts';
import { openPutMetrics } from '../../../functions/publish/put-metrics.ts';
import { checkOf, meaningOf, reportOf } from '../sightings.ts';
import { openRecorder, type Reply } from './recorder.ts';

const SLOT = new Date('2026-11-20T10:00:00Z');
const CHECK = checkOf();
const votesFor = (state: State) =>
  Object.fromEntries(
    metricData([reportOf('us-east-1', 'serial', [], { state })], [CHECK], 'us-east-1', SLOT)
      .filter(({ MetricName }) => MetricName === 'Critical' || MetricName === 'Warning')
      .map(({ MetricName, Value }) => [MetricName, Value]),
  );

describe('metricData', () => {
  it.each<[string, State, object]>([
    ['votes no twice for what is well', 'well', { Critical: 0, Warning: 0 }],
    ['does not vote for a notice', 'notice', { Critical: 0, Warning: 0 }],
    ['votes for a warning', 'warning', { Critical: 0, Warning: 1 }],
    ['counts critical as a warning too', 'critical', { Critical: 1, Warning: 1 }],
    ['casts no vote at all where Picket could not tell', 'unknown', {}],
  ])('%s', (_, state, votes) => {
    expect(votesFor(state)).toEqual(votes);
  });

  it('casts only the votes that the meanings can reach', () => {
    const mild = checkOf({ meanings: { 'test.poor': meaningOf('warning') } });
    const names = metricData([reportOf('us-east-1', 'serial')], [mild], 'us-east-1', SLOT).map(({ MetricName }) => MetricName);
    expect(names).toEqual(['Warning', 'Unknowns', 'Heartbeat']);
  });

  it('makes a vote of what a meaning is at worst', () => {
    const meanings = { 'test.poor': { ...meaningOf('warning'), atWorst: 'critical' as const } };
    const names = metricData([reportOf('us-east-1', 'serial')], [checkOf({ meanings })], 'us-east-1', SLOT);
    expect(names.map(({ MetricName }) => MetricName)).toContain('Critical');
  });

  it('stamps everything with the slot and ends with the heartbeat', () => {
    const reports = [reportOf('us-east-1', 'serial'), reportOf('us-east-1', 'serial', [], { state: 'unknown' })];
    const data = metricData(reports, [CHECK], 'us-east-1', SLOT);
    expect(data.every(({ Timestamp }) => Timestamp === SLOT)).toBe(true);
    expect(data.at(-1)).toMatchObject({
      MetricName: 'Heartbeat',
      Value: 2,
      Dimensions: [{ Name: 'Vantage', Value: 'us-east-1' }],
    });
    expect(data.at(-2)).toMatchObject({ MetricName: 'Unknowns', Value: 1 });
  });

  it('sends declared measures with their unit, and no number that is none', () => {
    const measurements = [
      { name: 'SerialsBehind', value: 7 },
      { name: 'SerialsBehind', value: Number.NaN },
      { name: 'Undeclared', value: 1 },
    ];
    const data = metricData([reportOf('us-east-1', 'serial', [], { measurements })], [CHECK], 'us-east-1', SLOT);
    const measures = data.filter(({ MetricName = '' }) => !['Critical', 'Warning', 'Unknowns', 'Heartbeat'].includes(MetricName));
    expect(measures.map(({ MetricName, Value, Unit }) => [MetricName, Value, Unit])).toEqual([['SerialsBehind', 7, 'Count']]);
  });
});

describe('the modes', () => {
  const zone = { kind: 'zone', zone: 'example.org' } as const;
  const checks = [CHECK, checkOf({ name: 'secondary' })];
  const reports = (...states: State[]) =>
    checks.map(({ name }, index) => reportOf('us-east-1', name, [], { target: zone, state: states[index] ?? 'well' }));
  const votes = (modes: Partial<Modes>, ...states: State[]) =>
    metricData(reports(...states), checks, 'us-east-1', SLOT, { ...DEFAULT_MODES, ...modes })
      .filter(({ MetricName }) => MetricName === 'Critical' || MetricName === 'Warning')
      .map(({ MetricName, Value, Dimensions }) => `${MetricName} ${Dimensions.slice(1).map((one) => one.Value)} ${Value}`);

  it('vote once for a target, as its worst check', () => {
    expect(votes({ alarms: 'per-target' }, 'well', 'warning')).toEqual(['Critical all 0', 'Warning all 1']);
    expect(votes({ alarms: 'per-target' }, 'well', 'well')).toEqual(['Critical all 0', 'Warning all 0']);
  });

  it('do not call a target well of which a check could not be made', () => {
    expect(votes({ alarms: 'per-target' }, 'well', 'unknown')).toEqual([]);
    expect(votes({ alarms: 'per-target' }, 'critical', 'unknown')).toEqual(['Critical all 1', 'Warning all 1']);
  });

  it('send ones alone where the metrics are sparse', () => {
    expect(votes({ publish: 'sparse' }, 'well', 'warning')).toEqual(['Warning secondary 1']);
    expect(votes({ publish: 'sparse' }, 'well', 'well')).toEqual([]);
  });

  it('repeat everything for the vantage where copies are wanted', () => {
    expect(votes({ perVantage: true, publish: 'sparse' }, 'well', 'warning')).toEqual([
      'Warning secondary 1',
      'Warning secondary,us-east-1 1',
    ]);
  });
});

describe('openPutMetrics', () => {
  let close = async () => {};
  afterEach(() => close());
  const open = async (reply: Reply) => {
    const recorder = await openRecorder(reply);
    close = recorder.close;
    return recorder.requests;
  };
  const OK: Reply = () => ({ headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{}' });

  it('sends at most 1000 datums a request, the heartbeat in the last', async () => {
    const requests = await open(OK);
    const reports = Array.from({ length: 1100 }, (_, index) =>
      reportOf('us-east-1', 'serial', [], { target: { kind: 'zone', zone: `z${index}.example` } }),
    );
    await openPutMetrics('eu-west-1')('Picket/test', metricData(reports, [CHECK], 'us-east-1', SLOT));
    const bodies = requests.map(({ body }) => JSON.parse(body));
    expect(bodies.map(({ MetricData }) => MetricData.length)).toEqual([1000, 1000, 202]);
    expect(bodies.map(({ MetricData }) => MetricData.at(-1).MetricName)).toEqual(['Warning', 'Warning', 'Heartbeat']);
    expect([bodies[0].Namespace, bodies[0].MetricData[0].Timestamp]).toEqual(['Picket/test', SLOT.getTime() / 1000]);
    expect(requests[0]?.target).toBe('GraniteServiceVersion20100801.PutMetricData');
    expect(requests[0]?.authorization).toContain('/eu-west-1/monitoring/');
  });

  it('tries twice and then fails where nobody answers', async () => {
    const requests = await open(() => undefined);
    const put = openPutMetrics('eu-west-1', { timeoutMs: 50 });
    await expect(put('Picket/test', metricData([], [], 'us-east-1', SLOT))).rejects.toThrow();
    expect(requests).toHaveLength(2);
  });

  it('sends nothing more once a request was refused', async () => {
    const requests = await open(() => ({
      status: 403,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: '{"__type":"AccessDenied","message":"not this namespace"}',
    }));
    const reports = Array.from({ length: 600 }, () => reportOf('us-east-1', 'serial'));
    const data = metricData(reports, [CHECK], 'us-east-1', SLOT);
    await expect(openPutMetrics('eu-west-1')('Picket/test', data)).rejects.toThrow('not this namespace');
    expect(requests).toHaveLength(1);
  });

  it('tries once alone where a vote counted twice would count', async () => {
    const requests = await open(() => ({ status: 500, body: '{"__type":"InternalFailure"}' }));
    const data = metricData([], [], 'us-east-1', SLOT);
    await expect(openPutMetrics('eu-west-1', { attempts: 1 })('Picket/test', data)).rejects.toThrow('500 InternalFailure');
    expect(requests).toHaveLength(1);
  });

  it('tries again after a refusal that passes', async () => {
    const answers = [{ status: 400, body: '{"__type":"com.amazonaws#Throttling"}' }, { body: '{}' }];
    const requests = await open(() => answers.shift());
    await openPutMetrics('eu-west-1')('Picket/test', metricData([], [], 'us-east-1', SLOT));
    expect(requests).toHaveLength(2);
  });

  it.each([1, 200])('says to CloudWatch what the client of the SDK says, with %d reports', async (count) => {
    const requests = await open(OK);
    const data = metricData(
      Array.from({ length: count }, () => reportOf('us-east-1', 'serial')),
      [CHECK],
      'us-east-1',
      SLOT,
    );
    await openPutMetrics('eu-west-1')('Picket/test', data);
    const MetricData = data.map(({ Dimensions, ...datum }) => ({ ...datum, Dimensions: [...Dimensions] }));
    await openCloudWatch('eu-west-1').send(new PutMetricDataCommand({ Namespace: 'Picket/test', MetricData }));
    const [ours, theirs] = requests;
    expect(ours?.said).toEqual(theirs?.said);
    expect([ours?.path, JSON.parse(ours?.body ?? '')]).toEqual([theirs?.path, JSON.parse(theirs?.body ?? '')]);
    const scope = (text = '') => text.replace(/SignedHeaders=.*/, '').replace(/\d{8}\//, '');
    expect(scope(ours?.authorization)).toBe(scope(theirs?.authorization));
  });
});
