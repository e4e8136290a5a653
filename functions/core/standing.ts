import { counterOf, nameserverLabel } from './dns.ts';
import { authoritativeSoa } from './health.ts';
import type { Net } from './net.ts';
import { newestSerial } from './serial.ts';
import { digestsOf, isError, isWord, showingOf, valuesOf } from './showing.ts';
import { type Cell, cellOf, printOf, type Reply, type Station } from './station.ts';
import type { Trail } from './trail.ts';
import { fill, fillStep } from './wording.ts';

/** What one nameserver shows of an awaited value. `has` undefined: it could not be asked from here, and nobody waits for it. */
export interface StandingRow {
  readonly subject: string;
  readonly has: boolean | undefined;
  readonly says: string;
}

/** How far a value has come. */
export interface Standing {
  /** Every nameserver that can be asked shows it, at least one. */
  readonly ready: boolean;
  /** The zone in which the value stands, at the end of the aliases. */
  readonly zone: string;
  readonly rows: readonly StandingRow[];
  /** Of the servers that speak for the zone: do all lack it, or some? Left out where none does. `name`: at the end of the aliases. */
  readonly lack?: { readonly name: string; readonly by: 'all' | 'some'; readonly address: string };
  /** Why there is nobody to ask; '' where there is. */
  readonly why: string;
}

/** The serials of a zone at one moment, by server; of those that told one. */
export interface Serials {
  readonly zone: string;
  readonly byServer: ReadonlyMap<string, number>;
  /** Providers that count for themselves, by the primary that their servers name; with more than one, serials that differ tell of nothing. Default 1. */
  readonly counters?: number;
}

/**
 * How far a TXT value has come. `values`: any of them is what is awaited; of none, the nameservers must show one and the same set. A server that
 * is sick counts as lacking it: a CA may ask it.
 */
export function standingOf({ stations, endless, lost }: Trail, values: readonly string[]): Standing {
  const last = stations.at(-1);
  const stuck = endless ?? lost?.detail;
  if (last === undefined || stuck !== undefined) return { ready: false, zone: '', rows: [], why: stuck ?? 'it was not asked' };
  if (isNowhere(last))
    return {
      ready: false,
      zone: '',
      rows: [],
      why: `the servers of ${last.zone} know no zone that holds ${last.name}: it is mistyped, or not delegated yet`,
    };
  if (last.replies.length === 0) return { ready: false, zone: '', rows: [], why: `no nameserver of ${last.zone} has an address` };
  const astray = stations.slice(0, -1).flatMap((station) => showingOf(station, 'independent').bad.map(({ reply }) => reply));
  const strayRows = astray.map(({ server }) => ({ subject: nameserverLabel(server), has: false, says: 'lacks the alias' }));
  const lastRows = rowsOf(last, values);
  const rows = [...strayRows, ...lastRows];
  const asked = rows.filter(({ has }) => has !== undefined);
  const lack = lackOf(last, lastRows);
  const ready = asked.length > 0 && asked.every(({ has }) => has);
  return { ready, zone: last.zone, rows, ...(lack && { lack }), why: '' };
}

/** Is it the top-level domain that denies the name? Then the domain is not there, or its name was mistyped. */
function isNowhere({ zone, replies }: Station): boolean {
  return !zone.includes('.') && replies.length > 0 && replies.every((reply) => cellOf(reply, zone).kind === 'nxdomain');
}

/** A server that errs lacks nothing: it says nothing of what was written. `rows` are in the order of the replies. */
function lackOf({ name, zone, replies }: Station, rows: readonly StandingRow[]): Standing['lack'] {
  const speaking = replies.flatMap((reply, index) => {
    const has = rows[index]?.has;
    return has === undefined || isError(cellOf(reply, zone)) ? [] : [{ has, address: reply.server.address }];
  });
  const lacking = speaking.filter(({ has }) => !has);
  const [first] = lacking;
  return first && { name, by: lacking.length === speaking.length ? 'all' : 'some', address: first.address };
}

function rowsOf(station: Station, values: readonly string[]): readonly StandingRow[] {
  const cells = station.replies.map((reply) => ({
    reply,
    subject: nameserverLabel(reply.server),
    cell: cellOf(reply, station.zone),
  }));
  const fullest = cells.map(({ cell }) => cell).sort((a, b) => digestsOf(b).length - digestsOf(a).length)[0];
  const shows = (cell: Cell) =>
    values.length > 0
      ? valuesOf(cell).some((value) => values.includes(value))
      : digestsOf(cell).length > 0 && fullest !== undefined && printOf(cell) === printOf(fullest);
  return cells.map(({ reply, subject, cell }) => {
    if (cell.kind === 'unmeasured') return { subject, has: undefined, says: `not measured: ${cell.why}` };
    return { subject, has: shows(cell), says: shows(cell) ? 'has it' : lapseOf(cell, reply) };
  });
}

/** What a server says that is listed for a zone and does not have it: no waiting helps with that, unlike with an old copy. */
const LAME: readonly string[] = ['REFUSED', 'NOTAUTH', 'an answer without authority'];

function lapseOf(cell: Cell, { soa }: Reply): string {
  if (isError(cell)) {
    const isLame = cell.kind === 'sick' && soa?.answer.ok === true && LAME.includes(cell.outcome);
    if (isLame) return `${cell.outcome}: it does not serve the zone`;
    return isWord(cell) ? cell.outcome : `answers ${cell.outcome}`;
  }
  return cell.kind === 'records' ? 'has other values' : 'lacks it';
}

/** The serials at the end of the aliases; undefined where nobody could be asked at all. */
export async function serialsOf(net: Net, { stations }: Trail): Promise<Serials | undefined> {
  const last = stations.at(-1);
  if (last === undefined) return undefined;
  const { zone, replies } = last;
  const told = await Promise.all(
    replies.map(async ({ server }) => {
      const soa = authoritativeSoa(await net.ask(server, { name: zone, type: 'SOA' }), zone);
      return soa === undefined ? [] : [{ label: nameserverLabel(server), soa }];
    }),
  );
  const known = told.flat();
  const counters = new Set(known.map(({ soa }) => counterOf(soa))).size;
  return { zone, byServer: new Map(known.map(({ label, soa }) => [label, soa.serial])), ...(counters > 1 && { counters }) };
}

/** Which half of the way a value that did not come was lost on, and what to look at. */
const CLOSINGS = {
  transfer: [
    'It was written, and has not come to every nameserver of {zone}: the transfer hangs, or takes longer than was waited.',
    'Compare the serials: `dig +norec SOA {zone} @{address}`; on the late secondary: `rndc retransfer {zone}`',
  ],
  still: [
    'No nameserver has it, and the serial of {zone} stayed {to} all the while: nothing was written there in that time (Route 53 and some others never change theirs).',
    "See in the ACME client's log whether its write failed (credentials, API token), or went to another zone (zone id, an internal copy that the public does not see) or, before the wait, to another name.",
  ],
  moved: [
    'No nameserver has it, though the serial of {zone} went from {from} to {to}: something was written, but not this value at this name.',
    "See whether the zone was appended twice, `dig +norec TXT {name}.{zone} @{address}`, and in the ACME client's log which value it wrote, and to which name and zone.",
  ],
  unknown: [
    'No nameserver has it, and whether anything was written to {zone} meanwhile cannot be told: its serials could not be compared.',
    "See in the ACME client's log whether its write failed (credentials, API token), or went to another name or zone.",
  ],
} as const;

/** The last words on a value that did not come, a sentence each; none where nobody lacks it, or nobody could be asked. `first`: when the wait began. */
export function closingOf({ lack, zone }: Standing, first?: Serials, last?: Serials): readonly string[] {
  if (lack === undefined) return [];
  const moves = lack.by === 'all' ? newestOfBoth(first, last) : undefined;
  const kind = lack.by === 'some' ? 'transfer' : moves === undefined ? 'unknown' : moves.from === moves.to ? 'still' : 'moved';
  const evidence = { zone, name: lack.name, address: lack.address, ...moves };
  const [says, step] = CLOSINGS[kind];
  return [fill(says, zone, evidence), fillStep(step, zone, evidence)];
}

/** The newest serial then and now, among the servers that told theirs both times: a secondary that catches up has moved nothing. */
function newestOfBoth(first?: Serials, last?: Serials): { readonly from: number; readonly to: number } | undefined {
  if (first === undefined || last === undefined || first.zone !== last.zone || last.counters !== undefined) return undefined;
  const both = [...first.byServer.keys()].filter((server) => last.byServer.has(server));
  const [from, to] = [first, last].map(({ byServer }) => newestSerial(both.flatMap((server) => byServer.get(server) ?? [])));
  return from === undefined || to === undefined ? undefined : { from, to };
}
