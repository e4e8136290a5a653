import { describe, expect, it } from 'vitest';
import type { Letter } from '../../../functions/core/letter.ts';
import { openSns, sendLetter } from '../../../functions/publish/sns.ts';
import { openRecorder } from './recorder.ts';

const TOPICS = { page: 'arn:aws:sns:eu-west-1:111122223333:page', mail: 'arn:aws:sns:eu-west-1:111122223333:mail' };
const letterOf = (severity: 'critical' | 'warning'): Letter => ({
  subject: 'CRITICAL example.org: it is broken',
  body: 'It is broken.\n',
  attributes: { severity, zone: 'example.org', check: 'serial', state: 'ALARM' },
});

async function send(letter: Letter): Promise<URLSearchParams[]> {
  const recorder = await openRecorder(() => ({
    headers: { 'content-type': 'text/xml' },
    body: '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
  }));
  await sendLetter(openSns('eu-west-1'), TOPICS, letter).finally(recorder.close);
  return recorder.requests.map(({ body }) => new URLSearchParams(body));
}

describe('sendLetter', () => {
  it('pages and mails what is critical', async () => {
    const sent = await send(letterOf('critical'));
    expect(sent.map((form) => form.get('TopicArn'))).toEqual([TOPICS.page, TOPICS.mail]);
  });

  it('only mails a warning', async () => {
    const sent = await send(letterOf('warning'));
    expect(sent.map((form) => form.get('TopicArn'))).toEqual([TOPICS.mail]);
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
  });
});
