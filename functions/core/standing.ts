import { nameserverLabel } from './dns.ts';
import { isError, showingOf, valuesOf } from './showing.ts';
import { type Cell, cellOf, printOf, type Station } from './station.ts';
import type { Trail } from './trail.ts';

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
  /** Why there is nobody to ask; '' where there is. */
  readonly why: string;
}

/**
 * How far a TXT value has come. `values`: any of them is what is awaited; of none, the nameservers must show one and the same set. A server that
 * is sick counts as lacking it: a CA may ask it.
 */
export function standingOf({ stations, endless, lost }: Trail, values: readonly string[]): Standing {
  const last = stations.at(-1);
  const stuck = endless ?? lost?.detail;
  if (last === undefined || stuck !== undefined) return { ready: false, zone: '', rows: [], why: stuck ?? 'it was not asked' };
  const astray = stations.slice(0, -1).flatMap((station) => showingOf(station, 'independent').bad.map(({ reply }) => reply));
  const strayRows = astray.map(({ server }) => ({ subject: nameserverLabel(server), has: false, says: 'lacks the alias' }));
  const rows = [...strayRows, ...rowsOf(last, values)];
  const asked = rows.filter(({ has }) => has !== undefined);
  return { ready: asked.length > 0 && asked.every(({ has }) => has), zone: last.zone, rows, why: '' };
}

function rowsOf(station: Station, values: readonly string[]): readonly StandingRow[] {
  const cells = station.replies.map((reply) => ({ subject: nameserverLabel(reply.server), cell: cellOf(reply, station.zone) }));
  const fullest = cells.map(({ cell }) => cell).sort((a, b) => valuesOf(b).length - valuesOf(a).length)[0];
  const shows = (cell: Cell) =>
    values.length > 0
      ? valuesOf(cell).some((value) => values.includes(value))
      : valuesOf(cell).length > 0 && fullest !== undefined && printOf(cell) === printOf(fullest);
  return cells.map(({ subject, cell }) => {
    if (cell.kind === 'unmeasured') return { subject, has: undefined, says: `not measured: ${cell.why}` };
    return { subject, has: shows(cell), says: shows(cell) ? 'has it' : lackOf(cell) };
  });
}

function lackOf(cell: Cell): string {
  if (isError(cell)) return cell.silent ? cell.outcome : `answers ${cell.outcome}`;
  return cell.kind === 'records' ? 'has other values' : 'lacks it';
}
