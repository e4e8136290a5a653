/** One element of BER, whose content is not looked into. */
export interface Element {
  /** The first byte: class, bit 6 where elements stand inside, number (ITU-T X.690 section 8.1.2). */
  readonly tag: number;
  /** A view of the bytes it was read from, no copy. */
  readonly content: Buffer;
}

/** Tags of the universal class, as their bytes (ITU-T X.680 section 8, table 1). */
export const INTEGER = 0x02;
export const OCTET_STRING = 0x04;
export const OBJECT_IDENTIFIER = 0x06;
export const ENUMERATED = 0x0a;
export const SEQUENCE = 0x30;

/** Bytes of a length; ours: 4 GB are more than anybody sends. Active Directory writes four of them whatever the length. */
const LONGEST_LENGTH = 4;

/**
 * The elements the bytes consist of, one behind the other: BER of definite length, of which DER is a part (ITU-T X.690 section 8.1). It reads one
 * level: who wants what is inside an element asks again, so that nesting costs nothing. Bytes that are no such row to their last byte have no
 * elements at all: an element breaks off, its length is indefinite (8.1.3.6) or has more than four bytes, its tag number is 31 or more (8.1.2.4).
 */
export function elementsOf(bytes: Buffer | undefined): readonly Element[] {
  const elements: Element[] = [];
  for (let rest = bytes ?? Buffer.alloc(0); rest.length > 0; ) {
    const [from, to] = spanOf(rest);
    if (to > rest.length) return [];
    elements.push({ tag: rest.readUInt8(0), content: rest.subarray(from, to) });
    rest = rest.subarray(to);
  }
  return elements;
}

/** The content of the first element with that tag, one level deep as in `elementsOf`; undefined where there is none. */
export function contentOf(bytes: Buffer | undefined, tag: number): Buffer | undefined {
  return elementsOf(bytes).find((element) => element.tag === tag)?.content;
}

/** The number of an INTEGER or ENUMERATED, in two's complement (ITU-T X.690 sections 8.3 and 8.4); undefined where it has no byte or over six. */
export function numberIn(content: Buffer): number | undefined {
  return content.length >= 1 && content.length <= 6 ? content.readIntBE(0, content.length) : undefined;
}

/** Where the content of the first element begins and ends (ITU-T X.690 section 8.1.3); an end that cannot be told is infinite. */
function spanOf(bytes: Buffer): readonly [from: number, to: number] {
  const [tag = 0, first = 0] = bytes;
  if ((tag & 0x1f) === 0x1f) return [2, Infinity];
  if (first < 0x80) return [2, 2 + first];
  const count = first & 0x7f;
  const isReadable = count >= 1 && count <= LONGEST_LENGTH && 2 + count <= bytes.length;
  return isReadable ? [2 + count, 2 + count + bytes.readUIntBE(2, count)] : [2, Infinity];
}
