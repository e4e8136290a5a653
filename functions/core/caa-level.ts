import type { CaaData } from './caa.ts';
import { comparable } from './comparable.ts';
import { isWithin } from './dns.ts';
import { type Cell, type CellError, cellOf, printOf, type Reply, type Station, soaOf } from './station.ts';
import type { ZoneTarget } from './target.ts';
import type { Trail } from './trail.ts';

/** A server that speaks for its zone and cannot answer for CAA. */
export interface Erring {
  readonly reply: Reply;
  readonly error: CellError;
}

/** Errors at one station. `counted`: the servers that speak for the zone, erring or not. */
export interface Trouble {
  readonly station: Station;
  readonly erring: readonly Erring[];
  readonly counted: number;
}

/** What one level of the climb brought. */
export interface LevelReading {
  readonly name: string;
  /**
   * `error`: no CA gets an answer, so the climb ends here. `unheard`: no server of this zone speaks for it, which other checks tell.
   * `unknown`: Picket could not ask.
   */
  readonly kind: 'set' | 'empty' | 'error' | 'unheard' | 'unknown';
  readonly set: readonly CaaData[];
  /** The name that holds the set: the level's own, or what its alias leads to. */
  readonly at: string;
  /** A server that gave the set, or the first that was asked. */
  readonly from?: Reply;
  /** Stations where some or all servers err. */
  readonly troubles: readonly Trouble[];
  /** Stations whose servers give different sets, though none of them is behind. */
  readonly split: readonly Station[];
  /** Why, for `unknown`, and for an `error` that no server is at fault for. */
  readonly why: string;
}

interface Tally {
  readonly cells: readonly { readonly reply: Reply; readonly cell: Cell }[];
  readonly good: readonly { readonly reply: Reply; readonly cell: Cell }[];
  readonly erring: readonly Erring[];
}

/** Reads the CAA lookup of one level, aliases followed (RFC 8659 section 3). `own` is the watched zone, `serials` as it declares them. */
export function readLevel(name: string, trail: Trail, own: string, serials?: ZoneTarget['serials']): LevelReading {
  const tallies = trail.stations.map((station) => ({ station, ...tallyOf(station, own) }));
  const troubles = tallies.flatMap(({ station, erring, good }) =>
    erring.length === 0 ? [] : [{ station, erring, counted: erring.length + good.length }],
  );
  const split = tallies
    .filter(({ station, good }) => differs(station, good, station.zone === own ? serials : 'shared'))
    .map(({ station }) => station);
  const last = tallies.at(-1);
  const from = trail.stations[0]?.replies[0];
  const reading = (kind: LevelReading['kind'], why = ''): LevelReading => {
    return { name, kind, set: [], at: last?.station.name ?? name, troubles, split, why, ...(from && { from }) };
  };
  if (trail.endless !== undefined) return reading('error', trail.endless);
  if (trail.lost !== undefined) {
    const byAlias = tallies.length > 0 && trail.lost.failure !== 'unmeasured';
    return byAlias ? reading('error', `its alias leads nowhere: ${trail.lost.detail}`) : reading('unknown', trail.lost.detail);
  }
  if (last === undefined) return reading('unknown', 'it was not asked');
  if (last.good.length === 0) {
    if (last.erring.length > 0) return reading('error');
    if (last.cells.length === 0 && !isWithin(own, last.station.zone))
      return reading('error', `no nameserver of ${last.station.zone} has an address`);
    const unasked = last.cells.find(({ cell }) => cell.kind === 'unmeasured')?.cell;
    return unasked?.kind === 'unmeasured' ? reading('unknown', unasked.why) : reading('unheard');
  }
  const chosen = mostCommon(last.good);
  if (chosen?.cell.kind !== 'records') return reading('empty');
  const set = chosen.cell.records.flatMap((record) => (record.type === 'CAA' ? [record] : []));
  return { ...reading('set'), set, from: chosen.reply };
}

/** Does every climb end at this level, whichever server a CA asks? It does at an error, and at a set that all servers give that speak. */
export function endsEveryClimb(name: string, trail: Trail, own: string): boolean {
  const { kind } = readLevel(name, trail, own);
  if (kind !== 'set') return kind !== 'empty';
  const isOne = ({ good, erring }: Tally) => erring.length === 0 && new Set(good.map(({ cell }) => contentOf(cell))).size === 1;
  return trail.stations.map((station) => tallyOf(station, own)).every(isOne);
}

/**
 * A sick server counts as erring only where nobody else tells of it: off the way from the root to the watched zone, and where no server is
 * better.
 */
function tallyOf(station: Station, own: string): Tally {
  const cells = station.replies.map((reply) => ({ reply, cell: cellOf(reply, station.zone) }));
  const good = cells.filter(({ cell }) => ['records', 'alias', 'nodata', 'nxdomain'].includes(cell.kind));
  const erringOf = (kind: CellError['kind']) =>
    cells.flatMap(({ reply, cell }): Erring[] => (cell.kind === kind ? [{ reply, error: cell as CellError }] : []));
  const erring = erringOf('error');
  const isForeign = !isWithin(own, station.zone);
  return { cells, good, erring: erring.length === 0 && good.length === 0 && isForeign ? erringOf('sick') : erring };
}

/**
 * Servers of the same serial must serve the same set, and the newest of several providers; NXDOMAIN and NODATA are both none. Who lags is told by
 * others.
 */
function differs(station: Station, good: Tally['good'], serials: ZoneTarget['serials']): boolean {
  return comparable(good, ({ reply }) => soaOf(reply, station.zone), serials).some(
    (same) => new Set(same.map(({ cell }) => contentOf(cell))).size > 1,
  );
}

function mostCommon(good: Tally['good']): Tally['good'][number] | undefined {
  const groups = [...Map.groupBy(good, ({ cell }) => contentOf(cell)).values()];
  return groups.sort((a, b) => b.length - a.length)[0]?.[0];
}

/** In print; no such name and no such record are both no set. */
export function contentOf(cell: Cell): string {
  return cell.kind === 'nxdomain' || cell.kind === 'nodata' ? 'none' : printOf(cell);
}
