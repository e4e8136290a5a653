import { describe, expect, it } from 'vitest';
import { defineConfig } from '../../cdk/config.ts';
import type { ZoneEntry } from '../../cdk/zone-entry.ts';

const GOOD = {
  deployment: 'test',
  home: 'eu-west-1',
  vantages: ['us-east-1', 'eu-central-1', 'ap-southeast-2'],
  alerts: { page: ['on-call@example.org'], mail: ['hostmaster@example.org'] },
} as const;

const read = (entry: object) => defineConfig({ ...GOOD, zones: [{ name: 'example.org', ...entry } as ZoneEntry] }).targets[0];

function faultsOf(entry: object): string[] {
  try {
    read(entry);
    return [];
  } catch (error) {
    expect((error as Error).name).toBe('ConfigError');
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

describe('a zone with declarations', () => {
  it('is a bare target without any', () => {
    expect(read({})).toEqual({ kind: 'zone', zone: 'example.org' });
  });

  it('names its registered domain where that is another', () => {
    expect(read({ name: 'dev.example.org' })).toEqual({ kind: 'zone', zone: 'dev.example.org', registered: 'example.org' });
    const [plain] = defineConfig({ ...GOOD, zones: ['dev.example.co.uk'] }).targets;
    expect(plain).toEqual({ kind: 'zone', zone: 'dev.example.co.uk', registered: 'example.co.uk' });
  });

  it('has defaults that fit cert-manager with Let’s Encrypt', () => {
    const entry = { certificates: [{ names: ['Example.org.', '*.example.org', 'example.org'] }], canary: {} };
    expect(read(entry)).toEqual({
      kind: 'zone',
      zone: 'example.org',
      certificates: [{ names: ['example.org', '*.example.org'], ca: 'letsencrypt.org', method: 'dns-01' }],
      canary: { name: '_dns-canary.example.org', intervalSeconds: 600 },
    });
  });

  it('carries everything that can be said', () => {
    const entry = {
      certificates: [
        { names: ['münchen.example.org'], ca: 'DigiCert.com', account: 'https://ca.example/acct/1', method: 'http-01' },
      ],
      canary: { name: '_beat.example.org', intervalSeconds: 60 },
      addresses: [{ name: 'www.example.org', pool: ['192.0.2.1', '2001:db8::/32', 'LB.example.net'] }],
      serials: 'independent',
      resolvers: ['192.0.2.53', '2001:db8::53'],
    };
    expect(read(entry)).toMatchObject({
      certificates: [
        { names: ['xn--mnchen-3ya.example.org'], ca: 'digicert.com', account: 'https://ca.example/acct/1', method: 'http-01' },
      ],
      canary: { name: '_beat.example.org', intervalSeconds: 60 },
      addresses: [{ name: 'www.example.org', pool: ['192.0.2.1', '2001:db8::/32', 'lb.example.net'] }],
      serials: 'independent',
      resolvers: ['192.0.2.53', '2001:db8::53'],
    });
  });

  const of = (names: unknown, rest: object = {}) => ({ certificates: [{ names, ...rest }] });
  it.each<[string, object, RegExp]>([
    ['a certificate without a name', of([]), /^zones\[0\]\.certificates\[0\]\.names: is empty/],
    ['a certificate of 101 names', of(Array(101).fill('example.org')), /names: has more than 100 names/],
    ['a name of another zone', of(['example.org', 'example.net']), /names\[1\]: 'example\.net' lies outside of example\.org/],
    ['a star in the middle', of(['www.*.example.org']), /names\[0\]: .* has the label '\*'/],
    ['two stars', of(['*.*.example.org']), /names\[0\]: .* has the label '\*'/],
    ['a star in a label', of(['w*.example.org']), /has the label 'w\*'/],
    ['a bare star', of(['*.']), /names\[0\]: /],
    ['a label of 64 bytes', of([`${'a'.repeat(64)}.example.org`]), /names\[0\]: .* a label of 64 bytes/],
    ['a URL in the place of a name', of(['https://example.org']), /is a service; expected a name/],
    ['no text in the place of a name', of([7]), /names\[0\]: is no text/],
    [
      'a wildcard by http-01',
      of(['*.example.org'], { method: 'http-01' }),
      /method: is http-01; the wildcard \*\.example\.org can be had by dns-01 alone/,
    ],
    ['an unknown method', of(['example.org'], { method: 'dns01' }), /method: is no method; expected one of dns-01/],
    ['a CA that is no name', of(['example.org'], { ca: "Let's Encrypt" }), /certificates\[0\]\.ca: /],
    ['an account that is no URI', of(['example.org'], { account: '12345' }), /account: '12345' is no https URI/],
    ['a canary outside', { canary: { name: 'canary.example.net' } }, /^zones\[0\]\.canary\.name: .* lies outside/],
    ['a canary in a hurry', { canary: { intervalSeconds: 5 } }, /^zones\[0\]\.canary\.intervalSeconds: is under 60/],
    ['an empty pool', { addresses: [{ name: 'www.example.org', pool: [] }] }, /^zones\[0\]\.addresses\[0\]\.pool: is empty/],
    [
      'a pool of nonsense',
      { addresses: [{ name: 'www.example.org', pool: ['192.0.2.1/99'] }] },
      /pool\[0\]: '192\.0\.2\.1\/99' is neither an address/,
    ],
    ...['10.1', '0x7f.1', '010.0.0.1', '10.0.0/8', '10.0.0.0/08', '10.0.0.0/', '2001:db8::1%eth0', 'lb.123.'].map(
      (entry): [string, object, RegExp] => [
        `a pool with ${entry}`,
        { addresses: [{ name: 'www.example.org', pool: [entry] }] },
        /pool\[0\]: '.+' is neither an address, nor a range/,
      ],
    ),
    ['serials of another kind', { serials: 'none' }, /^zones\[0\]\.serials: is neither shared nor independent/],
    ['one resolver', { resolvers: ['192.0.2.53'] }, /^zones\[0\]\.resolvers: has less than two/],
    [
      'a resolver by name',
      { resolvers: ['192.0.2.53', 'dns.example'] },
      /^zones\[0\]\.resolvers\[1\]: 'dns\.example' is no address/,
    ],
    ['an unknown setting', { certificats: [] }, /^zones\[0\]\.certificats: is no setting of Picket/],
  ])('tells %s, and nothing else', (_what, entry, fault) => {
    const faults = faultsOf(entry);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(fault);
  });

  it('tells all faults at once, each with its place', () => {
    const faults = faultsOf({ certificates: [{ names: ['a.example.net', '*.b.*'] }], canary: { name: 'x.test' } });
    expect(faults.map((fault) => fault.split(': ')[0])).toEqual([
      'zones[0].certificates[0].names[0]',
      'zones[0].certificates[0].names[1]',
      'zones[0].canary.name',
    ]);
  });
});
