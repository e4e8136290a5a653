import { type Hearing, linesUntil } from './conversation.ts';

/** A numbered reply, of one line or several. */
export interface Reply {
  /** Three digits; 0 where the line has none. */
  readonly code: number;
  readonly first: string;
  /** What every line says after code and hyphen. */
  readonly texts: readonly string[];
}

/**
 * Hears a reply of SMTP, LMTP or FTP. Its last line is the one with a space, or nothing, after the code (RFC 5321 section 4.2.1); FTP allows lines
 * without a code in between (RFC 959 section 4.2). A line that can be no reply at all ends it, with code 0.
 */
export function* reply(): Hearing<Reply> {
  let code = '';
  const lines = yield* linesUntil((text) => {
    code ||= /^\d{3}(?=[ -]|$)/.exec(text)?.[0] ?? 'none';
    return code === 'none' || (text.startsWith(code) && text[3] !== '-');
  });
  const texts = lines.map((text) => (text.startsWith(code) ? text.slice(4) : text.trim()));
  return { code: code === 'none' ? 0 : Number(code), first: lines[0] ?? '', texts };
}
