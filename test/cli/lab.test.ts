import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../functions/core/report.ts';
import { authority, mint, sentWith } from '../../lab/certificate.ts';
import { type Internet, startInternet } from '../../lab/internet.ts';
import { address } from '../../lab/plan.ts';
import { openTlsServer, type TlsServer } from '../../lab/tls-server.ts';

const ENTRY = resolve(import.meta.dirname, '../../cli/picket.ts');
const folder = mkdtempSync(join(tmpdir(), 'picket-'));
const ca = authority();
const WEB = '127.53.0.200';
let lab: Internet;
let web: TlsServer;

/** Runs `picket check` in the lab. */
const picket = (...args: readonly string[]) => check('--allow-private', ...args);

/** Runs `picket check` as a process of its own, with the lab's roots and port. */
async function check(...args: readonly string[]) {
  const options = ['--roots', join(folder, 'named.root'), '--dns-port', String(lab.port)];
  const env = { PATH: process.env.PATH, LANG: 'C.UTF-8' };
  const child = spawn(process.execPath, [ENTRY, 'check', ...args, ...options], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const told = { out: '', err: '' };
  child.stdout.on('data', (data) => {
    told.out += data;
  });
  child.stderr.on('data', (data) => {
    told.err += data;
  });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { code, ...told };
}

beforeAll(async () => {
  lab = await startInternet({
    clock: () => new Date(),
    zones: [
      {
        zone: 'well.test',
        hosts: [{ name: 'ns1.well.test' }, { name: 'ns2.well.test' }],
        records: [address('web.well.test', WEB)],
      },
      { zone: 'ill.test', hosts: [{ name: 'ns1.ill.test' }, { name: 'ns2.ill.test', holds: false }] },
      { zone: 'xn--mnchen-3ya.test', hosts: [{ name: 'ns1.well.test' }, { name: 'ns2.well.test' }] },
    ],
  });
  writeFileSync(join(folder, 'named.root'), lab.hintsText);
  writeFileSync(join(folder, 'lab.pem'), ca.root.chain);
  const dates = { notBefore: new Date('2026-10-01T00:00:00Z'), notAfter: new Date('2026-12-30T00:00:00Z') };
  const leaf = mint({ ...dates, names: ['web.well.test'], issuer: ca.intermediate });
  web = await openTlsServer({ address: WEB, identities: [sentWith(leaf, ca.intermediate)] });
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await web[Symbol.asyncDispose]();
  await lab.stop();
});

describe('picket check against the lab', () => {
  it('finds a zone well: exit code 0, every nameserver with its serial, nothing on standard error', async () => {
    const { code, out, err } = await picket('well.test');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^All well: well\.test, 2 addresses\./);
    expect(out.match(/ns\d\.well\.test\/127\.53\.0\.\d+ +2026112001 .* ok$/gm)).toHaveLength(2);
  });

  it('finds a nameserver without the zone: exit code 1, the sentence first, then what to type', async () => {
    const { code, out } = await picket('ill.test');
    expect(code).toBe(1);
    expect(out).toMatch(/^WARNING {2}ill\.test: .*ns2\.ill\.test/);
    expect(out).toMatch(/^ {2}do {4}dig \+norec SOA ill\.test @127\.53\.0\.\d+$/m);
    expect(out).toMatch(/ns2\.ill\.test\S+ .* REFUSED$/m);
  });

  it.each([
    ['check', 'ill.test', 1],
    ['await-txt', 'ill.test', 3],
  ])('%s %s exits %i where its reader went away: 0 would say that all is well', async (command, name, code) => {
    const options = ['--roots', join(folder, 'named.root'), '--dns-port', String(lab.port), '--allow-private'];
    const child = spawn(process.execPath, [ENTRY, command, name, ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.destroy();
    expect(await new Promise((done) => child.on('close', done))).toBe(code);
  });

  it('exits by what it found where standard error takes nothing', async () => {
    const options = ['--roots', join(folder, 'named.root'), '--dns-port', String(lab.port), '--allow-private'];
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [ENTRY, 'check', 'ill.test', ...options], { stdio: ['ignore', 'ignore', full] });
    closeSync(full);
    expect(await new Promise((done) => child.on('close', done))).toBe(1);
  });

  it('finds that a domain is gone: exit code 2, and the rest folded beneath', async () => {
    const { code, out } = await picket('gone.test');
    expect(code).toBe(2);
    expect(out).toMatch(/^CRITICAL {2}gone\.test: /);
    expect(out.match(/^(CRITICAL|WARNING|UNKNOWN)/gm)).toHaveLength(1);
  });

  it('shows an IDN as it was typed, among others, and exits by the worst of them', async () => {
    const { code, out } = await picket('well.test', 'MÜNCHEN.test', 'gone.test');
    expect(code).toBe(2);
    expect(out).toContain('--- MÜNCHEN.test (xn--mnchen-3ya.test): well');
  });

  it.each([
    ['2026-10-10T00:00:00Z', 0, /^All well: tls:.*\n[\s\S]* 81 {2}2026-12-30 {2}Lab Intermediate .* ok$/m],
    ['2026-12-31T00:00:00Z', 2, /^CRITICAL {2}tls:.*expired/],
  ])('judges a certificate as of %s, by the trusted root of the lab: exit code %i', async (now, exit, text) => {
    const { code, out } = await picket(`tls://web.well.test:${web.port}`, '--trust', join(folder, 'lab.pem'), '--now', now);
    expect(out).toMatch(text);
    expect(code).toBe(exit);
  });

  it('gives the same as JSON, report by report', async () => {
    const { code, out } = await picket('ill.test', '--json', '--only', 'serial,nameservers', '--vantage', 'attic');
    const reports = JSON.parse(out) as Report[];
    expect(code).toBe(1);
    expect(reports.map(({ check, vantage, state }) => [check, vantage, state])).toEqual([
      ['nameservers', 'attic', 'warning'],
      ['serial', 'attic', 'well'],
    ]);
  });

  it('asks no private address where nobody allowed it', async () => {
    const { code, out } = await check('well.test');
    expect(code).toBe(3);
    expect(out).toMatch(/^UNKNOWN {2}well\.test: /);
    expect(out).not.toContain('All well');
  });
});
