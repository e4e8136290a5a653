import { comparable } from './comparable.ts';
import { type Cell, type CellError, cellOf, printOf, type Reply, type Station, soaOf } from './station.ts';
import type { ZoneTarget } from './target.ts';

/** A server's reply with what it says. */
export interface Heard {
  readonly reply: Reply;
  readonly cell: Exclude<Cell, { kind: 'sick' | 'unmeasured' }>;
}

/** How the servers of one station stand to what they should all say. */
export interface Showing {
  readonly station: Station;
  /** What a server must show: every one of these texts, or the alias; none where nothing is there to be shown. */
  readonly expects: 'values' | 'alias' | 'nothing';
  readonly good: readonly Heard[];
  readonly bad: readonly Heard[];
  /** Servers that speak for the zone. */
  readonly heard: readonly Heard[];
  /** Why nobody could be heard, where nobody was: '' where other checks tell it. */
  readonly deaf?: string;
}

/**
 * Who shows what there is to show. By the newest serial, of each provider, where serials tell, the largest set of values otherwise: an older copy that still
 * has what was taken away is no challenge. `serials` as the zone declares it.
 */
export function showingOf(station: Station, serials: ZoneTarget['serials'] = 'shared'): Showing {
  const cells = station.replies.map((reply) => ({ reply, cell: cellOf(reply, station.zone) }));
  const heard = cells.flatMap(({ reply, cell }): Heard[] =>
    cell.kind === 'sick' || cell.kind === 'unmeasured' ? [] : [{ reply, cell }],
  );
  const model = modelOf(serials === 'shared' ? newestOf(heard, station.zone) : heard);
  const isGood = ({ cell }: Heard) => cell.kind !== 'error' && (model === undefined || shows(cell, model));
  const unasked = cells.find(({ cell }) => cell.kind === 'unmeasured')?.cell;
  return {
    station,
    expects: model === undefined ? 'nothing' : model.kind === 'alias' ? 'alias' : 'values',
    good: heard.filter(isGood),
    bad: heard.filter((one) => !isGood(one)),
    heard,
    ...(heard.length > 0
      ? {}
      : { deaf: unasked?.kind === 'unmeasured' ? unasked.why : `no nameserver of ${station.zone} speaks for it` }),
  };
}

function newestOf(heard: readonly Heard[], zone: string): readonly Heard[] {
  const [newest = []] = comparable(heard, ({ reply }) => soaOf(reply, zone));
  return newest.length === 0 ? heard : newest;
}

/** The cell that says most. */
function modelOf(heard: readonly Heard[]): Heard['cell'] | undefined {
  const cells = heard.map(({ cell }) => cell);
  const fullest = cells.filter(({ kind }) => kind === 'records').sort((a, b) => valuesOf(b).length - valuesOf(a).length)[0];
  return fullest ?? cells.find(({ kind }) => kind === 'alias');
}

function shows(cell: Cell, model: Cell): boolean {
  if (model.kind === 'alias') return printOf(cell) === printOf(model);
  const shown = new Set(valuesOf(cell));
  return cell.kind === 'records' && valuesOf(model).every((value) => shown.has(value));
}

/** The TXT values of a cell: the strings of each record joined, as a CA joins them; bytes as latin-1. */
export function valuesOf(cell: Cell): readonly string[] {
  if (cell.kind !== 'records') return [];
  const texts = cell.records.flatMap((record) =>
    record.type === 'TXT' ? [Buffer.concat(record.strings).toString('latin1')] : [],
  );
  return [...new Set(texts)];
}

/** SHA-256 in base64url without padding: 43 characters (RFC 8555 section 8.4). */
const DIGEST = /^[\w-]{43}$/;

/** The values of a cell that can be answers to a challenge. Others, such as the `-` that keeps a wildcard off, are nobody's leftovers. */
export function digestsOf(cell: Cell): readonly string[] {
  return valuesOf(cell).filter((value) => DIGEST.test(value));
}

/** Has the CA's resolver got an error from it? */
export function isError(cell: Cell): cell is CellError {
  return cell.kind === 'error' || cell.kind === 'sick';
}

/** Is the outcome told in words, `no answer` or `a truncated answer`, and no RCODE? */
export function isWord({ outcome }: CellError): boolean {
  return outcome !== outcome.toUpperCase();
}

/** What a server does instead of what it should: `lacks it`, `answers SERVFAIL`. */
export function lapseOf({ cell }: { readonly cell: Cell }): string {
  if (isError(cell)) return `${isWord(cell) ? 'gives' : 'answers'} ${cell.outcome}`;
  return cell.kind === 'records' ? 'shows other values' : 'lacks it';
}
