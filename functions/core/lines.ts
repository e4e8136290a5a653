/** Longest line of a letter (RFC 5322 section 2.1.1); a single word that is longer stays whole, so that it can be copied. */
export const LINE = 78;

/** Where a command begins. What stands in backticks and begins otherwise is a setting or a file name. */
const COMMAND =
  /^(?:sudo )?(?:certbot|chronyc|cmctl|conntrack|curl|delv|dig|dnssec-\S+|doveadm|drill|ip6tables|knotc|kubectl|ldns-\S+|named-\S+|nc|nginx|npx|nsd-control|openssl|pdns_control|pdnsutil|picket|postconf|postfix|rndc|ss|systemctl|timedatectl|whois|aws)(?: \S|$)/;

/** A stretch of a step: prose, or a command that is to be pasted whole. */
export interface Part {
  readonly kind: 'prose' | 'command';
  readonly text: string;
}

/** Takes a step apart: it is a command itself, or prose with commands in backticks. `and`, `or`, `then` between two commands go. */
export function partsOf(step: string): readonly Part[] {
  if (COMMAND.test(step) && !step.includes('`')) return [{ kind: 'command', text: step }];
  const parts: Part[] = [];
  let prose = '';
  const tell = () => {
    const text = prose.trim();
    if (!/^(?:[,;.]|,? ?(?:and|or|then))?$/.test(text)) parts.push({ kind: 'prose', text });
    prose = '';
  };
  for (const [index, span] of step.split(/(`[^`]*`)/).entries()) {
    const bare = span.slice(1, -1);
    if (index % 2 === 0 || !COMMAND.test(bare)) prose += span;
    else {
      tell();
      parts.push({ kind: 'command', text: bare });
    }
  }
  tell();
  return parts;
}

/** A step as lines: prose is wrapped, every command has a line of its own, indented and never broken. */
export function stepLines(step: string, first = ''): readonly string[] {
  const indent = ' '.repeat(first.length);
  const [opening, ...rest] = partsOf(step);
  if (opening === undefined) return [];
  const lead = opening.kind === 'command' ? [`${first}${opening.text}`] : wrap(opening.text, first);
  return [...lead, ...rest.flatMap(({ kind, text }) => (kind === 'command' ? [`${indent}  ${text}`] : wrap(text, indent)))];
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
