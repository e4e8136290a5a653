import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heartbeatText, readHeartbeat } from '../../../functions/core/canary.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const SECONDS = NOW.getTime() / 1000;

describe('a heartbeat', () => {
  it('is read as it was written', () => {
    const beats = fc.record({ writtenAt: fc.integer({ min: 0, max: SECONDS }), counter: fc.nat() });
    const isSame = (beat: { writtenAt: number; counter: number }) => {
      expect(readHeartbeat(heartbeatText(beat), NOW)).toEqual(beat);
    };
    fc.assert(fc.property(beats, isSame));
  });

  it.each([
    '',
    'v=1',
    'v=2;t=1;n=1',
    'v=1;t=-1;n=1',
    'v=1;t=1e9;n=1',
    `v=1;t=${SECONDS + 3601};n=1`,
    'v=1;t=99999999999999;n=1',
    'v=1;t=1;n=1\u0000',
  ])('is not %j', (text) => expect(readHeartbeat(text, NOW)).toBeUndefined());

  it('may come from a clock that is a little ahead', () => {
    expect(readHeartbeat(`v=1;t=${SECONDS + 3600};n=1`, NOW)).toBeDefined();
  });
});
