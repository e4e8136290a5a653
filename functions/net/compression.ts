import { labelToText, NAME_BYTES } from './names.ts';

/** Pointers that one name may lead through: it has 127 labels at most, and no honest writer points at a pointer. */
const MOST_POINTERS = 126;
/** Labels and pointers that one name may be made of, so that none goes round for ever. */
const MOST_PARTS = 127 + MOST_POINTERS;
const HEADER_BYTES = 12;

/** A name, or the rest of one, from one offset of a message on. */
export interface NamePart {
  /** Presentation form; empty for the root. */
  readonly text: string;
  /** Bytes of the whole rest, pointers resolved. */
  readonly wireBytes: number;
  readonly pointers: number;
  /** Bytes that it takes up where it stands. */
  readonly size: number;
}

const ROOT: NamePart = { text: '', wireBytes: 1, pointers: 0, size: 1 };

/** Reads the name at an offset; a string is a fault. Every offset is read once, whoever points at it. */
export type NameReader = (at: number) => NamePart | string;

/**
 * Reads names wherever they start in a message, compressed or not (RFC 1035 section 4.1.4). That no offset is read twice is what keeps
 * 64 kB of pointers to pointers from blocking the process for a tenth of a second.
 */
export function openNames(bytes: Buffer): NameReader {
  const known = new Map<number, NamePart>();
  const partAt = (at: number, parts: number): NamePart | string => {
    const seen = known.get(at);
    if (seen !== undefined) return seen;
    const part = parts > MOST_PARTS ? 'a name in the message never ends' : readPart(bytes, at, (next) => partAt(next, parts + 1));
    if (typeof part !== 'string') known.set(at, part);
    return part;
  };
  return (at) => partAt(at, 1);
}

/** One label or pointer, and by `follow` what comes behind it. */
function readPart(bytes: Buffer, at: number, follow: NameReader): NamePart | string {
  const length = bytes[at];
  if (length === undefined) return 'a name runs past the end of the message';
  if (length === 0) return ROOT;
  if (length < 64) return readLabel(bytes.subarray(at + 1, at + 1 + length), follow(at + 1 + length));
  return length >= 192 ? readPointer(bytes, at, follow) : 'a name has a label of no known kind';
}

function readLabel(label: Buffer, rest: NamePart | string): NamePart | string {
  if (typeof rest === 'string') return rest;
  const wireBytes = rest.wireBytes + 1 + label.length;
  if (wireBytes > NAME_BYTES) return `a name is longer than ${NAME_BYTES} bytes`;
  const written = labelToText(label);
  const text = rest.text === '' ? written : `${written}.${rest.text}`;
  return { text, wireBytes, pointers: rest.pointers, size: rest.size + 1 + label.length };
}

function readPointer(bytes: Buffer, at: number, follow: NameReader): NamePart | string {
  if (at + 1 >= bytes.length) return 'a name runs past the end of the message';
  const target = bytes.readUInt16BE(at) & 0x3fff;
  if (target >= at || target < HEADER_BYTES) return 'a compression pointer does not lead to an earlier name';
  const rest = follow(target);
  if (typeof rest === 'string') return rest;
  if (rest.pointers >= MOST_POINTERS) return `a name leads through more than ${MOST_POINTERS} compression pointers`;
  return { ...rest, pointers: rest.pointers + 1, size: 2 };
}
