import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin } from '../../../functions/core/dns.ts';
import type { Issuance } from '../../../functions/core/issuance.ts';
import { loggedHosts } from '../../../functions/core/logged.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const DAY = 86_400_000;
const issued = (names: readonly string[], daysAgo: number, days = 90): Issuance => ({
  id: `${names} ${daysAgo}`,
  names,
  organization: "Let's Encrypt",
  notBefore: new Date(NOW.getTime() - daysAgo * DAY),
  notAfter: new Date(NOW.getTime() + (days - daysAgo) * DAY),
});

describe('loggedHosts', () => {
  it.each<[string, readonly Issuance[], readonly string[]]>([
    ['names each host once', [issued(['a.acme.test', 'acme.test'], 3), issued(['a.acme.test'], 9)], ['a.acme.test', 'acme.test']],
    ['puts the newest first', [issued(['old.acme.test'], 60), issued(['new.acme.test'], 1)], ['new.acme.test', 'old.acme.test']],
    [
      'takes the newest certificate of a host, in whichever order they come',
      [issued(['a.acme.test'], 1), issued(['b.acme.test'], 5), issued(['a.acme.test'], 60)],
      ['a.acme.test', 'b.acme.test'],
    ],
    ['leaves out what has expired', [issued(['a.acme.test'], 91), issued(['b.acme.test'], 89)], ['b.acme.test']],
    ['leaves out what expires now', [issued(['a.acme.test'], 90)], []],
    ['leaves out wildcards', [issued(['*.acme.test', '*.dev.acme.test', 'dev.acme.test'], 1)], ['dev.acme.test']],
    ['leaves out other domains', [issued(['acme.test.evil.test', 'notacme.test', 'test', 'a.acme.test'], 1)], ['a.acme.test']],
  ])('%s', (_, issuances, hosts) => {
    expect(loggedHosts(issuances, 'acme.test', NOW)).toEqual(hosts);
  });

  it('keeps to the zone below the registered domain', () => {
    expect(loggedHosts([issued(['acme.test', 'a.dev.acme.test', 'dev.acme.test'], 1)], 'dev.acme.test', NOW)).toEqual([
      'a.dev.acme.test',
      'dev.acme.test',
    ]);
  });

  it('names hosts of the zone alone, each once, in the same order whatever the order of the certificates', () => {
    const name = fc.constantFrom('acme.test', 'a.acme.test', 'b.acme.test', '*.acme.test', 'xacme.test', 'evil.test');
    const one = fc.tuple(fc.array(name), fc.integer({ min: -5, max: 120 })).map(([names, ago]) => issued(names, ago));
    fc.assert(
      fc.property(fc.array(one), (issuances) => {
        const hosts = loggedHosts(issuances, 'acme.test', NOW);
        expect(hosts.every((host) => isWithin(host, 'acme.test') && !host.includes('*'))).toBe(true);
        expect(new Set(hosts).size).toBe(hosts.length);
        expect(loggedHosts(issuances.toReversed(), 'acme.test', NOW)).toEqual(hosts);
      }),
    );
  });
});
