import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Forecast, Outcome } from '../../functions/core/forecast.ts';
import { chanceOf } from '../../functions/core/perspectives.ts';
import { ACME_NEEDS, startCa, startPowerDns, startResolver, untilListening } from './acme-servers.ts';
import { missingHere, type Namespace, openNamespace } from './namespace.ts';
import * as servers from './servers.ts';

const missing = missingHere(ACME_NEEDS);

const ROOT = '198.41.0.4';
const TLD = '192.5.6.30';
const PRIMARY = '185.12.64.1';
const BIND = '185.12.64.2';
const NSD = '185.12.64.3';
const KNOT = '185.12.64.4';
const RESOLVER = '127.0.53.54';
const ZONE = 'example.test';
const NAMESERVERS = { 'ns1.example.test': BIND, 'ns2.example.test': NSD, 'ns3.example.test': KNOT };
const SLOW = { refresh: 1800, retry: 900, expire: 604_800 };

function startTree(namespace: Namespace): void {
  const top = ['test. IN NS a.nic.test.', `a.nic.test. IN A ${TLD}`];
  const root = servers.zoneText({ name: '.', serial: 1, timers: SLOW, nameservers: { 'a.root-servers.net': ROOT }, lines: top });
  const glue = Object.entries(NAMESERVERS).flatMap(([name, address]) => [`${ZONE}. IN NS ${name}.`, `${name}. IN A ${address}`]);
  const test = servers.zoneText({ name: 'test', serial: 1, timers: SLOW, nameservers: { 'a.nic.test': TLD }, lines: glue });
  servers.startKnot(namespace, 'root', ROOT, { '.': root });
  servers.startKnot(namespace, 'tld', TLD, { test });
}

describe.skipIf(missing !== '')('picket forecast and await-txt, with Pebble, lego, PowerDNS, BIND, NSD and Knot', () => {
  let namespace: Namespace;
  let primary: ReturnType<typeof startPowerDns>;
  let ca: ReturnType<typeof startCa>;
  let hints: string;

  beforeAll(async () => {
    namespace = await openNamespace([ROOT, TLD, PRIMARY, BIND, NSD, KNOT]);
    hints = join(namespace.folder, 'named.root');
    writeFileSync(hints, `. 3600000 NS A.ROOT-SERVERS.NET.\nA.ROOT-SERVERS.NET. 3600000 A ${ROOT}\n`);
    startTree(namespace);
    primary = startPowerDns(namespace, PRIMARY, ZONE, NAMESERVERS);
    untilListening(namespace, '127.0.0.1', 8081);
    servers.startBindSecondary(namespace, BIND, ZONE, PRIMARY);
    servers.startNsdSecondary(namespace, NSD, ZONE, PRIMARY);
    servers.startKnotSecondary(namespace, KNOT, ZONE, PRIMARY);
    startResolver(namespace, RESOLVER, hints);
    ca = startCa(namespace, RESOLVER);
    untilListening(namespace, '127.0.0.1', 14_000);
    await until('READY');
  }, 120_000);

  afterAll(() => namespace?.[Symbol.asyncDispose]());

  /** The command that npm links. */
  const picket = (...args: string[]) => namespace.ask(process.execPath, 'cli/picket.js', ...args, '--roots', hints);

  async function look(): Promise<{ readonly code: number; readonly forecast: Forecast }> {
    const { code, stdout, stderr } = await picket('forecast', ZONE, '--json');
    const [forecast] = stdout === '' ? [] : (JSON.parse(stdout) as Forecast[]);
    if (forecast === undefined) throw new Error(stderr);
    return { code, forecast };
  }

  /** Looks again until the outcome is this one; what was seen last is the failure's message. */
  async function until(outcome: Outcome): Promise<Forecast> {
    const deadline = performance.now() + 40_000;
    for (;;) {
      const { forecast } = await look();
      if (forecast.outcome === outcome) return forecast;
      if (performance.now() > deadline) {
        expect([forecast.outcome, forecast.reasons]).toEqual([outcome, []]);
        throw new Error('unreachable');
      }
    }
  }

  /** Lets nothing pass from a secondary to the primary. */
  const cutOff = (secondary: string) =>
    namespace.filter(
      `ip saddr ${secondary} ip daddr ${PRIMARY} tcp dport 53 reject with tcp reset`,
      `ip saddr ${secondary} ip daddr ${PRIMARY} udp dport 53 drop`,
    );

  /** Waits until primary and secondaries serve the same serial: an ACME client that cleans up edits the zone as well. */
  async function untilLevel(servers: readonly string[] = [PRIMARY, BIND, NSD, KNOT]): Promise<void> {
    const serialAt = (address: string) => namespace.run('dig', '+norec', '+short', `@${address}`, ZONE, 'SOA').split(' ')[2];
    await expect.poll(() => new Set(servers.map(serialAt)).size, { timeout: 30_000, interval: 200 }).toBe(1);
  }

  it('is ready, and the certificate is issued', { timeout: 60_000 }, async () => {
    expect((await look()).code).toBe(0);
    expect(ca.order(ZONE, `*.${ZONE}`)).toContain('Server responded with a certificate');
  });

  it('warns of a stale secondary before issuance fails on it, and is ready again once it is repaired', {
    timeout: 150_000,
  }, async () => {
    await untilLevel();
    cutOff(NSD);
    primary.edit('www', 'edited');
    const { reasons, chance, rule } = await until('RISKY');
    expect(reasons.map(({ code, subject }) => `${code} ${subject}`)).toEqual([`dns.serial.behind ns2.example.test/${NSD}`]);
    expect(chance).toBeCloseTo(chanceOf(2 / 3, rule));
    const { code, stdout } = await picket('forecast', ZONE);
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/^RISKY .*\n +code +dns\.serial\.behind\n/s) });
    const failed = ca.order(`late.${ZONE}`);
    expect(failed).toContain('FAILED');
    expect(failed).toMatch(/NS ns2\.example\.test\. (did not return|returned NXDOMAIN)/);

    namespace.filter();
    primary.edit('www', 'edited again');
    await untilLevel();
    await until('READY');
    // A name of its own: the resolver of the CA may still hold the value of the order that failed.
    expect(ca.order(`again.${ZONE}`)).toContain('Server responded with a certificate');
  });

  it('waits for a challenge until every nameserver shows it, and names the one that does not', {
    timeout: 90_000,
  }, async () => {
    await untilLevel();
    cutOff(NSD);
    primary.edit('_acme-challenge', 'awaited');
    await untilLevel([PRIMARY, BIND, KNOT]);
    const late = await picket('await-txt', ZONE, '--value', 'awaited', '--timeout', '5', '--interval', '1');
    expect(late.code).toBe(2);
    expect(late.stderr).toMatch(/is not ready after \d+ s: ns2\.example\.test\/185\.12\.64\.3 (lacks it|has other values)\n/);
    expect(late.stderr).toContain('It was written, and has not come to every nameserver');

    const heard = join(namespace.folder, 'heard');
    const words = `await-txt ${ZONE} --value awaited --timeout 60 --interval 1 --roots ${hints}`;
    const waiting = namespace.ask('sh', '-c', `${process.execPath} cli/picket.js ${words} > ${heard}`);
    await expect
      .poll(() => existsSync(heard) && readFileSync(heard, 'utf8'), { timeout: 30_000 })
      .toContain('2 of 3 nameservers');
    namespace.filter();
    primary.edit('www', 'edited once more');
    expect(await waiting).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(heard, 'utf8')).toMatch(
      /3 of 3 nameservers show it\n.*: ready after \d+ s: every nameserver of example\.test shows it\n$/,
    );
  });
});
