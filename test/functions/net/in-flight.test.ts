import { describe, expect, it } from 'vitest';
import { openInFlight } from '../../../functions/net/in-flight.ts';

const turn = () => new Promise((done) => setImmediate(done));

describe('places in flight', () => {
  it('are never more than given, and all work is done in order', async () => {
    const inFlight = openInFlight(3);
    const begun: number[] = [];
    let now = 0;
    let most = 0;
    const all = Array.from({ length: 20 }, (_, index) =>
      inFlight(async () => {
        begun.push(index);
        now += 1;
        most = Math.max(most, now);
        await turn();
        now -= 1;
        return index;
      }),
    );
    expect(await Promise.all(all)).toEqual(begun);
    expect([begun.length, most]).toEqual([20, 3]);
  });

  it('are given back by work that fails', async () => {
    const inFlight = openInFlight(1);
    await expect(inFlight(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await inFlight(async () => 'done')).toBe('done');
  });
});
