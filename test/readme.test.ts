import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sheetOf } from '../cli/sheet.ts';
import { nameservers } from '../functions/checks/nameservers.ts';
import { CHECKS } from '../functions/checks/registry.ts';
import { secondary } from '../functions/checks/secondary.ts';
import { serial } from '../functions/checks/serial.ts';
import { WORDS } from '../functions/checks/words.ts';
import { isWithin, type Nameserver, type Question } from '../functions/core/dns.ts';
import { inWords } from '../functions/core/in-words.ts';
import type { Net } from '../functions/core/net.ts';
import { found } from '../functions/core/observation.ts';
import { run } from '../functions/run.ts';
import { PAGE } from './cli/world.ts';
import { DAY, edns, HOUR, said, soaRecord, TARGET } from './functions/checks/seen.ts';

const ROOT = join(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const NOW = new Date('2026-11-20T10:42:00Z');
const EXPIRE = 7 * DAY;

/** A primary, and a secondary that has not reached it for six days; it keeps its copy for a week. */
const SERVERS = [
  { name: 'ns1.example.net', address: '198.51.100.1', number: 20261120, roundTripMs: 21, leftSeconds: EXPIRE - 4 },
  { name: 'ns2.example.net', address: '192.0.2.53', number: 20261113, roundTripMs: 24, leftSeconds: 19 * HOUR + 1800 },
] as const;

const asked = async ({ address }: Nameserver, question: Question) => {
  const [first] = SERVERS;
  const one = SERVERS.find((server) => server.address === address) ?? first;
  if (!isWithin(question.name, TARGET.zone)) return said(question, { rcode: 'REFUSED', authoritative: false });
  const soa = soaRecord({ serial: one.number, primary: 'ns1.example.net', expireSeconds: EXPIRE });
  const rcode = question.name === TARGET.zone ? 'NOERROR' : 'NXDOMAIN';
  const part = {
    rcode,
    ...(question.type === 'SOA' ? { answers: [soa] } : { authorities: [soa] }),
    edns: edns({ expireSeconds: one.leftSeconds }),
  };
  return said(question, part, { roundTripMs: one.roundTripMs });
};

const net = {
  atEvery: async (_zone, ask) => found(await Promise.all(SERVERS.map(ask)), 30),
  ask: asked,
} as Partial<Net> as Net;

describe('the README', () => {
  it('shows what `picket check` prints', async () => {
    const reports = await run({ vantage: 'here', targets: [TARGET] }, [nameservers, serial, secondary], net, NOW);
    const [finding, table] = sheetOf(inWords(reports, WORDS), PAGE).split('\n\n');
    expect(README).toContain(`\n${finding}\n\n${table}\n`);
  });

  it('lists every check, in the order of the registry', () => {
    const listed = [...README.matchAll(/^\| `([\w-]+)` \| (zone|service) \|/gm)].map(([, name, about]) => [name, about]);
    expect(listed).toEqual(CHECKS.map(({ name, about }) => [name, about]));
  });
});

describe('the documents', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs', 'docs/decisions']
    .flatMap((path) => (path.endsWith('.md') ? [path] : readdirSync(join(ROOT, path)).map((file) => `${path}/${file}`)))
    .filter((path) => path.endsWith('.md'));

  it.each(documents)('%s leads nowhere but to what is there', (document) => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
    const named = [...text.matchAll(/`((?:functions|cdk|cli|lab|test|bench|docs)\/[\w./-]+\.\w+)`/g)].map(
      ([, path = '']) => path,
    );
    const broken = links.filter(([, path = '', heading]) => {
      const target = path === '' ? join(ROOT, document) : join(ROOT, dirname(document), path);
      return !existsSync(target) || (heading !== undefined && !headingsOf(target).includes(heading));
    });
    expect([...broken.map(([link]) => link), ...named.filter((path) => !existsSync(join(ROOT, path)))]).toEqual([]);
  });
});

/** Headings as GitHub links to them. */
function headingsOf(path: string): string[] {
  const headings = [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)];
  return headings.map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
