import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Forecast } from '../../functions/core/forecast.ts';
import { missingHere, type Namespace, openNamespace } from './namespace.ts';
import * as servers from './servers.ts';

const missing = missingHere();

const ROOT = '198.41.0.4';
const TLD = '192.5.6.30';
const HIDDEN = '185.12.64.1';
const BIND = '185.12.64.2';
const KNOT = '185.12.64.4';
const ZONE = 'example.test';
const NAMESERVERS = { 'ns1.example.test': BIND, 'ns2.example.test': KNOT };
const SLOW = { refresh: 1800, retry: 900, expire: 604_800 };

const zone = (serial: number) =>
  servers.zoneText({ name: ZONE, serial, timers: { refresh: 3, retry: 2, expire: 32 }, nameservers: NAMESERVERS });

describe.skipIf(missing !== '')('picket forecast, of a hidden BIND primary behind BIND and Knot', () => {
  let namespace: Namespace;
  let primary: ReturnType<typeof servers.startBindPrimary>;
  let hints: string;

  beforeAll(async () => {
    namespace = await openNamespace([ROOT, TLD, HIDDEN, BIND, KNOT]);
    hints = join(namespace.folder, 'named.root');
    writeFileSync(hints, `. 3600000 NS A.ROOT-SERVERS.NET.\nA.ROOT-SERVERS.NET. 3600000 A ${ROOT}\n`);
    const top = ['test. IN NS a.nic.test.', `a.nic.test. IN A ${TLD}`];
    const root = servers.zoneText({
      name: '.',
      serial: 1,
      timers: SLOW,
      nameservers: { 'a.root-servers.net': ROOT },
      lines: top,
    });
    const glue = Object.entries(NAMESERVERS).flatMap(([name, address]) => [
      `${ZONE}. IN NS ${name}.`,
      `${name}. IN A ${address}`,
    ]);
    const test = servers.zoneText({ name: 'test', serial: 1, timers: SLOW, nameservers: { 'a.nic.test': TLD }, lines: glue });
    servers.startKnot(namespace, 'root', ROOT, { '.': root });
    servers.startKnot(namespace, 'tld', TLD, { test });
    primary = servers.startBindPrimary(namespace, HIDDEN, ZONE, zone(1), [BIND, KNOT]);
    servers.startBindSecondary(namespace, BIND, ZONE, HIDDEN);
    servers.startKnotSecondary(namespace, KNOT, ZONE, HIDDEN);
    await until('READY', []);
  }, 60_000);

  afterAll(() => namespace?.[Symbol.asyncDispose]());

  /** Looks again until the forecast says so, for these codes; what was seen last is the failure's message. */
  async function until(outcome: string, codes: readonly string[]): Promise<Forecast> {
    const wanted = JSON.stringify([outcome, codes]);
    const deadline = performance.now() + 40_000;
    for (;;) {
      const { stdout, stderr } = await namespace.picket('forecast', ZONE, '--json', '--roots', hints);
      const [forecast] = stdout === '' ? [] : (JSON.parse(stdout) as Forecast[]);
      if (forecast === undefined) throw new Error(stderr);
      const got = JSON.stringify([forecast.outcome, [...new Set(forecast.reasons.map(({ code }) => code))]]);
      if (got === wanted) return forecast;
      if (performance.now() > deadline) throw new Error(`${got}, not ${wanted}`);
    }
  }

  it('is blocked once every copy is frozen alike, though no server differs from another and none is silent', {
    timeout: 120_000,
  }, async () => {
    const away = [BIND, KNOT].flatMap((secondary) =>
      ['tcp', 'udp'].map((protocol) => `ip saddr ${secondary} ip daddr ${HIDDEN} ${protocol} dport 53 drop`),
    );
    const back = [BIND, KNOT].map((secondary) => `ip saddr ${HIDDEN} ip daddr ${secondary} udp dport 53 drop`);
    namespace.filter(...away, ...back);
    primary.edit(zone(2));
    const { reasons, chance } = await until('BLOCKED', ['dns.secondary.expiring']);
    expect([reasons.map(({ subject }) => subject), chance]).toEqual([[ZONE], 0]);
    namespace.filter();
    primary.edit(zone(3));
    await until('READY', []);
  });
});
