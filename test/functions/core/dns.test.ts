import { describe, expect, it } from 'vitest';
import { isWithin } from '../../../functions/core/dns.ts';

describe('a name', () => {
  it.each([
    ['the zone itself', 'example.org', 'example.org', true],
    ['a name below, in another case', 'WWW.Example.org', 'example.ORG', true],
    ['anything, of the root', 'a.b', '.', true],
    ['a name that ends alike', 'badexample.org', 'example.org', false],
    ['the zone, of a name below', 'example.org', 'www.example.org', false],
    ['a label with a dot in it', String.raw`a\.example.org`, 'example.org', false],
    ['a label that ends in a backslash', String.raw`a\\.example.org`, 'example.org', true],
    ['a label with a backslash and a dot in it', String.raw`a\\\.example.org`, 'example.org', false],
  ])('is within a zone or is not: %s', (_what, name, zone, within) => {
    expect(isWithin(name, zone)).toBe(within);
  });
});
