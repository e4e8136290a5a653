import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report, Told } from '../../functions/core/report.ts';
import { missingHere, type Namespace, openNamespace } from './namespace.ts';
import * as servers from './servers.ts';

const missing = missingHere();

/** Addresses that look public, so that the guard against private ones is in force; they exist in the namespace alone. */
const ROOT = '198.41.0.4';
const TLD = '192.5.6.30';
const PRIMARY = '185.12.64.1';
const BIND = '185.12.64.2';
const NSD = '185.12.64.3';
const KNOT = '185.12.64.4';

const NAMESERVERS = { 'ns1.example.test': PRIMARY, 'ns2.example.test': BIND, 'ns3.example.test': NSD, 'ns4.example.test': KNOT };
const SLOW = { refresh: 1800, retry: 900, expire: 604_800 };
const QUICK = { refresh: 3, retry: 2, expire: 24 };

const zone = (serial: number) => servers.zoneText({ name: 'example.test', serial, timers: QUICK, nameservers: NAMESERVERS });

function startTree(namespace: Namespace): void {
  const tld = ['test. IN NS a.nic.test.', `a.nic.test. IN A ${TLD}`];
  const root = servers.zoneText({ name: '.', serial: 1, timers: SLOW, nameservers: { 'a.root-servers.net': ROOT }, lines: tld });
  const glue = Object.entries(NAMESERVERS).flatMap(([name, address]) => [
    `example.test. IN NS ${name}.`,
    `${name}. IN A ${address}`,
  ]);
  const test = servers.zoneText({ name: 'test', serial: 1, timers: SLOW, nameservers: { 'a.nic.test': TLD }, lines: glue });
  servers.startKnot(namespace, 'root', ROOT, { '.': root });
  servers.startKnot(namespace, 'tld', TLD, { test });
}

/** Packet filter rules that cut one secondary off its primary, as a lost route would. */
function cutOff(secondary: string): string[] {
  const from = `ip saddr ${secondary} ip daddr ${PRIMARY}`;
  // A SYN without an answer keeps NSD waiting for two minutes, in which it forgets to expire: it gets a reset instead.
  const tcp = secondary === NSD ? `${from} tcp dport 53 reject with tcp reset` : `${from} tcp dport 53 drop`;
  return [tcp, `${from} udp dport 53 drop`];
}

describe.skipIf(missing !== '')('real nameservers: a BIND primary with BIND, NSD and Knot as secondaries', () => {
  let namespace: Namespace;
  let primary: ReturnType<typeof servers.startBindPrimary>;
  let hints: string;

  beforeAll(async () => {
    namespace = await openNamespace([ROOT, TLD, PRIMARY, BIND, NSD, KNOT]);
    hints = join(namespace.folder, 'named.root');
    writeFileSync(hints, `. 3600000 NS A.ROOT-SERVERS.NET.\nA.ROOT-SERVERS.NET. 3600000 A ${ROOT}\n`);
    startTree(namespace);
    primary = servers.startBindPrimary(namespace, PRIMARY, 'example.test', zone(1), [BIND, NSD, KNOT]);
    servers.startBindSecondary(namespace, BIND, 'example.test', PRIMARY);
    servers.startNsdSecondary(namespace, NSD, 'example.test', PRIMARY);
    servers.startKnotSecondary(namespace, KNOT, 'example.test', PRIMARY);
    await until([]);
  });

  afterAll(() => namespace?.[Symbol.asyncDispose]());

  async function look(): Promise<readonly Told[]> {
    const { stdout, stderr } = await namespace.picket('check', 'example.test', '--json', '--roots', hints);
    if (stdout === '') throw new Error(stderr);
    return (JSON.parse(stdout) as Report[]).flatMap(({ findings }) => findings);
  }

  /** The findings as `code subject`, notices left out: a notice changes no state. */
  function lines(findings: readonly Told[]): string[] {
    return findings
      .filter(({ severity }) => severity !== 'notice')
      .map(({ code, subject }) => `${code} ${subject}`)
      .sort();
  }

  /** Looks again until exactly these lines are seen; what was seen last is the failure's message. */
  async function until(expected: readonly string[], withinMs = 40_000): Promise<readonly Told[]> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const findings = await look();
      if (JSON.stringify(lines(findings)) === JSON.stringify([...expected].sort())) return findings;
      if (performance.now() > deadline) {
        expect(lines(findings)).toEqual([...expected].sort());
        throw new Error('unreachable');
      }
    }
  }

  it('is silent about an edit that reaches every secondary', async () => {
    primary.edit(zone(2));
    await until([]);
  });

  it('names exactly the cut-off secondaries, from behind over frozen to expired, and falls silent after the repair', {
    timeout: 150_000,
  }, async () => {
    namespace.filter(...cutOff(BIND), ...cutOff(NSD));
    primary.edit(zone(3));
    const ns2 = `ns2.example.test/${BIND}`;
    const ns3 = `ns3.example.test/${NSD}`;
    await until([`dns.serial.behind ${ns2}`, `dns.serial.behind ${ns3}`]);
    // NSD offers no EXPIRE: of it only the serial speaks.
    const frozen = await until([
      `dns.secondary.expiring ${ns2}`,
      `dns.secondary.frozen ${ns2}`,
      `dns.serial.behind ${ns2}`,
      `dns.serial.behind ${ns3}`,
    ]);
    expect(frozen.find(({ code, subject }) => code === 'dns.serial.behind' && subject === ns2)?.echoes).toBe(
      'dns.secondary.expiring',
    );
    await until([`dns.secondary.expired ${ns2}`, `dns.secondary.expired ${ns3}`]);
    namespace.filter();
    primary.edit(zone(4));
    await until([]);
  });

  it('sees a frozen Knot from EXPIRE although no serial ever moved', { timeout: 120_000 }, async () => {
    namespace.filter(...cutOff(KNOT));
    const ns4 = `ns4.example.test/${KNOT}`;
    await until([`dns.secondary.expiring ${ns4}`, `dns.secondary.frozen ${ns4}`]);
    await until([`dns.secondary.expired ${ns4}`]);
    namespace.filter();
    primary.edit(zone(5));
    await until([]);
  });

  it('tells a server that answers over UDP alone', { timeout: 60_000 }, async () => {
    namespace.filter(`ip daddr ${KNOT} tcp dport 53 drop`);
    await until([`dns.ns.tcp_blocked ns4.example.test/${KNOT}`]);
    namespace.filter();
    await until([]);
  });

  it('tells a dead server once, under the check that owns silence', { timeout: 60_000 }, async () => {
    namespace.filter(`ip daddr ${KNOT} meta l4proto { tcp, udp } th dport 53 drop`);
    await until([`dns.ns.timeout ns4.example.test/${KNOT}`]);
    namespace.filter();
    await until([]);
  });
});
