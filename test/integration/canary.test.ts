import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingHere, type Namespace, openNamespace } from './namespace.ts';
import { zoneText } from './servers.ts';

const missing = missingHere();

const PRIMARY = '185.12.64.1';
const SECRETS = { good: 'c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3I=', other: 'b3RoZXIgc2VjcmV0IG90aGVyIHNlY3JldCBvdGhlciA=' };
const HEARTBEAT = '_dns-canary.example.test';

const keyText = (name: string, algorithm: string, secret: string) =>
  `key "${name}" { algorithm ${algorithm}; secret "${secret}"; };\n`;

/** A BIND primary that takes updates of the heartbeat alone, by two keys. */
function startPrimary(namespace: Namespace): void {
  const run = join(namespace.folder, 'primary');
  mkdirSync(run, { recursive: true });
  const timers = { refresh: 1800, retry: 900, expire: 604_800 };
  writeFileSync(
    join(run, 'zone'),
    zoneText({ name: 'example.test', serial: 1, timers, nameservers: { 'ns1.example.test': PRIMARY } }),
  );
  const grants = ['good', 'long'].map((key) => `grant ${key} name ${HEARTBEAT}. TXT;`).join(' ');
  const config = `${keyText('good', 'hmac-sha256', SECRETS.good)}${keyText('long', 'hmac-sha512', SECRETS.good)}
options { directory "${run}"; pid-file none; session-keyfile none; lock-file none; managed-keys-directory "${run}";
  listen-on port 53 { ${PRIMARY}; }; listen-on-v6 { none; }; recursion no; dnssec-validation no; empty-zones-enable no; };
controls { };
zone "example.test" { type primary; file "zone"; update-policy { ${grants} }; };
`;
  writeFileSync(join(run, 'named.conf'), config);
  namespace.start('named', '-g', '-n', '1', '-c', join(run, 'named.conf'));
}

describe.skipIf(missing !== '')('picket canary write, against a real BIND', () => {
  let namespace: Namespace;

  beforeAll(async () => {
    namespace = await openNamespace([PRIMARY]);
    startPrimary(namespace);
    for (let tries = 0; tries < 100; tries++) {
      if ((await write('good', 'hmac-sha256', SECRETS.good)).code === 0) return;
    }
    throw new Error('BIND did not come up');
  }, 60_000);

  afterAll(() => namespace?.[Symbol.asyncDispose]());

  function write(name: string, algorithm: string, secret: string, ...more: string[]) {
    const file = join(namespace.folder, `${name}.key`);
    writeFileSync(file, keyText(name, algorithm, secret));
    return namespace.picket('canary', 'write', 'example.test', '--server', PRIMARY, '--key-file', file, '--once', ...more);
  }

  const shown = () => namespace.run('dig', '+short', '+norec', 'TXT', HEARTBEAT, `@${PRIMARY}`).trim().split('\n');

  it.each([
    ['good', 'hmac-sha256'],
    ['long', 'hmac-sha512'],
  ])('writes one heartbeat and replaces it, by the key %s with %s', async (name, algorithm) => {
    const { code, stdout, stderr } = await write(name, algorithm, SECRETS.good);
    expect([code, stderr]).toEqual([0, '']);
    const text = /"v=1;t=\d{10};n=\d+"/.exec(stdout)?.[0];
    expect(shown()).toEqual([text]);
  });

  it.each([
    ['an unknown key', 'nobody', 'hmac-sha256', SECRETS.good, [], 'BADKEY'],
    ['the wrong algorithm', 'good', 'hmac-sha512', SECRETS.good, [], 'BADKEY'],
    ['the wrong secret', 'good', 'hmac-sha256', SECRETS.other, [], 'BADSIG'],
    ['a name that the key may not change', 'good', 'hmac-sha256', SECRETS.good, ['--name', '_other.example.test'], 'REFUSED'],
  ] as const)('tells %s', async (_, name, algorithm, secret, more, word) => {
    const { code, stderr } = await write(name, algorithm, secret, ...more);
    expect([code, stderr]).toEqual([2, expect.stringContaining(word)]);
  });

  it('tells a clock that is ten minutes off', async () => {
    const { parseTsigKey } = await import('../../functions/core/tsig-key.ts');
    expect(parseTsigKey(keyText('good', 'hmac-sha256', SECRETS.good)).ok).toBe(true);
    const { code, stderr } = await write(
      'good',
      'hmac-sha256',
      SECRETS.good,
      '--now',
      new Date(Date.now() - 600_000).toISOString(),
    );
    expect([code, stderr]).toEqual([2, expect.stringMatching(/BADTIME: the clocks are (59\d|60\d) s apart/)]);
  });
});
