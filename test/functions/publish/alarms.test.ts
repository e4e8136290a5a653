import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openCloudWatch } from '../../../functions/publish/cloudwatch.ts';
import { recall, remember } from '../../../functions/publish/memory.ts';
import { putMute, readMutes } from '../../../functions/publish/mutes.ts';
import { setAlarm, standingsBy, standingsOf, stateAt } from '../../../functions/publish/standings.ts';
import { type Cloud, openCloud } from '../../../lab/aws/cloud.ts';

const AT = new Date('2026-11-20T10:00:30Z');
const NAMES = Array.from(
  { length: 230 },
  (_, index) => `picket-test critical serial zone${String(index).padStart(3, '0')}.example`,
);
const properties = (name: string) => ({
  AlarmName: name,
  AlarmDescription: 'It is bad.',
  Namespace: 'Picket/test',
  MetricName: 'Critical',
  Dimensions: [
    { Name: 'Target', Value: name.split(' ').at(-1) },
    { Name: 'Check', Value: 'serial' },
  ],
  Statistic: 'Average',
  Period: 300,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 0.5,
});
const TEMPLATE = {
  Resources: {
    ...Object.fromEntries(
      NAMES.map((name, index) => [`A${index}`, { Type: 'AWS::CloudWatch::Alarm', Properties: properties(name) }]),
    ),
    Other: { Type: 'AWS::CloudWatch::Alarm', Properties: properties('somebody else') },
  },
};

describe('the alarms of a deployment', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await openCloud({ at: AT });
    cloud.load(TEMPLATE, { region: 'eu-west-1' });
    for (const [name, value] of Object.entries(cloud.env)) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await cloud.close();
  });
  const client = () => openCloudWatch('eu-west-1');
  const first = NAMES[0] ?? '';

  it('are read page by page, and nobody else', async () => {
    const standings = await standingsBy(client(), 'picket-test ');
    expect(standings.map(({ alarm }) => alarm)).toEqual(NAMES);
    expect(standings[0]).toMatchObject({
      value: 'INSUFFICIENT_DATA',
      says: 'It is bad.',
      isOff: false,
      history: {
        name: 'Critical',
        dimensions: { Target: 'zone000.example', Check: 'serial' },
        threshold: 0.5,
        periodSeconds: 300,
      },
    });
  });

  it('are read by name, as many as there are', async () => {
    expect(await standingsOf(client(), [...NAMES, 'gone'])).toHaveLength(230);
    expect(await standingsOf(client(), [])).toEqual([]);
  });

  it('are set by hand, and remember what they were', async () => {
    await setAlarm(client(), first, 'PICKET DRILL');
    const [standing] = await standingsBy(client(), 'picket-test ', 'ALARM');
    expect(standing).toMatchObject({ alarm: first, value: 'ALARM', reason: 'PICKET DRILL', since: AT });
    expect(await stateAt(client(), first, new Date('2026-11-20T09:00:00Z'))).toBe('INSUFFICIENT_DATA');
    expect(await stateAt(client(), first, new Date('2026-11-20T11:00:00Z'))).toBeUndefined();
  });

  it('keep which fault was told, in the letters that a tag may have', async () => {
    const [{ arn } = { arn: '' }] = await standingsOf(client(), [first]);
    expect(await recall(client(), arn)).toBeUndefined();
    const [code, since, toldAt] = ['dns.secondary.frozen', '2026-11-20T09:00:00.000Z', '2026-11-20T10:00:00.000Z'];
    for (const subject of [
      "ns1.o'brien.example/2001:db8::53",
      '[2001:db8::1]:443',
      '*.example.org',
      'a b=5B.example',
      'ü.example',
    ]) {
      await remember(client(), arn, { fault: { code, subject }, since, toldAt });
      expect(await recall(client(), arn)).toEqual({ fault: { code, subject }, since, toldAt });
    }
    await remember(client(), arn, { toldAt });
    expect(await recall(client(), arn)).toEqual({ toldAt });
    await expect(recall(client(), `${arn}x`)).rejects.toThrow();
  });

  it('are muted, from a whole minute on', async () => {
    await putMute(client(), 'picket-test-mute-by-hand', [first], new Date('2026-11-20T10:00:00Z'), 120);
    expect(await readMutes(client(), AT)).toEqual([
      {
        name: 'picket-test-mute-by-hand',
        alarms: [first],
        expression: 'at(2026-11-20T10:00)',
        duration: 'PT120M',
        timezone: 'UTC',
        until: new Date('2026-11-20T12:00:00Z'),
      },
    ]);
    expect(await readMutes(client(), new Date('2026-11-22T10:00:00Z'))).toHaveLength(1);
    cloud.turn(new Date('2026-11-22T10:00:00Z'));
    expect(await readMutes(client(), new Date('2026-11-22T10:00:00Z'))).toEqual([]);
  });

  it('are muted by many rules, of which no more are read in a second than CloudWatch answers', async () => {
    const names = Array.from({ length: 31 }, (_, index) => `picket-test-mute-${index}`);
    for (const name of names) await putMute(client(), name, [first], new Date('2026-11-20T10:00:00Z'), 120);
    const pauses: number[] = [];
    const rules = await readMutes(client(), AT, [], (async (ms: number) => void pauses.push(ms)) as never);
    expect(rules.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    expect(pauses).toEqual([1000, 1000]);
  });

  it('of which a few are asked about wait for no rules but their own', async () => {
    const [other = '', third = ''] = NAMES.slice(1);
    await putMute(client(), 'picket-test-mute-other', [other, third], new Date('2026-11-20T10:00:00Z'), 120);
    const pause = async () => Promise.reject(new Error('waited'));
    expect((await readMutes(client(), AT, [other, third], pause as never)).map(({ name }) => name)).toEqual([
      'picket-test-mute-other',
    ]);
    expect(await readMutes(client(), AT, [NAMES[3] ?? ''], pause as never)).toEqual([]);
    await expect(readMutes(client(), AT, NAMES, pause as never)).rejects.toThrow('waited');
  });

  it('stay muted by the other rules where one is deleted between the list and the look', async () => {
    const all = cloud.mutes as (typeof cloud.mutes)[number][];
    const pause = async () => void all.splice(0, Infinity, ...all.filter(({ name }) => name !== 'picket-test-mute-30'));
    const names = (await readMutes(client(), AT, [], pause as never)).map(({ name }) => name);
    expect([names.includes('picket-test-mute-0'), names.includes('picket-test-mute-30')]).toEqual([true, false]);
  });

  it('forget a time that somebody wrote over', async () => {
    const [{ arn } = { arn: '' }] = await standingsOf(client(), [first]);
    await remember(client(), arn, { fault: { code: 'a.b', subject: 'c' }, since: 'yesterday', toldAt: '2026' });
    expect(await recall(client(), arn)).toEqual({ fault: { code: 'a.b', subject: 'c' } });
  });

  it('are not told of by a CloudWatch that throttles or hangs', async () => {
    cloud.faults.set('DescribeAlarms', 'throttle');
    await expect(standingsBy(client(), 'picket-test ')).rejects.toThrow(/Rate exceeded/);
    cloud.faults.clear();
    cloud.faults.set('ListAlarmMuteRules', 'black hole');
    await expect(readMutes(openCloudWatch('eu-west-1', 50), AT)).rejects.toThrow();
    cloud.faults.clear();
  });
});
