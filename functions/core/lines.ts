/** Longest line of a letter (RFC 5322 section 2.1.1); a single word that is longer stays whole, so that it can be copied. */
export const LINE = 78;

/** Commands keep their words together and are continued by a backslash: pasted into a shell they still work. */
const COMMAND =
  /^(?:sudo )?(?:dig|delv|drill|curl|openssl|nc|whois|picket|rndc|nsd-control|knotc|pdns_control|ldns-\S+|aws|kubectl) /;

/** Breaks a text into lines; the first begins with `first`, the others with as many spaces. A span in backticks is broken last. */
export function wrap(text: string, first = ''): readonly string[] {
  const command = COMMAND.test(text);
  const room = LINE - first.length - (command ? 2 : 0);
  const spans = command ? text.split(' ') : (text.match(/(?:`[^`]*`|\S)+/g) ?? []);
  const words = spans.flatMap((span) => (span.length > room ? span.split(' ') : [span]));
  const rows: string[] = [];
  for (const word of words) {
    const row = rows.at(-1);
    if (row !== undefined && row.length + 1 + word.length <= room) rows[rows.length - 1] = `${row} ${word}`;
    else rows.push(word);
  }
  const indent = ' '.repeat(first.length);
  return rows.map((row, index) => `${index === 0 ? first : indent}${row}${command && index < rows.length - 1 ? ' \\' : ''}`);
}

/** One line `Label     text`, wrapped under the text. */
export function field(label: string, text: string): readonly string[] {
  return wrap(text, label.padEnd(11));
}
