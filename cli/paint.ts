import { styleText } from 'node:util';
import type { State } from '../functions/core/finding.ts';
import { plain } from '../functions/core/wording.ts';

/** What a stretch of text is, which decides its colour. */
export type Role = State | 'strong' | 'command' | 'dim';

/** How text is laid out for one reader. */
export interface Page {
  /** Columns of the terminal; 100 where there is none. */
  readonly width: number;
  /** Colours a text, or leaves it as it is. */
  readonly paint: (role: Role, text: string) => string;
  /** Missing value and cut text: `–` and `…`, or what stands for them where the locale is not UTF-8. */
  readonly missing: string;
  readonly cut: string;
}

const COLOURS = {
  well: ['bold', 'green'],
  notice: ['bold', 'blue'],
  unknown: ['bold', 'magenta'],
  warning: ['bold', 'yellow'],
  critical: ['bold', 'red'],
  strong: 'bold',
  command: 'cyan',
  dim: 'dim',
} as const satisfies Record<Role, Parameters<typeof styleText>[0]>;

const WIDTH = 100;

/** The page for a stream: coloured on a terminal only, by NO_COLOR (no-color.org) first and FORCE_COLOR second. */
export function pageFor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Page {
  const plainly = env.NO_COLOR !== undefined && env.NO_COLOR !== '';
  return {
    width: Math.max(stream.columns ?? 0, 0) || WIDTH,
    paint: (role, text) => (plainly ? text : styleText(COLOURS[role], text, { stream })),
    ...(isUtf8(env) ? { missing: '–', cut: '…' } : { missing: '-', cut: '~' }),
  };
}

/** POSIX order of the locale variables; Windows has none of them and is UTF-8 all the same. */
function isUtf8({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  return process.platform === 'win32' || /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
}

/**
 * Breaks a text into lines of at most `width`, between words; what stands in backticks is one word, so that it can be copied.
 * Every word is made safe on the way: nothing from the network reaches the terminal otherwise.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.match(/`[^`]*`\S*|\d+ (?:ms|min|[dhs])(?!\w)\S*|\S+/g) ?? []) {
    const last = lines.at(-1);
    const safe = plain(word);
    if (last !== undefined && last.length + 1 + safe.length <= width) lines[lines.length - 1] = `${last} ${safe}`;
    else lines.push(safe);
  }
  return lines;
}

/** Columns of prose: lines longer than 100 tire the eye, and below 30 wrapping helps nobody. */
export function proseWidth(page: Page, indent: number): number {
  return Math.max(Math.min(page.width, WIDTH) - indent, 30);
}
