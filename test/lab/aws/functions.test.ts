import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cloud, openCloud } from '../../../lab/aws/cloud.ts';

let cloud: Cloud;
let client: LambdaClient;

beforeEach(async () => {
  cloud = await openCloud({ at: new Date('2026-11-20T10:00:00Z') });
  const credentials = { accessKeyId: 'AKIALAB', secretAccessKey: 'lab' };
  client = new LambdaClient({ region: 'us-east-1', endpoint: cloud.endpoint, credentials, maxAttempts: 1 });
  cloud.register('us-east-1', 'probe', async (event: { n: number }) => {
    if (event.n < 0) throw new RangeError('below zero');
    return { doubled: event.n * 2 };
  });
  cloud.register('eu-west-1', 'probe', async (_event, { invokedFunctionArn }) => invokedFunctionArn);
});
afterEach(async () => {
  client.destroy();
  await cloud.close();
});

async function invoke(FunctionName: string, event: unknown, InvocationType: 'RequestResponse' | 'Event' = 'RequestResponse') {
  const reply = await client.send(new InvokeCommand({ FunctionName, InvocationType, Payload: JSON.stringify(event) }));
  const text = reply.Payload?.transformToString() ?? '';
  return { status: reply.StatusCode, error: reply.FunctionError, payload: text === '' ? undefined : JSON.parse(text) };
}

describe('a function over the wire', () => {
  it('answers', async () => {
    expect(await invoke('probe', { n: 2 })).toEqual({ status: 200, error: undefined, payload: { doubled: 4 } });
  });

  it('says what was thrown', async () => {
    const { status, error, payload } = await invoke('probe', { n: -1 });
    expect([status, error, payload.errorType, payload.errorMessage]).toEqual([200, 'Unhandled', 'RangeError', 'below zero']);
  });

  it('lives in the region of its ARN', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:probe';
    expect((await invoke(arn, {})).payload).toBe(arn);
  });

  it('is not waited for when it is called as an event', async () => {
    let finish = () => {};
    cloud.register('us-east-1', 'slow', () => new Promise<void>((resolve) => (finish = resolve)));
    expect((await invoke('slow', {}, 'Event')).status).toBe(202);
    expect(cloud.invoked).toEqual([]);
    finish();
    await cloud.deliver();
    expect(cloud.invoked).toHaveLength(1);
  });

  it('is unknown where nobody registered it', async () => {
    await expect(invoke('nobody', {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is throttled as often as told', async () => {
    cloud.faults.set('Invoke', 'throttle', 1, 'us-east-1');
    await expect(invoke('probe', { n: 1 })).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    expect((await invoke('probe', { n: 1 })).status).toBe(200);
  });

  it('is counted in the metrics of AWS/Lambda', async () => {
    await invoke('probe', { n: -1 });
    await invoke('probe', { n: 1 });
    const metric = { namespace: 'AWS/Lambda', dimensions: { FunctionName: 'probe' }, stat: 'Sum', periodSeconds: 60 };
    const value = (name: string) => cloud.metrics('us-east-1').value({ ...metric, name }, cloud.now.getTime());
    expect([value('Invocations'), value('Errors')]).toEqual([2, 1]);
  });
});
