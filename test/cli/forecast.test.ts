import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer } from '../../cli/program.ts';
import { CHECKS } from '../../functions/checks/registry.ts';
import type { Forecast } from '../../functions/core/forecast.ts';
import { openNet } from '../../functions/net/net.ts';
import { type Internet, startInternet } from '../../lab/internet.ts';
import { acmeWith } from '../../lab/scenario.ts';
import { worldOf } from './world.ts';

const NOW = new Date('2026-11-20T10:05:00Z');
const folder = mkdtempSync(join(tmpdir(), 'picket-forecast-'));
let internet: Internet;

beforeAll(async () => {
  internet = await startInternet({ clock: () => NOW });
  const { primary, secondary } = await internet.serve(acmeWith({}));
  await internet.serve({ zone: 'well.test', hosts: [{ name: 'ns1.well.test' }, { name: 'ns2.well.test' }] });
  secondary('ns2.acme.test').cutOff();
  primary.edit((zone) => zone);
});
afterAll(async () => {
  await internet.stop();
  rmSync(folder, { recursive: true });
});

const picket = (...args: string[]) => picketWith({}, ...args);

async function picketWith(env: NodeJS.ProcessEnv, ...args: string[]) {
  const { port } = internet;
  const roots = args.includes('lost.test') ? [] : internet.roots;
  const { world, told } = worldOf({
    env,
    checks: async () => CHECKS,
    openNet: async (options) => openNet({ ...options, roots, port, allowPrivate: true }),
    now: () => NOW,
  });
  return { code: await answer(['forecast', ...args], world), ...told };
}

describe('picket forecast', () => {
  it('is ready where nothing speaks against it, and says what it is worth', async () => {
    const { code, out, err } = await picket('well.test');
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(
      [
        'READY  Nothing that can be seen from outside speaks against an order for well.test, *.well.test at',
        '  letsencrypt.org by dns-01.',
        '',
        'Seen from here alone: what fails elsewhere is not seen (--deployed asks the vantages of a',
        'deployment, --with puts several looks together), 20 November 10:05 UTC.',
        'On this day a CA asks from its own place and 4 others at least, in the areas of 2 address',
        'registries; 1 of them may disagree.',
        'A forecast is advice, not a promise: block nothing by it.',
        '',
      ].join('\n'),
    );
  });

  it('is risky where a copy is stale, with the chance, the reason and what to do', async () => {
    const { code, out } = await picket('acme.test', '--cert', 'acme.test,www.acme.test', '--cert', '*.acme.test');
    expect(code).toBe(1);
    const text = out.replace(/\s+/g, ' ');
    expect(text).toContain('RISKY An order for acme.test, www.acme.test at letsencrypt.org by dns-01 would pass only by luck');
    expect(text).toContain('the chance is about 16 %');
    expect(text).toContain('why dns.serial.behind, as above');
    expect(out).toMatch(/ {2}why {3}ns2\.acme\.test\/\S+ serves serial \d+, 1 behind/);
    expect(out).toMatch(/ {2}do {4}dig \+norec SOA acme\.test @127/);
    expect(out.match(/^RISKY /gm)?.length).toBe(2);
  });

  it('does not mind a stale copy where the challenge is not in DNS', async () => {
    expect((await picket('acme.test', '--method', 'http-01', '--cert', 'acme.test')).code).toBe(0);
  });

  it('is blocked where a hidden primary reaches none of the public nameservers, so that no challenge can arrive', async () => {
    let now = NOW;
    await using lab = await startInternet({ clock: () => now });
    const names = ['ns1.hidden.test', 'ns2.hidden.test'];
    const hosts = names.map((name) => ({ name, role: 'secondary' as const }));
    const { secondary } = await lab.serve({ zone: 'hidden.test', hosts });
    for (const name of names) secondary(name).cutOff();
    now = new Date(NOW.getTime() + 86_400_000);
    const { world, told } = worldOf({
      checks: async () => CHECKS,
      openNet: async (options) => openNet({ ...options, roots: lab.roots, port: lab.port, allowPrivate: true }),
      now: () => now,
    });
    expect(await answer(['forecast', 'hidden.test'], world)).toBe(2);
    expect(told.out).toMatch(
      /^BLOCKED {2}An order for hidden\.test, \*\.hidden\.test [^.]*\.org by dns-01 would\s+likely\s+fail\./,
    );
    expect(told.out.replace(/\s+/g, ' ')).toContain(
      'Both nameserver addresses that tell their timer: no refresh from the primary',
    );
  });

  it('asks for one name where the method has no wildcards', async () => {
    const { code, out } = await picket('well.test', '--method', 'http-01');
    expect([code, out.split('\n')[0]]).toEqual([
      0,
      'READY  Nothing that can be seen from outside speaks against an order for well.test at',
    ]);
  });

  it('is about the certificates that a configuration declares, if none is typed', async () => {
    const config = ['--config', join(import.meta.dirname, 'declared.config.ts')];
    const declared = await picket('well.test', ...config);
    expect(declared.out.replace(/\s+/g, ' ')).toMatch(
      /an order for well\.test at pki\.goog by dns-01.*for www\.well\.test at pki\.goog/,
    );
    const typed = await picket('well.test', ...config, '--cert', 'a.well.test');
    expect([typed.err, typed.out.match(/an order for (\S+)/)?.[1]]).toEqual(['', 'a.well.test']);
    const other = await picket('lost.test', ...config);
    expect(other.err).toBe(
      'picket: declared.config.ts declares no certificate of lost.test; this is about lost.test and *.lost.test\n',
    );
    writeFileSync(join(folder, 'bad.ts'), 'export const config = 7;');
    const faulty = await picketWith({ PICKET_CONFIG: join(folder, 'bad.ts') }, 'well.test');
    expect([faulty.code, faulty.err]).toEqual([
      0,
      'picket: bad.ts has faults, which `picket cost` tells; this is about well.test and *.well.test\n',
    ]);
    const none = await picket('well.test', '--config', 'none.ts');
    expect([none.code, none.err]).toEqual([3, expect.stringMatching(/^picket: there is no configuration at .*none\.ts\n$/)]);
  });

  it('sends to its zone whoever asks about a name inside one', async () => {
    const { code, out, err } = await picket('ns1.well.test');
    expect([code, out]).toEqual([3, '']);
    expect(err).toBe(
      'picket: ns1.well.test is no zone of its own; it lies in well.test. To ask about its name there: picket forecast well.test --cert ns1.well.test\n',
    );
  });

  it('cannot tell where nobody could be asked, and says why once', async () => {
    const { code, out } = await picket('lost.test');
    expect([code, out.slice(0, 7)]).toEqual([3, 'UNKNOWN']);
    expect(out.match(/^ {2}code {2}.*/gm)).toEqual(['  code  dns.delegation.unknown']);
  });

  it('is blocked where the domain is gone', async () => {
    expect((await picket('gone.test')).code).toBe(2);
  });

  it('puts together what was seen elsewhere', async () => {
    const files = ['eu-central-1', 'us-east-1', 'sa-east-1'].map(async (vantage) => {
      const { out } = await picket('well.test', '--json', '--vantage', vantage);
      const seen = (JSON.parse(out) as Forecast[]).map((one) => ({
        ...one,
        views: one.views.map((view) => ({ ...view, outcome: vantage === 'us-east-1' ? 'READY' : 'BLOCKED' })),
      }));
      writeFileSync(join(folder, vantage), JSON.stringify(seen));
      return ['--with', join(folder, vantage)];
    });
    const { code, out } = await picket('well.test', ...(await Promise.all(files)).flat());
    expect(code).toBe(2);
    expect(out.replace(/\s+/g, ' ')).toContain('would likely fail, as seen from 2 of 4 vantages.');
    expect(out).toContain(
      [
        '  vantage       registry  forecast  decided by',
        '  here          –         READY     –',
        '  eu-central-1  RIPE NCC  BLOCKED   –',
        '  us-east-1     ARIN      READY     –',
        '  sa-east-1     LACNIC    BLOCKED   –',
        '',
        'Seen from here, eu-central-1, us-east-1, sa-east-1, 20 November 10:05 UTC.',
      ].join('\n'),
    );
  });

  it('tells every fault of what was typed, all at once', async () => {
    writeFileSync(join(folder, 'none'), '{}');
    const { code, err } = await picket(
      'well.test',
      '--cert',
      'other.test,*.well.test',
      '--method',
      'dns-02',
      '--with',
      join(folder, 'none'),
    );
    expect(code).toBe(3);
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/^picket: .*none: is no output of picket forecast --json$/),
      "picket: --method: 'dns-02' is no method; expected one of dns-01, http-01, tls-alpn-01",
      "picket: --cert: 'other.test' does not lie in well.test",
      '',
    ]);
    const wild = await picket('well.test', '--method', 'http-01', '--cert', '*.well.test');
    expect(wild.err).toContain('http-01 cannot validate a wildcard');
    expect((await picket('https://www.well.test')).err).toContain(
      'is a service; expected the zone that it lies in, and its name as in: picket forecast example.org --cert www.well.test',
    );
    expect((await picket('well.test', '--cert', '*.*.well.test')).err).toContain("--cert: '*.well.test' has the label '*'");
  });
});
