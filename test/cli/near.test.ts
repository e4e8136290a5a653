import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance, nearest } from '../../cli/near.ts';

const word = fc.stringMatching(/^[a-c.]{0,8}$/);

describe('distance', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['same', 'same', 0],
  ])('from %j to %j is %i', (from, to, steps) => {
    expect(distance(from, to)).toBe(steps);
  });

  it('is a metric', () => {
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, b) === 0).toBe(a === b);
        expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c));
      }),
    );
  });
});

describe('nearest', () => {
  const codes = ['dns.serial.behind', 'dns.serial.ahead', 'dns.ns.timeout', 'tls.expired', 'tls.expiring'];

  it.each([
    ['dns.serial.behnd', ['dns.serial.behind', 'dns.serial.ahead']],
    ['dns.serial', ['dns.serial.behind', 'dns.serial.ahead']],
    ['TIMEOUT', ['dns.ns.timeout']],
    ['tls.expire', ['tls.expired', 'tls.expiring']],
    ['nothing-like-it', []],
    ['', []],
  ])('to %j is %j', (typed, expected) => {
    expect(nearest(typed, codes)).toEqual(expected);
  });

  it('takes a text of any length', () => {
    expect(nearest('x'.repeat(100_000), codes)).toEqual([]);
  });
});
