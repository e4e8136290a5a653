/** Longest line of a letter (RFC 5322 section 2.1.1); a single word that is longer stays whole, so that it can be copied. */
export const LINE = 78;

/** Where a command begins. What stands in backticks and begins otherwise is a setting or a file name. */
const COMMAND =
  /^(?:sudo )?(?:certbot|chronyc|cmctl|curl|delv|dig|dnssec-\S+|doveadm|drill|knotc|kubectl|ldns-\S+|named-\S+|nc|nginx|nsd-control|openssl|pdns_control|pdnsutil|picket|postfix|rndc|ss|timedatectl|whois|aws) \S/;

/** A stretch of a step: prose, or a command that is to be pasted whole. */
export interface Part {
  readonly kind: 'prose' | 'command';
  readonly text: string;
}

/** Takes a step apart: it is a command itself, or prose with commands in backticks. `and`, `or`, `then` between two commands go. */
export function partsOf(step: string): readonly Part[] {
  if (COMMAND.test(step) && !step.includes('`')) return [{ kind: 'command', text: step }];
  return step.split(/(`[^`]*`)/).flatMap((span, index): Part[] => {
    const bare = span.slice(1, -1);
    if (index % 2 === 1 && COMMAND.test(bare)) return [{ kind: 'command', text: bare }];
    const text = span.trim();
    return /^(?:[,;.]|,? ?(?:and|or|then))?$/.test(text) ? [] : [{ kind: 'prose', text }];
  });
}

/** A step as lines: prose is wrapped, every command has a line of its own, indented and never broken. */
export function stepLines(step: string, first = ''): readonly string[] {
  const indent = ' '.repeat(first.length);
  const [opening, ...rest] = joined(partsOf(step));
  if (opening === undefined) return [];
  const lead = opening.kind === 'command' ? [`${first}${opening.text}`] : wrap(opening.text, first);
  return [...lead, ...rest.flatMap(({ kind, text }) => (kind === 'command' ? [`${indent}  ${text}`] : wrap(text, indent)))];
}

/** Prose that follows prose, such as a setting in backticks within a sentence, is one stretch. */
function joined(parts: readonly Part[]): readonly Part[] {
  const stretches: Part[] = [];
  for (const part of parts) {
    const last = stretches.at(-1);
    if (last?.kind !== 'prose' || part.kind !== 'prose') stretches.push(part);
    else stretches.splice(-1, 1, { kind: 'prose', text: `${last.text} ${part.text}` });
  }
  return stretches;
}

/** Breaks a text into lines; the first begins with `first`, the others with as many spaces. A span in backticks is broken last. */
export function wrap(text: string, first = ''): readonly string[] {
  const room = LINE - first.length;
  const spans = text.match(/(?:`[^`]*`|\S)+/g) ?? [];
  const words = spans.flatMap((span) => (span.length > room ? span.split(' ') : [span]));
  const rows: string[] = [];
  for (const word of words) {
    const row = rows.at(-1);
    if (row !== undefined && row.length + 1 + word.length <= room) rows[rows.length - 1] = `${row} ${word}`;
    else rows.push(word);
  }
  const indent = ' '.repeat(first.length);
  return rows.map((row, index) => `${index === 0 ? first : indent}${row}`);
}

/** One line `Label     text`, wrapped under the text. */
export function field(label: string, text: string): readonly string[] {
  return wrap(text, label.padEnd(11));
}
