import type { Delegation, ZoneServer } from './delegation.ts';
import { type Exchange, type Nameserver, type Question, type ResourceRecord, type Soa, sameName } from './dns.ts';
import { authoritativeSoa } from './health.ts';
import type { AskOptions, Net } from './net.ts';
import { failed, found, type Observation } from './observation.ts';

/** What one server of a zone said about one name. `soa` is asked for where servers differ or err: it tells a sick server from a sick answer. */
export interface Reply {
  readonly server: ZoneServer;
  readonly exchange: Exchange;
  readonly soa?: Exchange;
}

/** One name, asked at every address of the zone that holds it; no reply where none of its nameservers has an address. */
export interface Station {
  readonly name: string;
  readonly zone: string;
  readonly replies: readonly Reply[];
  /** Where servers of the zone above do not agree that there is a zone: who leads to it, and who denies it. */
  readonly torn?: { readonly parent: string; readonly granting: readonly Nameserver[]; readonly denying: readonly Nameserver[] };
}

/** A reply, read. `sick`: the server does not speak for its zone at all, which is for the check `nameservers` to tell. */
export type Cell =
  | { readonly kind: 'records'; readonly records: readonly ResourceRecord[] }
  | { readonly kind: 'alias'; readonly to: string }
  | { readonly kind: 'nodata' | 'nxdomain' }
  | { readonly kind: 'error' | 'sick'; readonly outcome: string; readonly silent: boolean }
  | { readonly kind: 'unmeasured'; readonly why: string };

/** An error of a name: every server that speaks for the zone and all the same has no answer. */
export type CellError = Extract<Cell, { kind: 'error' | 'sick' }>;

/** Puts a question to every address of the zone that holds the name. Fails where the tree leads nowhere. */
export async function stationAt(net: Net, question: Question, how: AskOptions = {}): Promise<Observation<Station>> {
  const start = performance.now();
  const around = await zoneAround(net, question.name);
  if (!around.ok) return around;
  const { zone, torn } = around.value;
  const station = { name: question.name, zone, ...(torn && { torn }) };
  const asked = await net.atEvery(zone, async (server) => ({ server, exchange: await net.ask(server, question, how) }));
  if (!asked.ok) return asked.failure === 'unmeasured' ? asked : found({ ...station, replies: [] }, performance.now() - start);
  const prints = asked.value.map(({ exchange }) => printOf(plainCell(exchange)));
  const isPlain = new Set(prints).size === 1 && !prints[0]?.startsWith('error');
  const replies = isPlain ? asked.value : await Promise.all(asked.value.map((reply) => withSoa(net, reply, zone)));
  return found({ ...station, replies }, performance.now() - start);
}

/** The zone that holds a name: its own, or the one in which it exists or does not. */
async function zoneAround(net: Net, name: string): Promise<Observation<Pick<Station, 'zone' | 'torn'>>> {
  const walked = await net.walk(name);
  if (!walked.ok) return walked;
  const { value, tookMs } = walked;
  if (value.kind === 'zone') return found(ofDelegation(value.delegation), tookMs);
  if (value.kind === 'inside') return found({ zone: value.within }, tookMs);
  if (value.parent === '.') return failed('malformed', `the top-level domain of ${name} does not exist`, tookMs);
  return found({ zone: value.parent }, tookMs);
}

function ofDelegation({ zone, parent, referrals, denying }: Delegation): Pick<Station, 'zone' | 'torn'> {
  if (denying === undefined) return { zone };
  const granting = referrals.flatMap((referral) => (referral.ok ? [referral.value.server] : []));
  return { zone, torn: { parent, granting, denying } };
}

async function withSoa(net: Net, reply: Reply, zone: string): Promise<Reply> {
  return { ...reply, soa: await net.ask(reply.server, { name: zone, type: 'SOA' }) };
}

/** Reads what a server said, in the light of what it says about its zone. */
export function cellOf({ exchange, soa }: Reply, zone: string): Cell {
  const cell = plainCell(exchange);
  if (cell.kind !== 'error' || soa === undefined || authoritativeSoa(soa, zone) !== undefined) return cell;
  if (!soa.answer.ok && soa.answer.failure === 'unmeasured') return { kind: 'unmeasured', why: soa.answer.detail };
  return { ...cell, kind: 'sick' };
}

function plainCell({ question: { name, type }, answer }: Exchange): Cell {
  if (!answer.ok) {
    if (answer.failure === 'unmeasured') return { kind: 'unmeasured', why: answer.detail };
    return { kind: 'error', outcome: answer.failure === 'malformed' ? 'malformed' : 'no answer', silent: true };
  }
  const { rcode, truncated, authoritative, answers } = answer.value;
  const error = (outcome: string): Cell => ({ kind: 'error', outcome, silent: false });
  if (truncated) return error('a truncated answer');
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return error(rcode);
  if (!authoritative) return error('an answer without authority');
  const own = answers.filter(({ owner }) => sameName(owner, name));
  const alias = own.find((record) => record.type === 'CNAME');
  if (alias?.type === 'CNAME') return { kind: 'alias', to: alias.name.toLowerCase() };
  const records = own.filter((record) => record.type === type);
  if (records.length > 0) return { kind: 'records', records };
  return { kind: rcode === 'NXDOMAIN' ? 'nxdomain' : 'nodata' };
}

/** The same text for the same content, whatever the order, the TTL or the case of the owner. */
export function printOf(cell: Cell): string {
  if (cell.kind === 'records') return `records ${cell.records.map(dataPrint).sort().join(' ')}`;
  if (cell.kind === 'alias') return `alias ${cell.to}`;
  return cell.kind === 'error' || cell.kind === 'sick' ? `${cell.kind} ${cell.outcome}` : cell.kind;
}

function dataPrint({ owner, ttlSeconds, ...data }: ResourceRecord): string {
  return JSON.stringify(data, (_key, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value));
}

/** The SOA that came with a reply, where it was asked for. */
export function soaOf({ soa }: Reply, zone: string): Soa | undefined {
  return soa === undefined ? undefined : authoritativeSoa(soa, zone);
}
