import type { Soa } from '../functions/core/dns.ts';
import type { Answerer } from './answering.ts';
import type { EdnsOption } from './edns.ts';
import { OPTIONS, optionOf } from './edns.ts';
import { ancestry, isBelow, uint16, uint32 } from './name.ts';
import { type LabRecord, TYPES, typeOf } from './record.ts';
import { type Message, RCODES, replyTo } from './wire.ts';

/** A zone as plain records, its SOA among them. */
export interface Zone {
  readonly origin: string;
  readonly records: readonly LabRecord[];
}

/** A zone as one server has it. */
export interface Held {
  readonly zone: Zone;
  /** A primary: the SOA's expire. A secondary: what is left of it; at 0 the copy is given up (RFC 1034 section 4.3.5). */
  readonly expiresInSeconds: number;
}

/** The SOA of a zone. Throws where the records have none. */
export function soaIn(zone: Zone): Soa {
  for (const record of zone.records) if (record.type === 'SOA') return record.soa;
  throw new Error(`the zone ${zone.origin} has no SOA record`);
}

/** The same zone with another SOA. */
export function withSoa(zone: Zone, changes: Partial<Soa>): Zone {
  const records = zone.records.map((record) =>
    record.type === 'SOA' ? { ...record, soa: { ...record.soa, ...changes } } : record,
  );
  return { ...zone, records };
}

/**
 * A server that is authoritative for what it holds and knows nothing else (RFC 1034 section 4.3.2): REFUSED for foreign names,
 * SERVFAIL with extended error 24 for an expired copy. `nsid` is told to whom asks for it.
 */
export function authoritative(held: () => readonly Held[], nsid: string): Answerer {
  return (query) => {
    const { question } = query;
    if (query.opcode !== 0) return replyTo(query, { rcode: RCODES.NOTIMP });
    if (!question) return replyTo(query, { rcode: RCODES.FORMERR });
    if ((query.edns?.version ?? 0) > 0) return replyTo(query, { rcode: RCODES.BADVERS });
    const mine = held().filter(({ zone }) => isBelow(question.name, zone.origin));
    const best = mine.sort((a, b) => b.zone.origin.length - a.zone.origin.length)[0];
    if (!best || question.class !== 1) return replyTo(query, { rcode: RCODES.REFUSED });
    const options = tell(query, best, nsid);
    if (best.expiresInSeconds <= 0) return withOptions(replyTo(query, { rcode: RCODES.SERVFAIL }), [...options, expiredError()]);
    return withOptions(replyTo(query, lookUp(best.zone, question.name, question.type)), options);
  };
}

function tell(query: Message, held: Held, nsid: string): EdnsOption[] {
  const options: EdnsOption[] = [];
  if (optionOf(query, OPTIONS.NSID)) options.push({ code: OPTIONS.NSID, data: Buffer.from(nsid, 'latin1') });
  const wants = optionOf(query, OPTIONS.EXPIRE) && query.question?.type === TYPES.SOA && held.expiresInSeconds > 0;
  if (wants) options.push({ code: OPTIONS.EXPIRE, data: uint32(Math.floor(held.expiresInSeconds)) });
  return options;
}

/** Extended error 24, Invalid Data: "its most recent zone being too old or having expired" is its very example (RFC 8914 section 4.25). */
function expiredError(): EdnsOption {
  return { code: OPTIONS.EDE, data: Buffer.concat([uint16(24), Buffer.from('zone expired')]) };
}

function withOptions(message: Message, options: readonly EdnsOption[]): Message {
  return message.edns ? { ...message, edns: { ...message.edns, options } } : message;
}

type Sections = Pick<Message, 'rcode' | 'authoritative' | 'answers' | 'authorities' | 'additionals'>;

/** What a zone has to say about a name and a type, the aliases inside it followed. */
export function lookUp(zone: Zone, name: string, type: number): Sections {
  const sections = { rcode: RCODES.NOERROR, authoritative: true, answers: [], authorities: [], additionals: [] };
  const answers: LabRecord[] = [];
  let at = name;
  for (let hops = 0; hops < 10 && isBelow(at, zone.origin); hops++) {
    const cut = cutAbove(zone, at, type);
    if (cut)
      return { ...sections, authoritative: answers.length > 0, answers, authorities: cut, additionals: addressesOf(zone, cut) };
    const here = recordsAt(zone, at);
    if (!here) return { ...sections, rcode: RCODES.NXDOMAIN, answers, authorities: [negativeSoa(zone)] };
    const matches = here.filter((record) => type === TYPES.ANY || typeOf(record) === type);
    const alias = here.find((record) => record.type === 'CNAME');
    if (matches.length > 0) return { ...sections, answers: [...answers, ...matches], additionals: addressesOf(zone, matches) };
    if (alias?.type !== 'CNAME') return { ...sections, answers, authorities: [negativeSoa(zone)] };
    answers.push(alias);
    at = alias.name;
  }
  return { ...sections, answers };
}

/** The NS set of a cut at or above the name, if the name lies in a zone below. DS of the cut itself belongs to this side. */
function cutAbove(zone: Zone, name: string, type: number): LabRecord[] | undefined {
  const below = ancestry(name).filter((above) => isBelow(above, zone.origin) && !same(above, zone.origin));
  for (const above of below.reverse()) {
    const set = zone.records.filter((record) => record.type === 'NS' && same(record.owner, above));
    if (set.length > 0) return type === TYPES.DS && same(above, name) ? undefined : set;
  }
  return undefined;
}

/** The records at a name, those of a wildcard under its name (RFC 4592); none at an empty non-terminal; undefined where nothing exists. */
function recordsAt(zone: Zone, name: string): LabRecord[] | undefined {
  const here = zone.records.filter((record) => same(record.owner, name));
  if (here.length > 0) return here.map((record) => ({ ...record, owner: name }));
  const exists = (other: string) => zone.records.some((record) => isBelow(record.owner, other));
  if (exists(name)) return [];
  const encloser = ancestry(name).find(exists);
  const wild = encloser === '.' ? '*' : `*.${encloser}`;
  const synthesised = zone.records.filter((record) => same(record.owner, wild));
  return synthesised.length > 0 ? synthesised.map((record) => ({ ...record, owner: name })) : undefined;
}

function addressesOf(zone: Zone, records: readonly LabRecord[]): LabRecord[] {
  const names = records.flatMap((record) => (record.type === 'NS' || record.type === 'MX' ? [record.name] : []));
  return zone.records.filter(
    (record) => (record.type === 'A' || record.type === 'AAAA') && names.some((name) => same(name, record.owner)),
  );
}

/** The SOA of a negative answer; its TTL is how long the answer may be kept (RFC 2308 section 3). */
function negativeSoa(zone: Zone): LabRecord {
  const record = zone.records.find(({ type }) => type === 'SOA');
  if (record?.type !== 'SOA') throw new Error(`the zone ${zone.origin} has no SOA record`);
  return { ...record, ttlSeconds: Math.min(record.ttlSeconds, record.soa.minimumSeconds) };
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
