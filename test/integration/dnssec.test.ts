import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report, Told } from '../../functions/core/report.ts';
import { missingHere, type Namespace, openNamespace } from './namespace.ts';
import { startKnot, zoneText } from './servers.ts';

const missing = missingHere({ unbound: 'unbound', 'dnssec-signzone': 'bind9-utils' });

const ROOT = '198.41.0.4';
const TLD = '192.5.6.30';
const SIGNED = '185.12.64.1';
/** Picket's own default resolvers, played by an Unbound in the namespace. */
const RESOLVERS = ['1.1.1.1', '8.8.8.8', '9.9.9.9'];
const TIMERS = { refresh: 1800, retry: 900, expire: 604_800 };
const HOUR_MS = 3_600_000;

const stamp = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString().replace(/\D/g, '').slice(0, 14);

/** A key of a zone and its DS record in master file form. */
function draw(namespace: Namespace, zone: string, algorithm: string) {
  const folder = join(namespace.folder, `keys-${zone === '.' ? 'root' : zone}-${algorithm}`);
  mkdirSync(folder, { recursive: true });
  const size = algorithm.startsWith('RSA') ? ['-b', '2048'] : [];
  const key = namespace.run('dnssec-keygen', '-q', '-K', folder, '-a', algorithm, ...size, '-f', 'KSK', zone).trim();
  return { folder, ds: namespace.run('dnssec-dsfromkey', '-2', join(folder, key)).trim() };
}

/** A zone signed by BIND's own tool, by a single key, in a window of hours from now. */
function signed(namespace: Namespace, zone: string, text: string, folder: string, [from, until] = [-24, 400]): string {
  const file = join(folder, 'zone');
  writeFileSync(file, text);
  const window = ['-s', stamp(from), '-e', stamp(until)];
  namespace.run(
    'dnssec-signzone',
    '-q',
    '-P',
    '-S',
    '-z',
    ...window,
    '-K',
    folder,
    '-d',
    folder,
    '-o',
    zone,
    '-f',
    `${file}.signed`,
    file,
  );
  return readFileSync(`${file}.signed`, 'utf8');
}

function startTree(namespace: Namespace): void {
  const child = (name: string) => zoneText({ name, serial: 1, timers: TIMERS, nameservers: { [`ns1.${name}`]: SIGNED } });
  const algorithms = { 'ecdsa.test': 'ECDSAP256SHA256', 'rsa.test': 'RSASHA256', 'edwards.test': 'ED25519' };
  const zones: Record<string, string> = { 'plain.test': child('plain.test') };
  const below: string[] = [];
  for (const [name, algorithm] of Object.entries({
    ...algorithms,
    'expired.test': 'ECDSAP256SHA256',
    'wrong.test': 'ECDSAP256SHA256',
  })) {
    const { folder, ds } = draw(namespace, name, algorithm);
    zones[name] = signed(namespace, name, child(name), folder, name === 'expired.test' ? [-720, -72] : undefined);
    below.push(name === 'wrong.test' ? draw(namespace, name, 'ECDSAP384SHA384').ds : ds);
  }
  const glue = Object.keys(zones).flatMap((name) => [`${name}. IN NS ns1.${name}.`, `ns1.${name}. IN A ${SIGNED}`]);
  const test = draw(namespace, 'test', 'ECDSAP256SHA256');
  const lines = [...glue, ...below];
  const testText = zoneText({ name: 'test', serial: 1, timers: TIMERS, nameservers: { 'a.nic.test': TLD }, lines });
  const root = draw(namespace, '.', 'ECDSAP256SHA256');
  const tld = ['test. IN NS a.nic.test.', `a.nic.test. IN A ${TLD}`, test.ds];
  const rootText = zoneText({ name: '.', serial: 1, timers: TIMERS, nameservers: { 'a.root-servers.net': ROOT }, lines: tld });
  startKnot(namespace, 'root', ROOT, { '.': signed(namespace, '.', rootText, root.folder) });
  startKnot(namespace, 'tld', TLD, { test: signed(namespace, 'test', testText, test.folder) });
  startKnot(namespace, 'signed', SIGNED, zones);
  startUnbound(namespace, root.ds);
}

function startUnbound(namespace: Namespace, anchor: string): void {
  const run = join(namespace.folder, 'unbound');
  mkdirSync(run, { recursive: true });
  const config = `server:
${RESOLVERS.map((address) => `  interface: ${address}`).join('\n')}
  access-control: 0.0.0.0/0 allow
  username: ""
  chroot: ""
  directory: "${run}"
  pidfile: ""
  use-syslog: no
  num-threads: 1
  local-zone: "test." nodefault
  module-config: "validator iterator"
  root-hints: "${join(namespace.folder, 'named.root')}"
  trust-anchor: "${anchor}"
  trust-anchor-signaling: no
  ede: yes
`;
  writeFileSync(join(run, 'unbound.conf'), config);
  namespace.start('unbound', '-d', '-c', join(run, 'unbound.conf'));
}

describe.skipIf(missing !== '')('DNSSEC: zones signed by BIND, served by Knot, validated by Unbound', () => {
  let namespace: Namespace;
  let hints: string;

  beforeAll(async () => {
    namespace = await openNamespace([ROOT, TLD, SIGNED, ...RESOLVERS]);
    hints = join(namespace.folder, 'named.root');
    writeFileSync(hints, `. 3600000 NS A.ROOT-SERVERS.NET.\nA.ROOT-SERVERS.NET. 3600000 A ${ROOT}\n`);
    startTree(namespace);
    for (let tries = 0; tries < 60; tries++) {
      const { stdout } = await namespace.picket('check', 'ecdsa.test', '--only', 'dnssec', '--json', '--roots', hints);
      if ((JSON.parse(stdout) as Report[]).some(({ state }) => state === 'well')) return;
    }
    throw new Error('the tree did not come up');
  }, 120_000);

  afterAll(() => namespace?.[Symbol.asyncDispose]());

  async function look(zone: string): Promise<readonly Told[]> {
    const { stdout, stderr } = await namespace.picket('check', zone, '--only', 'dnssec', '--json', '--roots', hints);
    if (stdout === '') throw new Error(stderr);
    return (JSON.parse(stdout) as Report[]).flatMap(({ findings }) => findings);
  }

  const told = (findings: readonly Told[]) =>
    findings.map(({ code, severity, echoes }) => [code, severity, echoes].join(' ').trim()).sort();

  it.each(['ecdsa.test', 'rsa.test', 'edwards.test', 'plain.test'])('is silent about %s', async (zone) => {
    const { stdout } = { stdout: namespace.run('dig', '+dnssec', 'SOA', zone, `@${RESOLVERS[0]}`) };
    expect(stdout).toMatch(zone === 'plain.test' ? /status: NOERROR/ : /flags:[^;]* ad/);
    expect(told(await look(zone))).toEqual([]);
  });

  // Ended three days ago: Unbound bears with clocks that are up to a day off.
  it('tells signatures that have ended, and that resolvers reject the zone for it', async () => {
    const findings = await look('expired.test');
    expect(told(findings)).toEqual(['dnssec.bogus critical dnssec.rrsig_expiring', 'dnssec.rrsig_expiring critical']);
    expect(findings.find(({ code }) => code === 'dnssec.bogus')?.says).toMatch(/SERVFAIL from 1\.1\.1\.1, EDE \d+/);
  });

  it('tells a DS record without its key', async () => {
    expect(told(await look('wrong.test'))).toEqual(['dnssec.bogus critical dnssec.ds_mismatch', 'dnssec.ds_mismatch critical']);
  });
});
