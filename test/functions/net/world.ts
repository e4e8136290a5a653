import { isIP } from 'node:net';
import type { Answer, Exchange, Nameserver, Question, RecordData, ResourceRecord } from '../../../functions/core/dns.ts';
import { isWithin, sameName } from '../../../functions/core/dns.ts';
import type { Net } from '../../../functions/core/net.ts';
import { type FailureKind, failed, found, type Observation } from '../../../functions/core/observation.ts';
import { openSearch, type Search } from '../../../functions/net/search.ts';

/** A server's answer to a question: written out, made by zones, or a failure. */
export type Server = (question: Question) => Answer | FailureKind;

/** Servers by address. */
export type World = Readonly<Record<string, Server>>;

export const ROOTS: readonly Nameserver[] = [{ name: 'a.root', address: '10.0.0.1' }];

const TTL = 3600;

/** `example.org NS ns1.example.org` as a record; what it does not know is a record of another type. */
function record(line: string): ResourceRecord {
  const [owner = '', type = '', value = ''] = line.split(/\s+/);
  return { owner, ttlSeconds: TTL, ...dataOf(type, value) };
}

function dataOf(type: string, value: string): RecordData {
  if (type === 'NS' || type === 'CNAME' || type === 'DNAME' || type === 'PTR') return { type, name: value };
  if (type === 'A' || type === 'AAAA') return { type, address: value };
  if (type === 'SOA') return { type, soa: soa(value) };
  return { type: 'OTHER', code: 65400, data: new Uint8Array([1, 2, 3]) };
}

const soa = (primary: string) => ({
  primary,
  mailbox: 'hostmaster.example',
  serial: 1,
  refreshSeconds: 3600,
  retrySeconds: 600,
  expireSeconds: 604_800,
  minimumSeconds: 300,
});

/** An answer with its sections as lines. */
export function answer(part: {
  rcode?: string;
  aa?: boolean;
  tc?: boolean;
  answers?: readonly string[];
  authorities?: readonly string[];
  additionals?: readonly string[];
}): Answer {
  return {
    rcode: part.rcode ?? 'NOERROR',
    authoritative: part.aa ?? false,
    truncated: part.tc ?? false,
    recursionAvailable: false,
    authenticData: false,
    answers: (part.answers ?? []).map(record),
    authorities: (part.authorities ?? []).map(record),
    additionals: (part.additionals ?? []).map(record),
    bytes: 100,
  };
}

/** A zone as the lines of its file; NS below the apex are cuts, and addresses below them are glue. */
export interface Zone {
  readonly zone: string;
  readonly lines: readonly string[];
}

/** An authoritative server with these zones, as RFC 1034 section 4.3.2 has it. */
export function serving(...zones: readonly Zone[]): Server {
  return (question) => {
    const [zone] = zones.filter((one) => isWithin(question.name, one.zone)).sort((x, y) => y.zone.length - x.zone.length);
    return zone === undefined ? answer({ rcode: 'REFUSED' }) : answerOf(zone, question);
  };
}

function answerOf({ zone, lines }: Zone, { name, type }: Question): Answer {
  const records = lines.map(record);
  const ownerIs = (owner: string) => (one: ResourceRecord) => sameName(one.owner, owner);
  const cut = records.find((one) => one.type === 'NS' && !sameName(one.owner, zone) && isWithin(name, one.owner));
  const glueFor = (set: readonly ResourceRecord[]) =>
    records.filter(
      (one) => (one.type === 'A' || one.type === 'AAAA') && set.some((ns) => ns.type === 'NS' && sameName(ns.name, one.owner)),
    );
  const base = answer({ aa: cut === undefined });
  if (cut !== undefined) {
    const authorities = records.filter((one) => one.type === 'NS' && sameName(one.owner, cut.owner));
    return { ...base, authorities, additionals: glueFor(authorities) };
  }
  const mine = records.filter(ownerIs(name));
  const answers = mine.filter((one) => one.type === type || one.type === 'CNAME');
  if (answers.length > 0) return { ...base, answers, additionals: glueFor(answers) };
  const exists = mine.length > 0 || records.some(({ owner }) => isWithin(owner, name));
  return {
    ...base,
    rcode: exists || sameName(name, zone) ? 'NOERROR' : 'NXDOMAIN',
    authorities: [record(`${zone} SOA ns.${zone}`)],
  };
}

/** A question as it left, and in which round: everything of a round left before any answer of it was known. */
export interface Sent {
  readonly round: number;
  readonly address: string;
  readonly question: string;
}

/** The door of one run into a world in memory; each question goes out once, and answers of a round arrive together. */
export interface Window {
  readonly ask: Net['ask'];
  readonly sent: readonly Sent[];
}

export function openWindow(world: World): Window {
  const sent: Sent[] = [];
  const asked = new Map<string, Promise<Observation<Answer>>>();
  let round = 1;
  let waiting: (() => void)[] = [];

  const release = () => {
    const due = waiting;
    waiting = [];
    round += 1;
    for (const go of due) go();
  };
  const put = async (server: Nameserver, question: Question): Promise<Observation<Answer>> => {
    sent.push({ round, address: server.address, question: `${question.name} ${question.type}` });
    if (waiting.length === 0) setImmediate(release);
    await new Promise<void>((resolve) => waiting.push(resolve));
    const said = world[server.address]?.(question) ?? 'timeout';
    return typeof said === 'string' ? failed(said, `nothing: ${said}`, 1700) : found(said, 20);
  };
  const ask: Net['ask'] = async (server, question): Promise<Exchange> => {
    const key = `${server.address} ${question.name.toLowerCase()} ${question.type}`;
    const seen = asked.get(key) ?? put(server, question);
    asked.set(key, seen);
    return { server, question, answer: await seen, rungs: [], strays: 0, caseMangled: false, roundTripMs: 20 };
  };
  return { ask, sent };
}

/** A search in such a world. */
export function searchIn(world: World, roots = ROOTS, turn = 0): { search: Search; sent: readonly Sent[] } {
  const { ask, sent } = openWindow(world);
  return { search: openSearch({ ask, roots, turn }), sent };
}

/** The records that delegate a zone: `cut('org', 'a.org 10.1.0.1 2001:db8::1', 'b.net')`. */
export function cut(zone: string, ...servers: readonly string[]): string[] {
  return servers.flatMap((line) => {
    const [name = '', ...addresses] = line.split(' ');
    return [`${zone} NS ${name}`, ...addresses.map((address) => `${name} ${isIP(address) === 6 ? 'AAAA' : 'A'} ${address}`)];
  });
}

/** A zone whose apex NS set and own servers' addresses are given like a cut's, with further lines. */
export function zoneOf(zone: string, servers: readonly string[], ...lines: readonly string[]): Zone {
  return { zone, lines: [...cut(zone, ...servers), ...lines] };
}
