import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Soa } from '../../../functions/core/dns.ts';
import { copyOf, isBeyondFloor, isFrozen, mayAwaitPoll } from '../../../functions/core/refresh.ts';

const HOUR = 3600;
const DAY = 86_400;
const SOA: Soa = {
  primary: 'ns1.example.org',
  mailbox: 'hostmaster.example.org',
  serial: 1,
  refreshSeconds: 3 * HOUR,
  retrySeconds: HOUR,
  expireSeconds: 14 * DAY,
  minimumSeconds: 300,
};
const edns = (expireSeconds?: number) => ({
  udpSize: 1232,
  errors: [],
  ...(expireSeconds === undefined ? {} : { expireSeconds }),
});
const aged = (refreshAgeSeconds: number) => ({ refreshAgeSeconds, expiresInSeconds: SOA.expireSeconds - refreshAgeSeconds });

describe('copyOf', () => {
  it('takes a full timer for a copy that was good just now, or for the primary', () => {
    expect(copyOf(SOA, edns(14 * DAY))).toEqual(aged(0));
  });

  it('reads nothing where there is no EDNS, no option, or a timer above the SOA expire', () => {
    expect(copyOf(SOA, undefined)).toBeUndefined();
    expect(copyOf(SOA, edns())).toBeUndefined();
    expect(copyOf(SOA, edns(14 * DAY + 1))).toBeUndefined();
  });

  it('splits the SOA expire into the time gone and the time left', () => {
    const timers = fc.integer({ min: 0, max: 0xffff_ffff });
    fc.assert(
      fc.property(timers, timers, (expireSeconds, left) => {
        const copy = copyOf({ ...SOA, expireSeconds }, edns(left));
        if (copy === undefined) return left > expireSeconds;
        return copy.refreshAgeSeconds >= 0 && copy.refreshAgeSeconds + copy.expiresInSeconds === expireSeconds;
      }),
    );
  });
});

describe('isFrozen', () => {
  it('is patient for one refresh and two retries', () => {
    expect(isFrozen(SOA, aged(5 * HOUR))).toBe(false);
    expect(isFrozen(SOA, aged(5 * HOUR + 1))).toBe(true);
  });
});

describe('isBeyondFloor', () => {
  it('waits for the slowest poll that a server insists on, or a quarter of a short expire', () => {
    expect([300, 301].map((age) => isBeyondFloor(SOA, aged(age)))).toEqual([false, true]);
    expect([3, 4].map((age) => isBeyondFloor({ ...SOA, expireSeconds: 12 }, aged(age)))).toEqual([false, true]);
  });
});

describe('mayAwaitPoll', () => {
  it('is true until the next poll is due, for four hours at most', () => {
    expect([0, 1, 3 * HOUR, 3 * HOUR + 1].map((age) => mayAwaitPoll(SOA, aged(age)))).toEqual([false, true, true, false]);
    expect([4 * HOUR, 4 * HOUR + 1].map((age) => mayAwaitPoll({ ...SOA, refreshSeconds: DAY }, aged(age)))).toEqual([
      true,
      false,
    ]);
  });
});
