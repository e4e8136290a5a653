import { isIP } from 'node:net';
import { canonical } from '../core/address.ts';
import type { Nameserver } from '../core/dns.ts';
import type { Parsed } from '../core/target.ts';

/** The thirteen root servers as IANA publishes them (named.root, the version of September 2026); where every walk starts. */
export const ROOT_SERVERS: readonly Nameserver[] = [
  ['a', '198.41.0.4', '2001:503:ba3e::2:30'],
  ['b', '170.247.170.2', '2801:1b8:10::b'],
  ['c', '192.33.4.12', '2001:500:2::c'],
  ['d', '199.7.91.13', '2001:500:2d::d'],
  ['e', '192.203.230.10', '2001:500:a8::e'],
  ['f', '192.5.5.241', '2001:500:2f::f'],
  ['g', '192.112.36.4', '2001:500:12::d0d'],
  ['h', '198.97.190.53', '2001:500:1::53'],
  ['i', '192.36.148.17', '2001:7fe::53'],
  ['j', '192.58.128.30', '2001:503:c27::2:30'],
  ['k', '193.0.14.129', '2001:7fd::1'],
  ['l', '199.7.83.42', '2001:500:9f::42'],
  ['m', '202.12.27.33', '2001:dc3::35'],
].flatMap(([letter, ...addresses]) => addresses.map((address) => ({ name: `${letter}.root-servers.net`, address })));

interface Line {
  readonly owner: string;
  readonly type: 'NS' | 'A' | 'AAAA';
  readonly value: string;
}

/**
 * Reads root hints in the form of IANA's named.root: NS records of `.` and the addresses of those names; TTL and class in any order or
 * left out, names with or without the last dot. Records of other names do not count. Every bad line is told, with its number.
 */
export function parseHints(text: string): Parsed<readonly Nameserver[]> {
  const lines: Line[] = [];
  const faults: string[] = [];
  let owner: string | undefined;
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = raw.replace(/;.*/, '');
    if (line.trim() === '') continue;
    const words = line.trim().split(/\s+/);
    if (!/^\s/.test(line)) owner = words.shift() ?? '';
    const parsed = parseLine(owner, words);
    if (parsed.ok) lines.push(parsed.value);
    else faults.push(`line ${index + 1} ${parsed.fault}`);
  }
  if (faults.length > 0) return { ok: false, fault: `root hints: ${faults.join('; ')}` };
  return rootsOf(lines);
}

function parseLine(typedOwner: string | undefined, words: readonly string[]): Parsed<Line> {
  if (typedOwner === undefined) return fault('has no owner name, and no line before it has one');
  const owner = parseName(typedOwner);
  if (owner === undefined) return fault(`has the owner ${shown(typedOwner)}; expected a host name, or '.'`);
  const [type, value, ...rest] = words.slice(words.findIndex((word) => !/^(IN|\d[\dsmhdw]*)$/i.test(word)));
  const kind = type?.toUpperCase();
  if (kind !== 'NS' && kind !== 'A' && kind !== 'AAAA')
    return fault(`has ${type === undefined ? 'no type' : `the type ${shown(type)}`}; expected NS, A or AAAA of class IN`);
  if (value === undefined) return fault(`has nothing after ${kind}`);
  if (rest.length > 0) return fault(`has ${shown(rest.join(' '))} after its ${kind} record; expected the end of the line or ';'`);
  if (kind !== 'NS' && (isIP(value) !== (kind === 'A' ? 4 : 6) || value.includes('%')))
    return fault(`has the address ${shown(value)}; expected an ${kind === 'A' ? 'IPv4' : 'IPv6'} address after ${kind}`);
  const data = kind === 'NS' ? parseName(value) : canonical(value);
  if (data === undefined) return fault(`has the nameserver ${shown(value)}; expected a host name`);
  return { ok: true, value: { owner, type: kind, value: data } };
}

function rootsOf(lines: readonly Line[]): Parsed<readonly Nameserver[]> {
  const names = new Set(lines.filter(({ owner, type }) => type === 'NS' && owner === '.').map(({ value }) => value));
  if (names.size === 0) return fault("root hints: no NS record of '.'");
  const roots = [...names].flatMap((name) =>
    (['A', 'AAAA'] as const).flatMap((family) => {
      const mine = lines.filter(({ owner, type }) => type === family && owner === name);
      return [...new Set(mine.map(({ value }) => value))].map((address) => ({ name, address }));
    }),
  );
  if (roots.length === 0) return fault("root hints: no A or AAAA record for any nameserver of '.'");
  return { ok: true, value: roots };
}

/** A host name in lower case without the last dot, or undefined. The origin of a hints file is the root: a missing dot changes nothing. */
function parseName(typed: string): string | undefined {
  if (typed === '.') return typed;
  const name = typed.toLowerCase().replace(/\.$/, '');
  return name.length <= 253 && /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/.test(name) ? name : undefined;
}

function fault(sentence: string): { ok: false; fault: string } {
  return { ok: false, fault: sentence };
}

/** Text of the file made safe for a sentence. */
function shown(text: string): string {
  const safe = text.replace(/\p{C}/gu, '?');
  return `'${safe.length > 40 ? `${safe.slice(0, 39)}…` : safe}'`;
}
