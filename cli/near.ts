import { type Parsed, parseTarget, type Target } from '../functions/core/target.ts';
import { plain } from '../functions/core/wording.ts';

/** Scheme, user, host, port and path of what people paste, each but the host where it is there. */
const PASTED = /^(?:mailto:|([a-z][a-z\d+.-]*):\/\/)?([^/?#]*@)?(?:\*\.)?([^/?#@:]+)(?::(\d{1,5}))?([/?#].*)?$/i;

/** Steps of insertion, deletion and replacement from one word to another (Levenshtein's distance). */
export function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** The words that somebody may have meant, nearest first, six at most: those it is a part of, then those a few letters away. */
export function nearest(typed: string, words: readonly string[]): readonly string[] {
  const wanted = typed.toLowerCase().slice(0, 80);
  if (wanted === '') return [];
  const reach = Math.max(2, Math.floor(wanted.length / 3));
  return words
    .map((word) => ({ word, away: word.includes(wanted) ? 0 : distance(wanted, word) }))
    .filter(({ away }) => away <= reach)
    .sort((a, b) => a.away - b.away)
    .slice(0, 6)
    .map(({ word }) => word);
}

/** A target, or what was wrong with the text and which target may have been meant. */
export function readTarget(typed: string): Parsed<Target> {
  const target = parseTarget(typed);
  const meant = target.ok ? undefined : meantTarget(typed);
  return target.ok || meant === undefined ? target : { ok: false, fault: `${target.fault} (did you mean ${plain(meant)}?)` };
}

/** A name, such as a zone's; or what was wrong with the text and which name may have been meant. */
export function readName(typed: string): Parsed<string> {
  const target = parseTarget(typed);
  if (target.ok && target.value.kind === 'zone') return { ok: true, value: target.value.zone };
  const meant = (meantTarget(typed) ?? typed).replace(/^[a-z\d+.-]+:\/\//i, '').replace(/:\d+$/, '');
  const fault = target.ok ? `'${plain(typed)}' is a service; expected a name such as example.org` : target.fault;
  const hint = meant !== typed && parseTarget(meant).ok ? ` (did you mean ${plain(meant)}?)` : '';
  return { ok: false, fault: `${fault}${hint}` };
}

/** The target in a text that is none: a URL with a path, a host with a port, a mail address. Undefined where there is nothing like it. */
export function meantTarget(typed: string): string | undefined {
  const [, scheme, user, host = '', port, path] = PASTED.exec(typed.trim()) ?? [];
  const meant = guessOf({
    host,
    ...(scheme && { scheme }),
    ...(port && { port }),
    isPage: path !== undefined && user === undefined,
  });
  return meant !== typed && parseTarget(meant).ok ? meant : undefined;
}

interface Pasted {
  readonly scheme?: string;
  readonly host: string;
  readonly port?: string;
  readonly isPage: boolean;
}

/** Without a scheme: a port speaks for itself where it is that of HTTPS or of DNS. */
function guessOf({ scheme, host, port, isPage }: Pasted): string {
  if (scheme !== undefined) return `${scheme}://${host}${port === undefined ? '' : `:${port}`}`;
  if (port === '443' || (port === undefined && isPage)) return `https://${host}`;
  return port === undefined || port === '53' ? host : `tls://${host}:${port}`;
}
