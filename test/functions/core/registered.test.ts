import { describe, expect, it } from 'vitest';
import { withRegistered } from '../../../functions/core/registered.ts';
import type { Target } from '../../../functions/core/target.ts';

describe('the registered domain of a zone', () => {
  it.each([
    ['below a suffix of one label', 'dev.example.org', 'example.org'],
    ['deep below', 'a.b.c.example.org', 'example.org'],
    ['below a suffix of two labels', 'dev.example.co.uk', 'example.co.uk'],
    ['below a private suffix', 'dev.someone.github.io', 'someone.github.io'],
    ['below a wildcard of the list', 'dev.example.suffix.kawasaki.jp', 'example.suffix.kawasaki.jp'],
    ['below an exception of the list', 'dev.city.kawasaki.jp', 'city.kawasaki.jp'],
    ['below a domain that is not on the list', 'dev.acme.test', 'acme.test'],
    ['with labels that hosts do not have', '_acme-challenge.example.org', 'example.org'],
  ])('is told %s', (_, zone, registered) => {
    expect(withRegistered({ kind: 'zone', zone })).toEqual({ kind: 'zone', zone, registered });
  });

  it.each([
    ['is one itself', 'example.co.uk'],
    ['is a suffix', 'co.uk'],
    ['is a private suffix', 'github.io'],
  ])('is not told of a zone that %s: an order has room for 8,000 bytes', (_, zone) => {
    expect(withRegistered({ kind: 'zone', zone })).toEqual({ kind: 'zone', zone });
  });

  it('leaves services and declarations as they are', () => {
    const service: Target = { kind: 'service', scheme: 'https', host: 'www.example.org', port: 443 };
    expect(withRegistered(service)).toBe(service);
    expect(withRegistered({ kind: 'zone', zone: 'dev.example.org', serials: 'independent' })).toMatchObject({
      serials: 'independent',
    });
  });
});
