import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Report, Told } from '../../functions/core/report.ts';
import { authority, mint, sentWith } from '../../lab/certificate.ts';
import { startPowerDns, startResolver, untilListening } from './acme-servers.ts';
import * as faulty from './fault-servers.ts';
import { missingHere, type Namespace, openNamespace } from './namespace.ts';
import { startBindSecondary, startKnot, zoneText } from './servers.ts';
import { deploy, write } from './tls-servers.ts';

const missing = missingHere(faulty.FAULT_NEEDS);

/** Addresses that look public, so that the guard against private ones is in force; they exist in the namespace alone. */
const ROOT = '198.41.0.4';
const TLD = '192.5.6.30';
const POWERDNS = '185.12.64.1';
const BIND = '185.12.64.2';
const FRONT = '185.12.64.3';
const FRONT_TOO = '185.12.64.4';
const DB = '185.12.64.5';
const LDAP = '185.12.64.6';
const BACKEND = '127.0.53.4';
const RESOLVER = '127.0.53.54';

const ALIASED = 'alias.test';
const FRONTED = 'example.test';
const ALIASED_SERVERS = { 'ns1.alias.test': POWERDNS, 'ns2.alias.test': BIND };
const FRONTED_SERVERS = { 'ns1.example.test': FRONT, 'ns2.example.test': FRONT_TOO };
const TIMERS = { refresh: 1800, retry: 900, expire: 604_800 };

function startTree(namespace: Namespace): void {
  const glueOf = (zone: string, nameservers: Readonly<Record<string, string>>) =>
    Object.entries(nameservers).flatMap(([name, address]) => [`${zone}. IN NS ${name}.`, `${name}. IN A ${address}`]);
  const top = ['test. IN NS a.nic.test.', `a.nic.test. IN A ${TLD}`];
  const root = zoneText({ name: '.', serial: 1, timers: TIMERS, nameservers: { 'a.root-servers.net': ROOT }, lines: top });
  const glue = [...glueOf(ALIASED, ALIASED_SERVERS), ...glueOf(FRONTED, FRONTED_SERVERS), `lb.nic.test. IN A ${DB}`];
  const test = zoneText({ name: 'test', serial: 1, timers: TIMERS, nameservers: { 'a.nic.test': TLD }, lines: glue });
  startKnot(namespace, 'root', ROOT, { '.': root });
  startKnot(namespace, 'tld', TLD, { test });
}

describe.skipIf(missing !== '')('faulty real servers: PowerDNS, dnsdist, PostgreSQL and OpenLDAP', () => {
  const lab = authority();
  let namespace: Namespace;
  let options: string[];
  let powerDns: ReturnType<typeof startPowerDns>;
  let setRules: (rules: string) => void;

  beforeAll(async () => {
    namespace = await openNamespace([ROOT, TLD, POWERDNS, BIND, FRONT, FRONT_TOO, DB, LDAP, BACKEND]);
    const hints = write(namespace, 'named.root', `. 3600000 NS A.ROOT-SERVERS.NET.\nA.ROOT-SERVERS.NET. 3600000 A ${ROOT}\n`);
    options = ['--json', '--roots', hints, '--trust', write(namespace, 'trust.pem', lab.root.chain)];
    startTree(namespace);
    const [notBefore, notAfter] = [new Date(Date.now() - 86_400_000), new Date(Date.now() + 70 * 86_400_000)];
    for (const host of ['db', 'ldap'])
      deploy(
        namespace,
        host,
        sentWith(mint({ names: [`${host}.example.test`], notBefore, notAfter, issuer: lab.intermediate }), lab.intermediate),
      );
    faulty.startPostgres(namespace, DB, 'db');
    faulty.startLdap(namespace, LDAP, 'ldap');
    const lines = [`db IN A ${DB}`, `ldap IN A ${LDAP}`];
    const zone = zoneText({ name: FRONTED, serial: 1, timers: TIMERS, nameservers: FRONTED_SERVERS, lines });
    startKnot(namespace, 'backend', BACKEND, { [FRONTED]: zone });
    setRules = faulty.startDnsdist(namespace, [FRONT, FRONT_TOO], BACKEND);
    startResolver(namespace, RESOLVER, hints);
    const expanding = ['expand-alias=yes', 'outgoing-axfr-expand-alias=yes', `resolver=${RESOLVER}`];
    powerDns = startPowerDns(namespace, POWERDNS, ALIASED, ALIASED_SERVERS, expanding);
    powerDns.set('@', 'A', DB);
    startBindSecondary(namespace, BIND, ALIASED, POWERDNS);
    untilListening(namespace, FRONT, 53);
    await until(ALIASED, []);
  }, 60_000);

  afterAll(() => namespace?.[Symbol.asyncDispose]());

  // A test that fails leaves its fault behind: the next one starts from a whole network.
  beforeEach(() => {
    namespace.filter();
    setRules('');
  });

  async function look(target: string): Promise<readonly Report[]> {
    const { stdout, stderr } = await namespace.picket('check', target, ...options);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as Report[];
  }

  const grave = (reports: readonly Report[]) =>
    reports.flatMap(({ findings }) => findings).filter(({ severity }) => severity !== 'notice');

  /** Looks again until exactly these findings are seen; what was seen last is the failure's message. */
  async function until(target: string, expected: readonly string[], withinMs = 20_000): Promise<readonly Told[]> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const findings = grave(await look(target));
      const lines = findings.map(({ code, subject }) => `${code} ${subject}`).sort();
      if (JSON.stringify(lines) === JSON.stringify([...expected].sort()) || performance.now() > deadline) {
        expect(lines, findings.map(({ says }) => says).join('\n')).toEqual([...expected].sort());
        return findings;
      }
    }
  }

  describe('PowerDNS with an ALIAS at the apex', () => {
    const at = `ns1.alias.test/${POWERDNS}`;

    it('is silent about one that can be resolved', { timeout: 30_000 }, async () => {
      powerDns.set('@', 'ALIAS', 'lb.nic.test');
      powerDns.remove('@', 'A');
      const address = namespace.run('dig', '+norec', '+short', `@${POWERDNS}`, ALIASED, 'A').trim();
      expect(address).toBe(DB);
      await until(ALIASED, []);
    });

    it('names the server whose resolver is gone: it fails for A, not for SOA', { timeout: 60_000 }, async () => {
      namespace.filter(`ip daddr ${RESOLVER} udp dport 53 drop`);
      const [finding] = await until(ALIASED, [`dns.ns.servfail ${at}`]);
      // Silent until its own patience with the resolver is over, and SERVFAIL then: which of them is seen is a matter of load.
      const [, how, rest] = /^(No answer|SERVFAIL) from (.*)/.exec(finding?.says ?? '') ?? [];
      expect([how, rest]).toEqual([
        expect.any(String),
        `${at} for A of ${ALIASED}: the backend behind it (database, ALIAS target, signer) is broken.`,
      ]);
      expect(finding?.advice.join(' ')).toContain('ALIAS');
      namespace.filter();
      await until(ALIASED, []);
    });

    it('names the server whose target does not exist: it answers SERVFAIL', { timeout: 60_000 }, async () => {
      powerDns.set('@', 'ALIAS', 'gone.nic.test');
      const [finding] = await until(ALIASED, [`dns.ns.servfail ${at}`]);
      expect(finding?.says).toContain(`SERVFAIL from ${at} for A of ${ALIASED}`);
      powerDns.set('@', 'ALIAS', 'lb.nic.test');
      await until(ALIASED, []);
    });
  });

  describe('dnsdist that fails for CAA alone', () => {
    const [ns1, ns2] = [`ns1.example.test/${FRONT}`, `ns2.example.test/${FRONT_TOO}`];

    /** The findings that speak for themselves. */
    const headlines = (findings: readonly Told[]) =>
      findings.filter(({ echoes }) => echoes === undefined).map(({ code }) => code);

    it('is silent about one without rules', { timeout: 30_000 }, async () => {
      await until(FRONTED, []);
    });

    it('tells SERVFAIL as a lookup that makes a CA refuse', { timeout: 60_000 }, async () => {
      setRules('addAction(QTypeRule(257), RCodeAction(DNSRCode.SERVFAIL))');
      await until(FRONTED, [`caa.lookup_error ${FRONTED}`]);
      setRules('');
      await until(FRONTED, []);
    });

    it('tells dropped questions as such', { timeout: 60_000 }, async () => {
      setRules('addAction(QTypeRule(257), DropAction())');
      const expected = [`caa.timeout ${FRONTED}`, `dns.ns.unknown_qtype ${ns1}`, `dns.ns.unknown_qtype ${ns2}`];
      expect(headlines(await until(FRONTED, expected))).toEqual(['caa.timeout']);
      setRules('');
      await until(FRONTED, []);
    });
  });

  it.each([
    ['PostgreSQL', 'postgres://db.example.test', `${DB}:5432`, 'db.example.test'],
    ['OpenLDAP', 'ldap://ldap.example.test', `${LDAP}:389`, 'ldap.example.test'],
  ])('sees the certificate of %s, which turns to TLS when asked', { timeout: 60_000 }, async (_, url, subject, commonName) => {
    await until(url, []);
    const [fact] = (await look(url)).flatMap(({ facts }) => facts);
    expect(fact).toMatchObject({ subject, values: { state: 'ok', commonName } });
  });
});
