import { describe, expect, it } from 'vitest';
import type { Letter } from '../../../functions/core/letter.ts';
import { openSns, sendLetter, type Topics } from '../../../functions/publish/sns.ts';
import { openRecorder } from './recorder.ts';

const TOPICS = { page: 'arn:aws:sns:eu-west-1:111122223333:page', mail: 'arn:aws:sns:eu-west-1:111122223333:mail' };
const PAGER = 'arn:aws:sns:eu-west-1:111122223333:pager';
const NOW = new Date('2026-11-20T10:04:00Z');
const letterOf = (severity: 'critical' | 'warning', change: Partial<Letter> = {}): Letter => ({
  subject: 'CRITICAL example.org: it is broken',
  body: 'It is broken.\n',
  attributes: { severity, zone: ['example.org', 'example.net'], check: 'serial', state: 'ALARM' },
  sentence: 'It is broken.',
  alarms: ['picket-test critical serial example.org'],
  wakes: severity === 'critical',
  ...change,
});

async function send(letter: Letter, topics: Topics = TOPICS): Promise<URLSearchParams[]> {
  const recorder = await openRecorder(() => ({
    headers: { 'content-type': 'text/xml' },
    body: '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
  }));
  await sendLetter(openSns('eu-west-1'), topics, letter, NOW).finally(recorder.close);
  return recorder.requests.map(({ body }) => new URLSearchParams(body));
}

const topicsOf = (sent: readonly URLSearchParams[]) => sent.map((form) => form.get('TopicArn')).sort();
const toPager = (sent: readonly URLSearchParams[]) => sent.find((form) => form.get('TopicArn') === PAGER);

describe('sendLetter', () => {
  it('pages and mails what is critical', async () => {
    const sent = await send(letterOf('critical'));
    expect(topicsOf(sent)).toEqual([TOPICS.mail, TOPICS.page]);
  });

  it('only mails a warning', async () => {
    const sent = await send(letterOf('warning'));
    expect(topicsOf(sent)).toEqual([TOPICS.mail]);
  });

  it('carries subject, body and the attributes that subscribers filter by', async () => {
    const [form] = await send(letterOf('warning'));
    const values = Object.fromEntries(form ?? []);
    expect(values).toMatchObject({
      Action: 'Publish',
      Subject: 'CRITICAL example.org: it is broken',
      Message: 'It is broken.\n',
    });
    const names = Object.entries(values).flatMap(([key, value]) =>
      /^MessageAttributes\.entry\.\d\.Name$/.test(key) ? [value] : [],
    );
    expect(names.sort()).toEqual(['check', 'severity', 'state', 'zone']);
    expect(Object.values(values)).toContain('["example.org","example.net"]');
  });

  it('wakes the pager in the shape of an alarm of CloudWatch: the state in front and within', async () => {
    const sent = await send(letterOf('critical'), { ...TOPICS, pager: PAGER });
    expect(topicsOf(sent)).toEqual([TOPICS.mail, TOPICS.page, PAGER]);
    const form = toPager(sent);
    expect(form?.get('Subject')).toBe('ALARM: CRITICAL example.org: it is broken');
    expect(JSON.parse(form?.get('Message') ?? '')).toMatchObject({
      AlarmName: 'picket-test critical serial example.org',
      AlarmDescription: 'It is broken.',
      AlarmArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:picket-test critical serial example.org',
      AWSAccountId: '111122223333',
      NewStateValue: 'ALARM',
      OldStateValue: 'OK',
      NewStateReason: 'It is broken.\n',
      StateChangeTime: '2026-11-20T10:04:00.000+0000',
      Region: 'eu-west-1',
    });
  });

  it('closes at the pager what it has opened, under the same name', async () => {
    const over = letterOf('critical', { attributes: { ...letterOf('critical').attributes, state: 'OK' } });
    const form = toPager(await send(over, { ...TOPICS, pager: PAGER }));
    expect(form?.get('Subject')).toMatch(/^OK: /);
    expect(JSON.parse(form?.get('Message') ?? '')).toMatchObject({
      AlarmName: 'picket-test critical serial example.org',
      NewStateValue: 'OK',
    });
  });

  it.each<[string, Letter]>([
    ['a warning', letterOf('warning')],
    ['a reminder, for it has reminders of its own', letterOf('critical', { wakes: false })],
  ])('leaves the pager alone at %s', async (_, letter) => {
    const sent = await send(letter, { ...TOPICS, pager: PAGER });
    expect(topicsOf(sent)).not.toContain(PAGER);
    expect(topicsOf(sent)[0]).toBe(TOPICS.mail);
  });
});
