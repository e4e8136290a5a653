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

/** A name as uncompressed labels (RFC 1035 section 3.1). */
export function plainName(name: string): Buffer {
  return Buffer.concat([...labelsOf(name).flatMap((label) => [Buffer.from([label.length]), label]), Buffer.from([0])]);
}

/** The bytes at an offset as a name, compression pointers followed, backwards only. Throws RangeError on nonsense. */
export function readName(message: Buffer, offset: number): { name: string; end: number } {
  const labels: Buffer[] = [];
  let at = offset;
  let end: number | undefined;
  let floor = offset;
  for (let length = message.readUInt8(at); length !== 0; length = message.readUInt8(at)) {
    if (length >= 0xc0) {
      end ??= at + 2;
      at = message.readUInt16BE(at) & 0x3fff;
      if (at >= floor) throw new RangeError('a compression pointer that does not point backwards');
      floor = at;
    } else {
      if (length > 63 || at + 1 + length > message.length) throw new RangeError('a label beyond the message');
      labels.push(message.subarray(at + 1, at + 1 + length));
      at += 1 + length;
    }
  }
  return { name: nameOf(labels), end: end ?? at + 1 };
}

/** Two bytes, network order. */
export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

/** Four bytes, network order. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function unescaped(_match: string, code: string | undefined, character: string | undefined): string {
  return code === undefined ? (character ?? '') : String.fromCharCode(Number(code) & 0xff);
}

function escaped(byte: number): string {
  const character = String.fromCharCode(byte);
  if (character === '.' || character === '\\') return `\\${character}`;
  return byte > 0x20 && byte < 0x7f ? character : `\\${String(byte).padStart(3, '0')}`;
}
