import { describe, expect, it } from 'vitest';
import type { Cloud } from '../../../lab/aws/cloud.ts';
import { openCloud } from '../../../lab/aws/cloud.ts';
import { deleteMute, getMute, isMuted, listMutes, type Mute, type Mutes, putMute } from '../../../lab/aws/mute.ts';
import { listTags, type Tags, tagResource } from '../../../lab/aws/tags.ts';

const NOW = new Date('2026-11-20T10:04:00Z'); // a Friday
const mutes = (all: Mute[] = []): Mutes => ({ all, region: 'eu-west-1', account: '123456789012', now: NOW });
const request = (Expression: string, Duration = 'PT1H', rest: object = {}) => ({
  Name: 'm',
  Rule: { Schedule: { Expression, Duration } },
  MuteTargets: { AlarmNames: ['a'] },
  ...rest,
});

describe('a mute rule', () => {
  it.each<[string, object, boolean]>([
    ['once, open', request('at(2026-11-20T10:00)'), true],
    ['once, over', request('at(2026-11-20T09:00)'), false],
    ['once, over to the minute', request('at(2026-11-20T09:04)'), false],
    ['once, to come', request('at(2026-11-20T10:05)'), false],
    ['every day', request('cron(30 9 * * *)'), true],
    ['every Friday', request('cron(0 10 * * FRI)'), true],
    ['from Monday to Thursday', request('cron(0 10 * * 1-4)'), false],
    ['expired', request('cron(30 9 * * *)', 'PT1H', { ExpireDate: NOW.getTime() / 1000 - 60 }), false],
    ['not begun', request('cron(30 9 * * *)', 'PT1H', { StartDate: NOW.getTime() / 1000 + 60 }), false],
  ])('%s', (_, put, muted) => {
    const all: Mute[] = [];
    expect(putMute(put, mutes(all)).refusal).toBeUndefined();
    expect(isMuted(all, 'eu-west-1', 'a', NOW)).toBe(muted);
    expect(isMuted(all, 'eu-west-1', 'b', NOW)).toBe(false);
    expect(isMuted(all, 'us-east-1', 'a', NOW)).toBe(false);
  });

  it.each([
    ['a rate', request('rate(5 minutes)')],
    ['six fields', request('cron(0 2 * * ? *)')],
    ['no duration', request('at(2026-11-20T10:00)', '1h')],
    ['over 15 days', request('at(2026-11-20T10:00)', 'P16D')],
    ['101 alarms', request('at(2026-11-20T10:00)', 'PT1H', { MuteTargets: { AlarmNames: Array(101).fill('a') } })],
    ['a name with blanks', request('at(2026-11-20T10:00)', 'PT1H', { Name: 'a b' })],
  ])('is refused for %s', (_, put) => {
    expect(putMute(put, mutes()).refusal).toBeDefined();
  });

  it('is listed with its state, told whole, replaced by its name, and deleted', () => {
    const all: Mute[] = [];
    putMute(request('at(2026-11-20T10:00)'), mutes(all));
    putMute(request('at(2026-11-20T09:00)'), mutes(all));
    expect(listMutes({}, mutes(all)).body).toMatchObject({
      AlarmMuteRuleSummaries: [{ Status: 'EXPIRED', MuteType: 'ONE_TIME' }],
    });
    expect(listMutes({ Statuses: ['ACTIVE'] }, mutes(all)).body).toEqual({ AlarmMuteRuleSummaries: [] });
    expect(getMute({ AlarmMuteRuleName: 'm' }, mutes(all)).body).toMatchObject({
      Rule: { Schedule: { Expression: 'at(2026-11-20T09:00)', Timezone: 'UTC' } },
      MuteTargets: { AlarmNames: ['a'] },
    });
    deleteMute({ AlarmMuteRuleName: 'm' }, mutes(all));
    expect(getMute({ AlarmMuteRuleName: 'm' }, mutes(all)).refusal?.code).toBe('ResourceNotFound');
  });
});

describe('the actions of a muted alarm', () => {
  const TEMPLATE = {
    Resources: {
      Mail: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'mail' } },
      Always: {
        Type: 'AWS::CloudWatch::CompositeAlarm',
        Properties: { AlarmName: 'always', AlarmRule: 'TRUE', AlarmActions: [{ Ref: 'Mail' }] },
      },
      Mute: {
        Type: 'AWS::CloudWatch::AlarmMuteRule',
        Properties: {
          Name: 'm',
          Rule: { Schedule: { Expression: 'at(2026-11-20T10:00)', Duration: 'PT10M' } },
          MuteTargets: { AlarmNames: ['always'] },
        },
      },
    },
  };
  const step = async (cloud: Cloud, minute: number) => {
    await cloud.step(new Date(Date.parse('2026-11-20T10:00:00Z') + minute * 60_000));
    return cloud.published.length;
  };

  it('are held back, and taken when the window is over and the alarm still is as it was', async () => {
    await using cloud = await openCloud({ at: NOW });
    cloud.load(TEMPLATE, { region: 'eu-west-1' });
    expect(cloud.mutes.map(({ name }) => name)).toEqual(['m']);
    expect([await step(cloud, 5), await step(cloud, 9), await step(cloud, 10), await step(cloud, 11)]).toEqual([0, 0, 1, 1]);
  });
});

describe('the tags of an alarm', () => {
  const known = (arn: string) => arn === 'arn:a';
  const tags: Tags = new Map();

  it('are kept, replaced and listed', () => {
    for (const Value of ['one', 'two words: a/b@c'])
      tagResource({ ResourceARN: 'arn:a', Tags: [{ Key: 'k', Value }] }, tags, known);
    expect(listTags({ ResourceARN: 'arn:a' }, tags, known).body).toEqual({ Tags: [{ Key: 'k', Value: 'two words: a/b@c' }] });
  });

  it.each([
    ['an alarm that there is not', 'arn:b', 'one'],
    ['a sign that no tag may have', 'arn:a', "o'clock"],
    ['257 letters', 'arn:a', 'x'.repeat(257)],
  ])('are refused for %s', (_, ResourceARN, Value) => {
    expect(tagResource({ ResourceARN, Tags: [{ Key: 'k', Value }] }, tags, known).refusal).toBeDefined();
  });
});
