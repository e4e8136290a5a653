import { plain } from '../functions/core/wording.ts';
import { type Page, proseWidth, type Role, wrap } from './paint.ts';

/** One column. */
export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** How a cell too long is cut, and down to how many letters it may be. Numbers and words of ours are never cut. */
  readonly shrink?: { readonly cut: (text: string, width: number, cut: string) => string; readonly least: number };
  /** Left out where the table would not fit otherwise, the last such column first. */
  readonly spare?: boolean;
}

/** One cell; `role` colours it. An absent text is shown as missing. */
export interface Cell {
  readonly text: string | undefined;
  readonly role?: Role;
}

const GAP = '  ';
const INDENT = '  ';

/**
 * Lays rows out in columns without boxes. Where they are too wide, columns are cut, the widest first; then the spare ones are left out;
 * and where even that does not fit (a phone) each row becomes a short paragraph.
 */
export function tableLines(columns: readonly Column[], rows: readonly (readonly Cell[])[], page: Page): string[] {
  const widths = widthsFor(columns, rows, page);
  if (widths !== undefined) return columnsLines(columns, widths, rows, page);
  const spare = columns.findLastIndex((column) => column.spare === true);
  if (spare === -1) return rows.flatMap((row) => paragraph(columns, row, page));
  return tableLines(
    columns.toSpliced(spare, 1),
    rows.map((row) => row.toSpliced(spare, 1)),
    page,
  );
}

function columnsLines(
  columns: readonly Column[],
  widths: readonly number[],
  rows: readonly (readonly Cell[])[],
  page: Page,
): string[] {
  const head = columns.map(({ title }): Cell => ({ text: title, role: 'dim' }));
  return [head, ...rows].map((row) => {
    const cells = columns.map((column, at) => {
      const width = widths[at] ?? 0;
      const text = shortened(column, shown(row[at], page), width, page);
      return tinted(row[at], at === columns.length - 1 ? text : pad(text, column, width), page);
    });
    return `${INDENT}${cells.join(GAP)}`.trimEnd();
  });
}

function widthsFor(columns: readonly Column[], rows: readonly (readonly Cell[])[], page: Page): readonly number[] | undefined {
  const widths = columns.map(({ title }, at) => Math.max(title.length, ...rows.map((row) => shown(row[at], page).length)));
  const room = page.width - INDENT.length - GAP.length * (columns.length - 1);
  while (widths.reduce((sum, width) => sum + width, 0) > room) {
    const widest = widths.reduce((best, width, at) => {
      const least = columns[at]?.shrink?.least ?? Number.POSITIVE_INFINITY;
      return width > least && width > (widths[best] ?? 0) ? at : best;
    }, -1);
    if (widest === -1) return undefined;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

/** A row on a narrow screen: its name, and below it what is known, the last cell first. */
function paragraph(columns: readonly Column[], row: readonly Cell[], page: Page): string[] {
  const last = columns.length - 1;
  const known = columns.flatMap(({ title }, at) =>
    at === 0 || at === last || row[at]?.text === undefined ? [] : `, ${title} ${shown(row[at], page)}`,
  );
  const [start = '', ...rest] = wrap(`${shown(row[last], page)}${known.join('')}`.replace(/^, /, ''), proseWidth(page, 4));
  const word = shown(row[last], page);
  const painted = start.startsWith(word) ? `${tinted(row[last], word, page)}${start.slice(word.length)}` : start;
  return [`${INDENT}${shown(row[0], page)}`, ...[painted, ...rest].map((line) => `${INDENT}  ${line}`)];
}

function shown(cell: Cell | undefined, page: Page): string {
  return cell?.text === undefined ? page.missing : plain(cell.text);
}

function shortened({ shrink }: Column, text: string, width: number, page: Page): string {
  return text.length <= width || shrink === undefined ? text : shrink.cut(text, width, page.cut);
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

/** Cuts the middle of a text: addresses of one network differ at the end. */
export function cutMiddle(text: string, width: number, cut: string): string {
  const tail = Math.floor((width - cut.length) / 2);
  return `${text.slice(0, width - cut.length - tail)}${cut}${text.slice(text.length - tail)}`;
}

/** Cuts a `name/address`: the name first, since the address tells two apart; the address only where nothing else is left. */
export function cutName(label: string, width: number, cut: string): string {
  const slash = label.lastIndexOf('/');
  const address = slash === -1 ? '' : label.slice(slash);
  const room = width - address.length - cut.length;
  return room >= 4 && address !== '' ? `${label.slice(0, room)}${cut}${address}` : cutMiddle(label, width, cut);
}
