import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../functions/core/report.ts';
import type { Scheme } from '../../functions/core/scheme.ts';
import { nameOf } from '../../functions/core/target.ts';
import { authority, type Identity, mint, sentWith } from '../../lab/certificate.ts';
import { untilListening } from './acme-servers.ts';
import * as dialects from './dialect-servers.ts';
import { missingHere, type Namespace, openNamespace } from './namespace.ts';
import { startKnot, zoneText } from './servers.ts';
import { deploy, write } from './tls-servers.ts';

const missing = missingHere(dialects.DIALECT_NEEDS);

/** Addresses that look public, so that the guard against private ones is in force; they exist in the namespace alone. */
const ROOT = '198.41.0.4';
const TLD = '192.5.6.30';
const NS = '185.12.64.11';

/** Every server stands at each of them: with a good certificate, with one that is over, and with TLS switched off. */
const PLACES = { good: '185.12.64.21', expired: '185.12.64.22', off: '185.12.64.23' } as const;
type State = keyof typeof PLACES;
const STATES = Object.keys(PLACES) as State[];

const SERVERS = {
  inn: dialects.startInn,
  vsftpd: dialects.startVsftpd,
  prosody: dialects.startProsody,
  mariadb: dialects.startMariaDb,
  inspircd: dialects.startInspIrcd,
  dovecot: dialects.startSieveAndLmtp,
};
type Server = keyof typeof SERVERS;

/** What each server says where TLS is switched off, and what is told of it. */
const TABLE: readonly [scheme: Scheme, server: Server, port: number, state: string, says: RegExp][] = [
  ['nntp', 'inn', 119, 'starttls', /the server refuses STARTTLS: '580 Error initializing TLS'/],
  ['ftp', 'vsftpd', 21, 'starttls', /the server refuses AUTH TLS: '530 /],
  ['xmpp', 'prosody', 5222, 'handshake', /sends clients away: 'undefined-condition: No stream features to proceed with'/],
  ['xmpp-server', 'prosody', 5269, 'starttls', /does not offer STARTTLS; it lists dialback\./],
  ['mysql', 'mariadb', 3306, 'starttls', /does not offer TLS \(it greets with '\S+-MariaDB-\S+'\)\./],
  ['irc', 'inspircd', 6667, 'starttls', /does not answer STARTTLS \(it greets with ':\S+ NOTICE \* :\*\*\* Looking up/],
  ['sieve', 'dovecot', 4190, 'starttls', /does not offer STARTTLS; it lists IMPLEMENTATION, SIEVE, /],
  ['lmtp', 'dovecot', 24, 'starttls', /does not offer STARTTLS \(it greets with '220 .*'\); it lists 8BITMIME, /],
];

const lab = authority();
const day = 86_400_000;
const hostOf = (server: Server, state: State) => `${server}-${state}`;
const urlOf = (scheme: Scheme, server: Server, state: State) => `${scheme}://${hostOf(server, state)}.example.test`;
const urlsOf = (state: State) => TABLE.map(([scheme, server]) => urlOf(scheme, server, state));

function identityFor(host: string, notAfterDays: number): Identity {
  const [notBefore, notAfter] = [new Date(Date.now() - 20 * day), new Date(Date.now() + notAfterDays * day)];
  return sentWith(mint({ names: [`${host}.example.test`], notBefore, notAfter, issuer: lab.intermediate }), lab.intermediate);
}

function startTree(namespace: Namespace): void {
  const timers = { refresh: 1800, retry: 900, expire: 604_800 };
  const text = (name: string, server: string, address: string, lines: readonly string[]) =>
    zoneText({ name, serial: 1, timers, nameservers: { [server]: address }, lines });
  const tld = ['test. IN NS a.nic.test.', `a.nic.test. IN A ${TLD}`];
  const cut = ['example.test. IN NS ns.example.test.', `ns.example.test. IN A ${NS}`];
  const hosts = STATES.flatMap((state) =>
    Object.keys(SERVERS).map((server) => `${hostOf(server as Server, state)} IN A ${PLACES[state]}`),
  );
  startKnot(namespace, 'root', ROOT, { '.': text('.', 'a.root-servers.net', ROOT, tld) });
  startKnot(namespace, 'tld', TLD, { test: text('test', 'a.nic.test', TLD, cut) });
  startKnot(namespace, 'zone', NS, { 'example.test': text('example.test', 'ns.example.test', NS, hosts) });
}

describe.skipIf(missing !== '')('real servers that turn to TLS: INN, vsftpd, Prosody, MariaDB, InspIRCd and Dovecot', () => {
  const identities = new Map<string, Identity>();
  let namespace: Namespace;
  let options: string[];
  let reports: ReadonlyMap<string, Report>;

  beforeAll(async () => {
    namespace = await openNamespace([ROOT, TLD, NS, ...Object.values(PLACES)]);
    namespace.run('chmod', '755', namespace.folder);
    startTree(namespace);
    for (const [server, start] of Object.entries(SERVERS)) startAll(server as Server, start);
    const hints = write(namespace, 'named.root', `. 3600000 NS A.ROOT-SERVERS.NET.\nA.ROOT-SERVERS.NET. 3600000 A ${ROOT}\n`);
    const trust = write(namespace, 'trust.pem', lab.root.chain);
    options = ['--json', '--only', 'certificate', '--roots', hints, '--trust', trust];
    for (const nameserver of [ROOT, TLD, NS]) untilListening(namespace, nameserver, 53);
    for (const address of Object.values(PLACES)) for (const [, , port] of TABLE) untilListening(namespace, address, port);
    reports = await look([...urlsOf('good'), ...urlsOf('expired'), ...urlsOf('off')]);
  }, 90_000);

  afterAll(() => namespace?.[Symbol.asyncDispose]());

  function startAll(server: Server, start: dialects.StartServer): void {
    for (const [state, days] of [['good', 70] as const, ['expired', -1] as const]) {
      const host = hostOf(server, state);
      const identity = identityFor(host, days);
      identities.set(host, identity);
      deploy(namespace, host, identity);
      start(namespace, host, PLACES[state], host);
    }
    start(namespace, hostOf(server, 'off'), PLACES.off, undefined);
  }

  async function look(urls: readonly string[]): Promise<ReadonlyMap<string, Report>> {
    const { stdout, stderr } = await namespace.picket('check', ...urls, ...options);
    if (stdout === '') throw new Error(stderr);
    return new Map((JSON.parse(stdout) as Report[]).map((report) => [nameOf(report.target), report]));
  }

  const seenAt = (scheme: Scheme, server: Server, state: State) => {
    const { findings = [], facts = [] } = reports.get(urlOf(scheme, server, state)) ?? {};
    return { findings, values: facts[0]?.values };
  };

  const certificateOf = (server: Server, state: State) => {
    const host = hostOf(server, state);
    const { fingerprint256 } = new X509Certificate(identities.get(host)?.chain ?? '');
    return { commonName: `${host}.example.test`, fingerprint: fingerprint256.replaceAll(':', '').toLowerCase() };
  };

  describe.each(TABLE)('%s by %s', (scheme, server, _, stateWithout, says) => {
    it('is silent about a healthy certificate, and shows the very one', () => {
      const { findings, values } = seenAt(scheme, server, 'good');
      expect(findings).toEqual([]);
      expect(values).toMatchObject({ state: 'ok', ...certificateOf(server, 'good') });
    });

    it('tells an expired one', () => {
      const { findings, values } = seenAt(scheme, server, 'expired');
      expect(findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['critical tls.expired']);
      expect(values).toMatchObject(certificateOf(server, 'expired'));
    });

    it('tells one without TLS from one that is down', () => {
      const { findings, values } = seenAt(scheme, server, 'off');
      expect(findings.map(({ code, says: words }) => [code, words])).toEqual([['tls.handshake', expect.stringMatching(says)]]);
      expect(values?.state).toBe(stateWithout);
    });
  });

  // OpenSSL takes the notices with which an IRC server greets for a refusal.
  it.each(TABLE.filter(([scheme]) => scheme !== 'irc'))(
    'advises a command for %s by %s that shows the certificate when it is typed',
    async (scheme, server, port) => {
      const command = seenAt(scheme, server, 'expired').findings[0]?.advice[0] ?? '';
      expect(command).toContain(`openssl s_client -connect ${PLACES.expired}:${port} `);
      const { stdout } = await namespace.ask('sh', '-c', command);
      expect(stdout).toContain(`CN = ${certificateOf(server, 'expired').commonName}`);
    },
  );
});
