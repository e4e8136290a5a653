import { describe, expect, it } from 'vitest';
import type { Target } from '../../../functions/core/target.ts';
import { packTargets, unpackTargets } from '../../../functions/core/watch-list.ts';

const PLAIN: Target = { kind: 'zone', zone: 'example.net' };
const DECLARED: Target = {
  kind: 'zone',
  zone: 'example.org',
  certificates: [{ names: ['*.example.org'], ca: 'letsencrypt.org', method: 'dns-01', account: 'https://ca.example/"$(x)`\'' }],
  serials: 'independent',
};

describe('a packed watch list', () => {
  it('brings back what was declared, by name', () => {
    const read = unpackTargets(packTargets([PLAIN, DECLARED]));
    expect([...read]).toEqual([['example.org', DECLARED]]);
  });

  it('is one word that needs no quoting, and stays short for thousands of bare names', () => {
    const many = Array.from({ length: 5000 }, (_, index): Target => ({ kind: 'zone', zone: `zone${index}.example` }));
    const word = packTargets([...many, DECLARED]);
    expect(word).toMatch(/^[\w-]+$/);
    expect(word.length).toBeLessThan(600);
  });

  it('is empty without a word', () => {
    expect(unpackTargets('').size).toBe(0);
  });
});
