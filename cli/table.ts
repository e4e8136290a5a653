import { plain } from '../functions/core/wording.ts';
import type { Page, Role } from './paint.ts';

/** One column. `shrink`: how a cell too long is cut, and that it may be; numbers and words are never cut. */
export interface Column {
  readonly title: string;
  readonly align?: 'right';
  readonly shrink?: (text: string, width: number, cut: string) => string;
}

/** One cell; `role` colours it. An absent text is shown as missing. */
export interface Cell {
  readonly text: string | undefined;
  readonly role?: Role;
}

const GAP = '  ';
const INDENT = '  ';
const NARROWEST = 14;

/**
 * Lays rows out in columns without boxes. Columns that may shrink do so, the widest first, until the table fits;
 * where it cannot fit (a phone) each row becomes a small paragraph.
 */
export function tableLines(columns: readonly Column[], rows: readonly (readonly Cell[])[], page: Page): string[] {
  const texts = rows.map((row) => row.map(({ text }) => (text === undefined ? page.missing : plain(text))));
  const natural = columns.map(({ title }, at) => Math.max(title.length, ...texts.map((row) => row[at]?.length ?? 0)));
  const widths = fit(columns, natural, page.width - INDENT.length);
  if (widths === undefined) return rows.flatMap((row, at) => stacked(columns, row, texts[at] ?? [], page));
  const line = (cells: readonly string[], paint: (text: string, at: number) => string) =>
    `${INDENT}${columns.map((column, at) => paint(pad(cut(column, cells[at] ?? '', widths[at] ?? 0, page), column, widths[at] ?? 0), at)).join(GAP)}`.trimEnd();
  const head = line(
    columns.map(({ title }) => title),
    (text) => page.paint('dim', text),
  );
  return [head, ...rows.map((row, at) => line(texts[at] ?? [], (text, column) => tinted(row[column], text, page)))];
}

function fit(columns: readonly Column[], natural: readonly number[], room: number): readonly number[] | undefined {
  const widths = [...natural];
  const total = () => widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));
  while (total() > room) {
    const widest = widths.reduce((best, width, at) => {
      const mayShrink = columns[at]?.shrink !== undefined && width > NARROWEST;
      return mayShrink && width > (widths[best] ?? 0) ? at : best;
    }, -1);
    if (widest === -1) return undefined;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function stacked(columns: readonly Column[], row: readonly Cell[], texts: readonly string[], page: Page): string[] {
  const rest = columns.slice(1).map(({ title }, at) => {
    const cell = row[at + 1];
    return `${INDENT}  ${title}: ${tinted(cell, texts[at + 1] ?? '', page)}`;
  });
  return [`${INDENT}${texts[0] ?? ''}`, ...rest];
}

function cut({ shrink }: Column, text: string, width: number, page: Page): string {
  if (text.length <= width) return text;
  return shrink === undefined ? text : shrink(text, width, page.cut);
}

function pad(text: string, { align }: Column, width: number): string {
  return align === 'right' ? text.padStart(width) : text.padEnd(width);
}

function tinted(cell: Cell | undefined, text: string, page: Page): string {
  return cell?.role === undefined ? text : page.paint(cell.role, text);
}

/** Cuts the end of a text. */
export function cutEnd(text: string, width: number, cut: string): string {
  return `${text.slice(0, width - cut.length)}${cut}`;
}

/** Cuts a `name/address`: the name first, since the address tells two apart; the address only where nothing else is left. */
export function cutName(label: string, width: number, cut: string): string {
  const slash = label.lastIndexOf('/');
  const address = slash === -1 ? '' : label.slice(slash);
  const room = width - address.length - cut.length;
  return room >= 4 && address !== '' ? `${label.slice(0, room)}${cut}${address}` : cutEnd(label, width, cut);
}
