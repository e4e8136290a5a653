import fc from 'fast-check';
import forge from 'node-forge';
import { describe, expect, it } from 'vitest';
import { contentOf, elementsOf, numberIn, SEQUENCE } from '../../../functions/net/der.ts';
import { readExtensions } from '../../../functions/net/extensions.ts';

const { asn1 } = forge;

/** The referee makes text of what has BMPString's number, in any class; here it is to leave the bytes as they are. */
Object.assign(asn1.Type, { BMPSTRING: -1 });

const CONSTRUCTED = 0x20;
const HIGH = 0x1f;
const INDEFINITE = 0x80;

/** Tag and content, to the last level. */
type Node = readonly [tag: number, content: string | readonly Node[]];
type Read = readonly Node[] | 'refused';

/** What we read of a row of elements, down to every level; refused where one level is. */
function ours(bytes: Buffer): Read {
  const elements = elementsOf(bytes);
  if (elements.length === 0) return bytes.length === 0 ? [] : 'refused';
  const nodes: Node[] = [];
  for (const { tag, content } of elements) {
    const inside = (tag & CONSTRUCTED) === 0 ? content.toString('latin1') : ours(content);
    if (inside === 'refused') return inside;
    nodes.push([tag, inside]);
  }
  return nodes;
}

/** What node-forge reads of it, strictly; it wants one element, so that the row stands in a SEQUENCE. */
function referee(bytes: Buffer): Read {
  const strict = { strict: true, decodeBitStrings: false, maxDepth: Number.POSITIVE_INFINITY };
  try {
    const { value } = asn1.fromDer(element(SEQUENCE, bytes, 4).toString('latin1'), strict as never);
    return (value as forge.asn1.Asn1[]).map(nodeOf);
  } catch {
    return 'refused';
  }
}

function nodeOf({ tagClass, type, constructed, value }: forge.asn1.Asn1): Node {
  return [tagClass | type | (constructed ? CONSTRUCTED : 0), typeof value === 'string' ? value : value.map(nodeOf)];
}

const hasHighTag = (read: Read): boolean =>
  read !== 'refused' &&
  read.some(([tag, content]) => (tag & HIGH) === HIGH || (typeof content !== 'string' && hasHighTag(content)));

/** An element whose length has so many bytes behind the first, or as few as it takes. */
function element(tag: number, content: Uint8Array, lengthBytes = 0): Buffer {
  const digits = content.length.toString(16);
  const fewest = content.length < 0x80 ? 0 : Math.ceil(digits.length / 2);
  const count = Math.max(fewest, lengthBytes);
  const length = count === 0 ? [content.length] : [0x80 | count, ...Buffer.from(digits.padStart(2 * count, '0'), 'hex')];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

/** Rows of BER trees of definite length, with these tags, lengths longer than they need be, and contents around 128 and 256 bytes. */
function rows(tags: fc.Arbitrary<number>, lengthBytes: fc.Arbitrary<number>): fc.Arbitrary<Buffer> {
  const content = fc.uint8Array({ maxLength: 300, size: 'max' });
  return fc.letrec<{ row: Buffer; node: Buffer }>((tie) => ({
    row: fc.array(tie('node'), { maxLength: 4 }).map(Buffer.concat),
    node: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.tuple(tags, content, lengthBytes).map(([tag, bytes, count]) => element(tag & ~CONSTRUCTED, bytes, count)),
      fc.tuple(tags, tie('row'), lengthBytes).map(([tag, bytes, count]) => element(tag | CONSTRUCTED, bytes, count)),
    ),
  })).row;
}

const anyByte = fc.nat({ max: 255 });
const low = anyByte.filter((byte) => (byte & HIGH) !== HIGH);

/** Such rows, half of them with tags and lengths that we refuse; up to two bytes changed and up to seven cut off. */
const broken = fc
  .tuple(
    fc.oneof(rows(low, fc.nat({ max: 4 })), rows(anyByte, fc.nat({ max: 5 }))),
    fc.array(fc.tuple(fc.nat(), anyByte), { maxLength: 2 }),
    fc.constantFrom(0, 0, 0, 0, 1, 2, 7),
  )
  .map(([bytes, changes, cut]) => {
    const copy = Buffer.from(bytes);
    for (const [at, byte] of changes) if (copy.length > 0) copy[at % copy.length] = byte;
    return copy.subarray(0, Math.max(0, copy.length - cut));
  });

/** Bytes that mostly are tags and lengths. */
const usual = fc.constantFrom(0, 1, 2, 3, 4, 5, 0x1f, 0x30, 0x3e, 0x3f, 0x78, 0x80, 0x81, 0x82, 0x84, 0x85, 0xa3, 0xff);
const noise = fc.array(fc.oneof({ arbitrary: usual, weight: 9 }, anyByte), { maxLength: 16 }).map((list) => Buffer.from(list));

describe('elementsOf, with node-forge as the referee', () => {
  it('reads every tree of definite lengths and low tag numbers as node-forge does', () => {
    fc.assert(
      fc.property(rows(low, fc.nat({ max: 4 })), (bytes) => {
        const read = ours(bytes);
        expect(read).not.toBe('refused');
        expect(read).toEqual(referee(bytes));
      }),
    );
  });

  it('reads nothing that node-forge refuses, and nothing otherwise than node-forge, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.oneof(broken, noise), (bytes) => {
        const read = ours(bytes);
        if (read !== 'refused') expect(read).toEqual(referee(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses of what node-forge reads only indefinite lengths and high tag numbers', () => {
    const definite = fc.oneof(broken, noise).filter((bytes) => !bytes.includes(INDEFINITE));
    fc.assert(
      fc.property(definite, (bytes) => {
        const read = referee(bytes);
        expect(ours(bytes)).toEqual(hasHighTag(read) ? 'refused' : read);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('elementsOf', () => {
  const zeros = (count: number) => '00'.repeat(count);
  const table: [string, string, [number, string][]][] = [
    ['finds nothing in nothing', '', []],
    ['reads an element without content', '0500', [[0x05, '']]],
    [
      'reads one behind the other',
      '020105040161',
      [
        [0x02, '05'],
        [0x04, '61'],
      ],
    ],
    ['does not look into what it reads', '3003ffffff', [[0x30, 'ffffff']]],
    ['reads the longest short length', `047f${zeros(127)}`, [[0x04, zeros(127)]]],
    ['reads the shortest long length', `048180${zeros(128)}`, [[0x04, zeros(128)]]],
    ['reads a length of two bytes', `04820100${zeros(256)}`, [[0x04, zeros(256)]]],
    ['reads a length of four bytes that one byte would hold, as Active Directory writes it', '04840000000161', [[0x04, '61']]],
    ['reads a length of four bytes that is zero, at the end', '048400000000', [[0x04, '']]],
    ['reads tag number 30', '1e0161', [[0x1e, '61']]],
    ['refuses a tag alone', '30', []],
    ['refuses a content that breaks off', '300500', []],
    ['refuses a length that breaks off', '308201', []],
    ['refuses a length that breaks off before its first byte', '3084', []],
    ['refuses a length that leads out of the bytes', '3084ffffffff00', []],
    ['refuses a length of five bytes, though it is small', '30850000000001aa', []],
    ['refuses a length of 126 bytes', `30fe${zeros(126)}`, []],
    ['refuses a length of 127 bytes, which is reserved', `30ff${zeros(127)}`, []],
    ['refuses an indefinite length', '30800201050000', []],
    ['refuses an indefinite length that would be one of 128', `0480${zeros(128)}`, []],
    ['refuses an indefinite length at the end', '3080', []],
    ['refuses a tag number of 31 or more', '1f0100', []],
    ['refuses a tag number of 31 or more in every class', 'bf0100', []],
    ['gives no half of a row', '0201050401', []],
  ];
  it.each(table)('%s', (_, hex, elements) =>
    expect(elementsOf(Buffer.from(hex, 'hex')).map(({ tag, content }) => [tag, content.toString('hex')])).toEqual(elements),
  );

  it('copies nothing', () => {
    const bytes = Buffer.from('020105040161', 'hex');
    const contents = elementsOf(bytes).map(({ content }) => content);
    bytes.fill(0xee);
    expect(contents.map((content) => content.toString('hex'))).toEqual(['ee', 'ee']);
  });

  it('goes down 10,000 levels one by one', () => {
    let level: Buffer | undefined = nested(10_000);
    for (let depth = 0; depth < 10_000; depth += 1) level = contentOf(level, SEQUENCE);
    expect(level).toEqual(Buffer.from('innermost'));
  });

  it('costs no more for 10,000 levels that nobody asks about', () => {
    expect(elementsOf(nested(10_000))).toHaveLength(1);
    expect(readExtensions(nested(10_000))).toEqual({});
  });
});

/** So many levels, each with a length of four bytes. */
function nested(levels: number): Buffer {
  const heads = Array.from({ length: levels }, (_, level) => {
    const head = Buffer.from([SEQUENCE, 0x84, 0, 0, 0, 0]);
    head.writeUInt32BE((levels - level - 1) * 6 + 'innermost'.length, 2);
    return head;
  });
  return Buffer.concat([...heads, Buffer.from('innermost')]);
}

describe('contentOf', () => {
  const bytes = Buffer.from('020101020102800161', 'hex');

  it('is that of the first with the tag', () => expect(contentOf(bytes, 0x02)?.toString('hex')).toBe('01'));
  it('tells classes apart', () => expect(contentOf(bytes, 0x00)).toBeUndefined());
  it('is empty where the element is', () => expect(contentOf(Buffer.from('0400', 'hex'), 0x04)).toHaveLength(0));
  it('is nothing where the tag is not there', () => expect(contentOf(bytes, 0x04)).toBeUndefined());
  it('is nothing of nothing', () => expect(contentOf(undefined, 0x02)).toBeUndefined());
  it('is nothing where a later element breaks off', () => expect(contentOf(bytes.subarray(0, 8), 0x02)).toBeUndefined());
});

describe('numberIn', () => {
  it.each<[string, string, number | undefined]>([
    ['nothing', '', undefined],
    ['zero', '00', 0],
    ['one byte', '34', 52],
    ['a number that needs a zero before it', '0080', 128],
    ['two bytes', '1000', 4096],
    ['a negative number', 'ff', -1],
    ['six bytes', '7fffffffffff', 2 ** 47 - 1],
    ['more than six bytes', '00000000000000', undefined],
  ])('%s', (_, hex, number) => expect(numberIn(Buffer.from(hex, 'hex'))).toBe(number));

  it('reads what node-forge writes', () => {
    const whole = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(whole, (number) => {
        expect(numberIn(Buffer.from(asn1.integerToDer(number).getBytes(), 'latin1'))).toBe(number);
      }),
    );
  });
});
