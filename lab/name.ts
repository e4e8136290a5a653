/** The labels of a name in presentation form (RFC 1035 section 5.1: `\.` and `\DDD`); none for the root `.`. Lengths are not checked. */
export function labelsOf(name: string): Buffer[] {
  if (name === '.') return [];
  const labels = name.match(/(?:\\\d{3}|\\.|[^.\\])+/gs) ?? [];
  return labels.map((label) => Buffer.from(label.replace(/\\(\d{3})|\\(.)/gs, unescaped), 'latin1'));
}

/** The presentation form of labels, without the trailing dot; `.` for none. */
export function nameOf(labels: readonly Uint8Array[]): string {
  if (labels.length === 0) return '.';
  return labels.map((label) => Array.from(label, escaped).join('')).join('.');
}

/** Is `name` the zone itself or below it? Case does not matter (RFC 4343). */
export function isBelow(name: string, zone: string): boolean {
  const inner = name.toLowerCase();
  const outer = zone.toLowerCase();
  return outer === '.' || inner === outer || inner.endsWith(`.${outer}`);
}

/** The name and everything above it, longest first, the root last: `a.b`, `b`, `.`. */
export function ancestry(name: string): string[] {
  const labels = labelsOf(name);
  return [...labels.keys(), labels.length].map((index) => nameOf(labels.slice(index)));
}

function unescaped(_match: string, code: string | undefined, character: string | undefined): string {
  return code === undefined ? (character ?? '') : String.fromCharCode(Number(code) & 0xff);
}

function escaped(byte: number): string {
  const character = String.fromCharCode(byte);
  if (character === '.' || character === '\\') return `\\${character}`;
  return byte > 0x20 && byte < 0x7f ? character : `\\${String(byte).padStart(3, '0')}`;
}
