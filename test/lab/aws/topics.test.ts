import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cloud, openCloud } from '../../../lab/aws/cloud.ts';

const TopicArn = 'arn:aws:sns:eu-west-1:123456789012:page';
const PAGER = 'https://events.pagerduty.example/integration/key/enqueue';

const subscription = (Protocol: string, Endpoint: string, more: object = {}) => ({
  Type: 'AWS::SNS::Subscription',
  Properties: { TopicArn: { Ref: 'Page' }, Protocol, Endpoint, ...more },
});

let cloud: Cloud;
let client: SNSClient;

beforeEach(async () => {
  cloud = await openCloud({ at: new Date('2026-11-20T10:00:00Z') });
  const Resources = {
    Page: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'page' } },
    Mail: subscription('email', 'ops@example.org'),
    Critical: subscription('email', 'boss@example.org', { FilterPolicy: { severity: ['critical'] } }),
    Pager: subscription('https', PAGER, {
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: { NewStateValue: [{ 'anything-but': 'INSUFFICIENT_DATA' }] },
    }),
  };
  cloud.load({ Resources }, { region: 'eu-west-1' });
  const credentials = { accessKeyId: 'AKIALAB', secretAccessKey: 'lab' };
  client = new SNSClient({ region: 'eu-west-1', endpoint: cloud.endpoint, credentials, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await cloud.close();
});

const publish = (input: Partial<PublishCommandInput>) => client.send(new PublishCommand({ TopicArn, Message: 'text', ...input }));
const severity = (StringValue: string) => ({ severity: { DataType: 'String', StringValue } });

describe('a topic', () => {
  it('keeps the message and gives it to whoever wants it', async () => {
    const { MessageId } = await publish({
      Subject: 'ALARM: example.org <&>',
      Message: 'a\nletter – ü',
      MessageAttributes: severity('warning'),
    });
    expect(cloud.published).toMatchObject([
      { id: MessageId, subject: 'ALARM: example.org <&>', attributes: { severity: 'warning' } },
    ]);
    expect(cloud.inbox('ops@example.org')).toMatchObject([
      { protocol: 'email', body: 'a\nletter – ü', at: '2026-11-20T10:00:00.000Z' },
    ]);
    expect(cloud.inbox('boss@example.org')).toEqual([]);
    expect(cloud.inbox(PAGER)).toEqual([]);
  });

  it('splits by attributes, and by the body', async () => {
    await publish({
      MessageAttributes: severity('critical'),
      Subject: 'ALARM: x',
      Message: JSON.stringify({ NewStateValue: 'ALARM' }),
    });
    expect(cloud.inbox('boss@example.org')).toHaveLength(1);
    const envelope = JSON.parse(cloud.inbox(PAGER)[0]?.body ?? '{}');
    expect(envelope).toMatchObject({ Type: 'Notification', TopicArn, Subject: 'ALARM: x', Message: '{"NewStateValue":"ALARM"}' });
  });

  it('gives each protocol its own text', async () => {
    const Message = JSON.stringify({ default: 'short', email: 'long' });
    await publish({ MessageStructure: 'json', Message });
    expect(cloud.inbox('ops@example.org')[0]?.body).toBe('long');
    await expect(publish({ MessageStructure: 'json', Message: '{"email":"long"}' })).rejects.toThrow('No default entry');
  });

  it.each([
    ['a subject of 100 characters', { Subject: 'x'.repeat(100) }, 'InvalidParameter'],
    ['a subject of two lines', { Subject: 'one\ntwo' }, 'InvalidParameter'],
    ['an empty message', { Message: '' }, 'InvalidParameter'],
    ['more than 256 KiB', { Message: 'x'.repeat(256 * 1024 + 1) }, 'InvalidParameter'],
    ['a topic that no template has', { TopicArn: `${TopicArn}-2` }, 'NotFound'],
    ['a topic of another region', { TopicArn: TopicArn.replace('eu-west-1', 'us-east-1') }, 'InvalidParameter'],
  ])('refuses %s', async (_, input, code) => {
    await expect(publish(input)).rejects.toMatchObject({ name: expect.stringMatching(`^${code}(Exception)?$`) });
    expect(cloud.published).toEqual([]);
  });

  it.each([
    ['a subject of 99 characters', { Subject: 'x'.repeat(99) }],
    ['a subject that is not ASCII', { Subject: 'münchen.example ist wieder gesund' }],
  ])('takes %s', async (_, input) => {
    await expect(publish(input)).resolves.toMatchObject({ MessageId: expect.any(String) });
  });

  it('throttles as often as told', async () => {
    cloud.faults.set('Publish', 'throttle', 1);
    await expect(publish({})).rejects.toMatchObject({ name: 'Throttling' });
    await expect(publish({})).resolves.toBeDefined();
  });
});
