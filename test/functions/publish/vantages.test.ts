import { afterEach, describe, expect, it } from 'vitest';
import { askVantage, openLambda } from '../../../functions/publish/vantages.ts';
import { NOW, reportOf, ZONE } from '../sightings.ts';
import { openRecorder, type Reply } from './recorder.ts';

const ORDER = { vantage: 'sa-east-1', slot: NOW.toISOString(), periodSeconds: 60, targets: [ZONE], publish: false };

const REPORT = reportOf('sa-east-1', 'serial');

describe('askVantage', () => {
  let close = async () => {};
  afterEach(() => close());
  const ask = async (reply: Reply, timeoutMs?: number) => {
    const recorder = await openRecorder(reply);
    close = recorder.close;
    const reports = askVantage(openLambda('sa-east-1', timeoutMs), 'picket-test-probe', ORDER);
    return { reports, requests: recorder.requests };
  };

  it('invokes the probe of that region by name and brings back its reports', async () => {
    const report = reportOf('sa-east-1', 'serial');
    const { reports, requests } = await ask(() => ({ body: JSON.stringify([report]) }));
    expect(await reports).toEqual([report]);
    expect(requests[0]?.path).toBe('/2015-03-31/functions/picket-test-probe/invocations');
    expect(requests[0]?.authorization).toContain('/sa-east-1/lambda/');
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual(ORDER);
  });

  it.each<[string, Reply, RegExp]>([
    [
      'a probe that threw',
      () => ({ headers: { 'x-amz-function-error': 'Unhandled' }, body: '{"errorMessage":"out of memory"}' }),
      /^the probe failed: out of memory$/,
    ],
    ['an answer that is no report', () => ({ body: '{"hello":1}' }), /no report/],
    ['a list of something else', () => ({ body: '[1, null]' }), /no report/],
    ['an answer that is no JSON', () => ({ body: '<html>' }), /no report/],
    ['a report with a fact that is none', () => ({ body: JSON.stringify([{ ...REPORT, facts: [null] }]) }), /no report/],
    ['a report with a finding that is none', () => ({ body: JSON.stringify([{ ...REPORT, findings: [{}] }]) }), /no report/],
    ['a function that is not there', () => ({ status: 404, body: '{"Message":"Function not found"}' }), /./],
  ])('throws for %s', async (_, reply, message) => {
    const { reports } = await ask(reply);
    await expect(reports).rejects.toThrow(message);
  });

  it('gives up on a vantage that does not answer, after one try', async () => {
    const { reports, requests } = await ask(() => undefined, 50);
    await expect(reports).rejects.toThrow();
    expect(requests).toHaveLength(1);
  });
});
