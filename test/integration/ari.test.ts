import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renewal } from '../../functions/checks/renewal.ts';
import type { Report } from '../../functions/core/report.ts';
import { authority, mint, sentWith } from '../../lab/certificate.ts';
import { ACME_NEEDS, startCa, startPowerDns, startResolver, untilListening } from './acme-servers.ts';
import { CA, FRONT, HOST, serveRenamed, startFronts, WEB, ZONE } from './ari-servers.ts';
import { missingHere, type Namespace, openNamespace } from './namespace.ts';
import { startKnot, zoneText } from './servers.ts';
import { deploy, write } from './tls-servers.ts';

const lacks =
  process.env.PICKET_PEBBLE === undefined ? 'PICKET_PEBBLE, a Pebble with renewal information: .ci/run builds one' : '';
const missing = missingHere({ ...ACME_NEEDS, nginx: 'nginx-light', curl: 'curl' }, lacks);

/** Addresses that look public, so that the guard against private ones is in force; they exist in the namespace alone. */
const ROOT = '198.41.0.4';
const TLD = '192.5.6.30';
const NS = '185.12.64.1';
const RESOLVER = '127.0.53.54';

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY);
const daysTo = (moment: string | number) => (new Date(moment).getTime() - Date.now()) / DAY;

function startTree(namespace: Namespace): void {
  const timers = { refresh: 1800, retry: 900, expire: 604_800 };
  const text = (name: string, server: string, address: string, lines: readonly string[]) =>
    zoneText({ name, serial: 1, timers, nameservers: { [server]: address }, lines });
  const tlds = ['test. IN NS a.nic.test.', `a.nic.test. IN A ${TLD}`, 'org. IN NS a.nic.org.', `a.nic.org. IN A ${TLD}`];
  const cut = [`${ZONE}. IN NS ns1.${ZONE}.`, `ns1.${ZONE}. IN A ${NS}`];
  startKnot(namespace, 'root', ROOT, { '.': text('.', 'a.root-servers.net', ROOT, tlds) });
  const org = text('org', 'a.nic.org', TLD, [`${CA}. IN A ${FRONT}`]);
  startKnot(namespace, 'tld', TLD, { test: text('test', 'a.nic.test', TLD, cut), org });
}

describe.skipIf(missing !== '')('renewal information of a real CA: Pebble behind the name of one that Picket knows', () => {
  const lab = authority();
  let namespace: Namespace;
  let options: string[];

  beforeAll(async () => {
    namespace = await openNamespace([ROOT, TLD, NS, WEB, FRONT]);
    const hints = write(namespace, 'named.root', `. 3600000 NS A.ROOT-SERVERS.NET.\nA.ROOT-SERVERS.NET. 3600000 A ${ROOT}\n`);
    startTree(namespace);
    const primary = startPowerDns(namespace, NS, ZONE, { [`ns1.${ZONE}`]: NS });
    primary.set('www', 'A', WEB);
    startResolver(namespace, RESOLVER, hints);
    const ca = startCa(namespace, RESOLVER);
    for (const [address, port] of [
      ['127.0.0.1', 8081],
      ['127.0.0.1', 14_000],
      [RESOLVER, 53],
    ] as const)
      untilListening(namespace, address, port);
    expect(ca.order(HOST)).toContain('Server responded with a certificate');
    const front = mint({ names: [CA], notBefore: inDays(-20), notAfter: inDays(70), issuer: lab.intermediate });
    deploy(namespace, 'ca', sentWith(front, lab.intermediate));
    const trust = write(namespace, 'trust.pem', lab.root.chain + serveRenamed(namespace));
    options = ['--json', '--only', 'certificate,renewal', '--roots', hints, '--trust', trust];
    startFronts(namespace);
    untilListening(namespace, FRONT, 443);
  }, 90_000);

  afterAll(() => namespace?.[Symbol.asyncDispose]());

  /** What Picket says so many days from now. */
  async function look(days: number): Promise<readonly Report[]> {
    const url = `https://${HOST}`;
    const { stdout, stderr } = await namespace.picket('check', url, ...options, '--now', inDays(days).toISOString());
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as Report[];
  }

  /** Makes Pebble suggest a window for the certificate, or whatever else is given. */
  function suggest(answer: unknown): void {
    const Certificate = readFileSync(`${namespace.folder}/lego/certificates/${HOST}.crt`, 'utf8');
    const ARIResponse = typeof answer === 'string' ? answer : JSON.stringify({ suggestedWindow: answer });
    const data = write(namespace, 'suggested.json', JSON.stringify({ Certificate, ARIResponse }));
    const url = 'https://127.0.0.1:15000/set-renewal-info/';
    namespace.run('curl', '-sf', '--cacert', join(namespace.folder, 'acme.pem'), '--data', `@${data}`, url);
  }

  const told = (reports: readonly Report[]) =>
    reports.flatMap(({ findings }) => findings.map(({ code, severity }) => `${severity} ${code}`));
  const factsOf = (reports: readonly Report[], check: string) =>
    reports.find((report) => report.check === check)?.facts.map(({ values }) => values);

  it('puts one question about a certificate, and has the window that age gives', async () => {
    const reports = await look(10);
    expect(told(reports)).toEqual([]);
    expect(factsOf(reports, 'certificate')).toMatchObject([{ state: 'ok', issuer: "C=US, O=Let's Encrypt, CN=PB1" }]);
    const [{ renewFrom = '', renewUntil = '' } = {}] = factsOf(reports, 'renewal') ?? [];
    expect([daysTo(renewFrom), daysTo(renewUntil)]).toEqual([expect.closeTo(59, 1), expect.closeTo(61, 1)]);
    const asked = readFileSync(join(namespace.folder, 'asked.log'), 'utf8').trim().split('\n');
    expect(asked).toEqual(['/directory', expect.stringMatching(/^\/draft-ietf-acme-ari-03\/renewalInfo\/[\w-]+\.[\w-]+$/)]);
    const answer = namespace.run('curl', '-sik', '--resolve', `${CA}:443:${FRONT}`, `https://${CA}${asked[1]}`);
    expect(answer).toContain('"suggestedWindow"');
    expect(Number(/^retry-after: (\d+)/im.exec(answer)?.[1])).toBe(renewal.cadence?.everySeconds);
  });

  it('leaves the window that age gives to whoever judges by age, when it is over', async () => {
    expect(told(await look(62))).toEqual([]);
    expect(told(await look(64))).toEqual(['warning tls.renewal_overdue']);
  });

  it('tells a window that is over while most of the life is left, and not before it is over', async () => {
    suggest({ start: inDays(0.5), end: inDays(1) });
    expect(told(await look(0.9))).toEqual([]);
    const reports = await look(2);
    expect(told(reports)).toEqual(['warning tls.renewal_wanted']);
    expect(reports.flatMap(({ findings }) => findings)[0]?.says).toContain('its window for that ended on');
  });

  it('is silent about a window that lies ahead', async () => {
    suggest({ start: inDays(20), end: inDays(21) });
    expect(told(await look(10))).toEqual([]);
  });

  it('does not believe what cannot be meant, and says that it does not know', async () => {
    suggest('{"suggestedWindow": {"start": "x"');
    expect(told(await look(10))).toEqual(['unknown tls.renewal_unknown']);
    suggest({ start: inDays(1), end: inDays(4000) });
    expect(told(await look(66))).toEqual(['warning tls.renewal_overdue', 'unknown tls.renewal_unknown']);
  });
});
