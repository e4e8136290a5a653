import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCloudWatch } from '../../../functions/publish/cloudwatch.ts';
import { newestRun, readHistory, type SlotValue } from '../../../functions/publish/history.ts';
import { openRecorder } from './recorder.ts';

const START = Date.parse('2026-11-20T00:00:00Z');
/** One character a slot of 5 minutes: 1 a vote, 0 none, - no data. */
const slots = (text: string): SlotValue[] =>
  [...text].flatMap((value, index) => (value === '-' ? [] : [{ at: new Date(START + index * 300_000), value: Number(value) }]));
const shown = (at: Date) => (at.getTime() - START) / 300_000;
const runIn = (text: string) => {
  const run = newestRun(slots(text), (value) => value > 0.5);
  return run && [shown(run.since), shown(run.until), run.atLeast];
};

describe('newestRun', () => {
  it.each([
    ['finds none where nobody voted', '0000', undefined],
    ['finds none in an empty history', '', undefined],
    ['begins at the first vote', '000111', [3, 5, false]],
    ['is not ended by one slot without the vote, as the alarm is not', '00110111', [2, 7, false]],
    ['is ended by two of them', '0011001100', [6, 7, false]],
    ['is neither ended nor prolonged by slots without data', '001--1--', [2, 5, false]],
    ['counts slots without the vote across a gap', '10-01', [4, 4, false]],
    ['says that it may be older than the history', '111', [0, 2, true]],
    ['does not say so where the history begins before it', '0111', [1, 3, false]],
  ])('%s', (_, text, run) => {
    expect(runIn(text)).toEqual(run);
  });

  it('begins and ends with a vote, whatever the order of the points', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1), { maxLength: 40 }), fc.infiniteStream(fc.nat()), (values, keys) => {
        const points = slots(values.join(''));
        const shuffled = points.map((point) => ({ point, key: keys.next().value })).sort((a, b) => a.key - b.key);
        const run = newestRun(
          shuffled.map(({ point }) => point),
          (value) => value > 0.5,
        );
        expect(run && shown(run.until)).toBe(values.includes(1) ? values.lastIndexOf(1) : undefined);
        expect(run === undefined || (values[shown(run.since)] === 1 && run.since <= run.until)).toBe(true);
      }),
    );
  });
});

describe('readHistory', () => {
  it('reads all pages of the metric that the alarm listens to', async () => {
    const recorder = await openRecorder(({ body }) => ({
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({
        MetricDataResults: [{ Id: 'votes', Timestamps: [START / 1000 + (body.includes('"NextToken"') ? 0 : 300)], Values: [1] }],
        ...(body.includes('"NextToken"') ? {} : { NextToken: 'more' }),
      }),
    }));
    const history = {
      namespace: 'Picket/test',
      name: 'Critical',
      dimensions: { Target: 'example.org', Check: 'serial' },
      statistic: 'Average',
      periodSeconds: 300,
    };
    const values = await readHistory(openCloudWatch('eu-west-1'), history, new Date(START + 660_000));
    await recorder.close();
    expect(values).toEqual([
      { at: new Date(START + 300_000), value: 1 },
      { at: new Date(START), value: 1 },
    ]);
    expect(JSON.parse(recorder.requests[0]?.body ?? '')).toMatchObject({
      MetricDataQueries: [
        {
          MetricStat: {
            Metric: {
              Namespace: 'Picket/test',
              MetricName: 'Critical',
              Dimensions: [
                { Name: 'Target', Value: 'example.org' },
                { Name: 'Check', Value: 'serial' },
              ],
            },
            Stat: 'Average',
            Period: 300,
          },
        },
      ],
    });
  });
});
