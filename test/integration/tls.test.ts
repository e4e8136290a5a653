import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../functions/core/report.ts';
import { nameOf } from '../../functions/core/target.ts';
import { authority, type Identity, mint, sentWith, type Wish } from '../../lab/certificate.ts';
import { missingHere, type Namespace, openNamespace } from './namespace.ts';
import { startKnot, zoneText } from './servers.ts';
import * as servers from './tls-servers.ts';

const missing = missingHere(servers.TLS_SERVERS);

/** Addresses that look public, so that the guard against private ones is in force; they exist in the namespace alone. */
const ROOT = '198.41.0.4';
const TLD = '192.5.6.30';
const NS = '185.12.64.11';
const WEB = '185.12.64.12';
const MAIL = '185.12.64.13';
const MX = '185.12.64.14';
const PROXY = '185.12.64.15';

const HOSTS = { www: WEB, shop: WEB, ca: WEB, mail: MAIL, mx: MX, bare: PROXY, whole: PROXY, stranger: PROXY };

const lab = authority();
const stranger = authority('Stranger').root;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

function leaf(host: string, wish: Partial<Wish> = {}): Identity {
  return mint({
    names: [`${host}.example.test`],
    notBefore: inDays(-20),
    notAfter: inDays(70),
    issuer: lab.intermediate,
    ...wish,
  });
}

const whole = (host: string, wish: Partial<Wish> = {}) => sentWith(leaf(host, wish), lab.intermediate);
const der = ({ chain }: Identity) => new X509Certificate(chain).raw;

const MAIL_URLS = [
  'imap://mail.example.test',
  'imaps://mail.example.test',
  'pop3://mail.example.test',
  'pop3s://mail.example.test',
];
const MX_URLS = ['smtp://mx.example.test', 'submission://mx.example.test', 'submissions://mx.example.test'];

function startTree(namespace: Namespace): void {
  const timers = { refresh: 1800, retry: 900, expire: 604_800 };
  const tld = ['test. IN NS a.nic.test.', `a.nic.test. IN A ${TLD}`];
  const glue = ['example.test. IN NS ns.example.test.', `ns.example.test. IN A ${NS}`];
  const hosts = Object.entries(HOSTS).map(([name, address]) => `${name} IN A ${address}`);
  startKnot(namespace, 'root', ROOT, {
    '.': zoneText({ name: '.', serial: 1, timers, nameservers: { 'a.root-servers.net': ROOT }, lines: tld }),
  });
  startKnot(namespace, 'tld', TLD, {
    test: zoneText({ name: 'test', serial: 1, timers, nameservers: { 'a.nic.test': TLD }, lines: glue }),
  });
  const zone = zoneText({ name: 'example.test', serial: 1, timers, nameservers: { 'ns.example.test': NS }, lines: hosts });
  startKnot(namespace, 'zone', NS, { 'example.test': zone });
}

describe.skipIf(missing !== '')('real TLS servers: nginx, haproxy, Dovecot and Postfix', () => {
  let namespace: Namespace;
  let reloadNginx: () => void;
  let reloadDovecot: () => void;
  let options: string[];

  beforeAll(async () => {
    namespace = await openNamespace([ROOT, TLD, NS, WEB, MAIL, MX, PROXY]);
    const hints = servers.write(
      namespace,
      'named.root',
      `. 3600000 NS A.ROOT-SERVERS.NET.\nA.ROOT-SERVERS.NET. 3600000 A ${ROOT}\n`,
    );
    options = [
      '--json',
      '--only',
      'certificate',
      '--roots',
      hints,
      '--trust',
      servers.write(namespace, 'trust.pem', lab.root.chain),
    ];
    startTree(namespace);
    servers.write(namespace, 'files/intermediate.der', der(lab.intermediate));
    servers.write(namespace, 'files/stranger.der', der(stranger));
    servers.deploy(namespace, 'www-ec', whole('www', { key: 'EC P-256' }));
    servers.deploy(namespace, 'www-rsa', whole('www'));
    servers.deploy(namespace, 'shop', whole('shop', { key: 'EC P-256' }));
    servers.deploy(namespace, 'mail', whole('mail'));
    servers.deploy(namespace, 'mx', whole('mx', { key: 'EC P-256' }));
    const hosts = [
      { name: 'www.example.test', address: WEB, certificates: ['www-ec', 'www-rsa'] },
      { name: 'shop.example.test', address: WEB, certificates: ['shop'] },
      { name: 'mail.example.test', address: MAIL, certificates: ['mail'] },
    ];
    reloadNginx = servers.startNginx(namespace, hosts, { address: WEB, folder: join(namespace.folder, 'files') });
    servers.startHaproxy(namespace, PROXY, {
      bare: leaf('bare', { issuerUrl: 'http://ca.example.test/intermediate.der' }),
      whole: whole('whole'),
      stranger: leaf('stranger', { issuer: stranger, issuerUrl: 'http://ca.example.test/stranger.der' }),
    });
    reloadDovecot = servers.startDovecot(namespace, MAIL, 'mail');
    servers.startPostfix(namespace, MX, 'mx');
    await until([...MAIL_URLS, ...MX_URLS, 'https://www.example.test', 'https://whole.example.test'], []);
  }, 90_000);

  afterAll(() => namespace?.[Symbol.asyncDispose]());

  async function look(...targets: string[]): Promise<readonly Report[]> {
    const { stdout, stderr } = await namespace.picket('check', ...targets, ...options);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as Report[];
  }

  const lines = (reports: readonly Report[]) =>
    reports.flatMap(({ target, findings }) => findings.map(({ code }) => `${code} ${nameOf(target)}`)).sort();

  /** Looks again until exactly these findings are seen; what was seen last is the failure's message. */
  async function until(targets: readonly string[], expected: readonly string[], withinMs = 40_000): Promise<readonly Report[]> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const reports = await look(...targets);
      if (JSON.stringify(lines(reports)) === JSON.stringify([...expected].sort()) || performance.now() > deadline) {
        const says = reports.flatMap(({ findings }) => findings.map((finding) => finding.says)).join('\n');
        expect(lines(reports), says).toEqual([...expected].sort());
        return reports;
      }
    }
  }

  const serials = (reports: readonly Report[]) =>
    reports.flatMap(({ facts }) => facts.map(({ subject, values }) => [subject, values.keyType, values.state]));

  it('shows both certificates of nginx, and each virtual host its own', async () => {
    const reports = await look('https://www.example.test', 'https://shop.example.test');
    expect(serials(reports)).toEqual([
      [`${WEB}:443`, 'EC P-256', 'ok'],
      [`${WEB}:443 (RSA)`, 'RSA 2048', 'ok'],
      [`${WEB}:443`, 'EC P-256', 'ok'],
    ]);
  });

  it('speaks to every port of Dovecot and Postfix', async () => {
    const reports = await look(...MAIL_URLS, ...MX_URLS);
    expect(serials(reports)).toEqual([
      ...[143, 993, 110, 995].map((port) => [`${MAIL}:${port}`, 'RSA 2048', 'ok']),
      ...[25, 587, 465].map((port) => [`${MX}:${port}`, 'EC P-256', 'ok']),
    ]);
  });

  it('tells a Postfix without STARTTLS from one that is down', async () => {
    const [off, down] = await look('smtp://mx.example.test:2525', 'smtp://mx.example.test:2526');
    expect(off?.findings[0]).toMatchObject({ code: 'tls.handshake', says: expect.stringContaining('does not offer STARTTLS') });
    expect(off?.facts[0]?.values.state).toBe('starttls');
    expect(down?.findings[0]?.code).toBe('tls.unreachable');
  });

  it('fetches the issuer that haproxy does not send, and so tells a forgotten one from a stranger', async () => {
    const reports = await look('https://bare.example.test', 'https://whole.example.test', 'https://stranger.example.test');
    expect(lines(reports)).toEqual([
      'tls.chain_incomplete https://bare.example.test',
      'tls.untrusted https://stranger.example.test',
    ]);
  });

  it('sees the old certificate on the mail ports while 443 has the new one, until Dovecot is reloaded', async () => {
    servers.deploy(namespace, 'mail', whole('mail', { notBefore: inDays(-1), notAfter: inDays(89), serialNumber: '02' }));
    await until(['https://mail.example.test', ...MAIL_URLS], []);
    reloadNginx();
    const reports = await until(
      ['https://mail.example.test', ...MAIL_URLS],
      MAIL_URLS.map((url) => `tls.not_reloaded ${url}`),
    );
    const prints = reports.map(({ facts }) => facts[0]?.values.fingerprint);
    expect(new Set(prints).size).toBe(2);
    expect(prints[0]).not.toBe(prints[1]);
    reloadDovecot();
    await until(MAIL_URLS, []);
  }, 120_000);
});
