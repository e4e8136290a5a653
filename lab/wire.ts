import { optOf, readOpt, type WireEdns } from './edns.ts';
import { ancestry, labelsOf, plainName, readName, uint16, uint32 } from './name.ts';
import { decodeData, encodeData, type GetName, type LabRecord, TYPES, typeOf, type Writer } from './record.ts';

/** Numbers of response codes (IANA registry of DNS parameters). */
export const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5, BADVERS: 16 } as const;

/** A DNS message, query or reply (RFC 1035 section 4.1). The lab spells DNS for itself, so that it does not share Picket's mistakes. */
export interface Message {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  /** The CD bit (RFC 4035 section 3.2.2). Default false. */
  readonly checkingDisabled?: boolean;
  /** The AD bit (RFC 4035 section 3.2.3). Default false. */
  readonly authenticData?: boolean;
  /** With the extended bits of OPT, 0 to 4095. */
  readonly rcode: number;
  /** `name` keeps the case it was sent in; `class` 1 is IN. */
  readonly question?: { readonly name: string; readonly type: number; readonly class: number };
  readonly answers: readonly LabRecord[];
  readonly authorities: readonly LabRecord[];
  /** Without OPT, which is `edns`. */
  readonly additionals: readonly LabRecord[];
  readonly edns?: WireEdns;
}

/** A query for class IN; RD off, EDNS with 1232 bytes unless told otherwise. */
export function queryFor(name: string, type: number, changes: Partial<Message> = {}): Message {
  return {
    ...{ id: 0x5107, response: false, opcode: 0, authoritative: false, truncated: false },
    ...{ recursionDesired: false, recursionAvailable: false, rcode: 0, answers: [], authorities: [], additionals: [] },
    question: { name, type, class: 1 },
    edns: { udpSize: 1232, version: 0, dnssecOk: false, options: [] },
    ...changes,
  };
}

/** An empty reply to a query: same id, question and RD, and an OPT record where the query had one. */
export function replyTo(query: Message, changes: Partial<Message> = {}): Message {
  const edns = query.edns && { udpSize: 1232, version: 0, dnssecOk: query.edns.dnssecOk, options: [] };
  const { edns: _asked, ...kept } = query;
  return {
    ...kept,
    ...{ response: true, rcode: 0, answers: [], authorities: [], additionals: [] },
    ...(edns && { edns }),
    ...changes,
  };
}

/** The query as one that knows no EDNS would have asked it. */
export function withoutOpt(query: Message): Message {
  const { edns: _edns, ...rest } = query;
  return rest;
}

/** A message as bytes, names compressed by default (RFC 1035 section 4.1.4). */
export function encodeMessage(message: Message, compress = true): Buffer {
  const out = openWriter(compress);
  out.put(headerOf(message));
  if (message.question) {
    out.putName(message.question.name);
    out.put(uint16(message.question.type), uint16(message.question.class));
  }
  for (const record of [...message.answers, ...message.authorities, ...message.additionals]) putRecord(out, record);
  if (message.edns) out.put(optOf(message.edns, message.rcode));
  return out.bytes();
}

/** The message that bytes hold; undefined where they hold none. */
export function decodeMessage(bytes: Uint8Array): Message | undefined {
  try {
    return readMessage(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

interface MessageWriter extends Writer {
  length(): number;
  bytes(): Buffer;
}

function openWriter(compress: boolean): MessageWriter {
  const chunks: Uint8Array[] = [];
  const seen = new Map<string, number>();
  let length = 0;
  const put = (...parts: readonly Uint8Array[]) => {
    chunks.push(...parts);
    for (const part of parts) length += part.length;
    return out;
  };
  const putName = (name: string) => {
    if (!compress) return put(plainName(name));
    for (const suffix of ancestry(name)) {
      const earlier = seen.get(suffix);
      if (suffix === '.') return put(Buffer.from([0]));
      if (earlier !== undefined) return put(uint16(0xc000 | earlier));
      if (length < 0x4000) seen.set(suffix, length);
      const label = labelsOf(suffix)[0] ?? Buffer.alloc(0);
      put(Buffer.from([label.length]), label);
    }
    return out;
  };
  const out: MessageWriter = { put, putName, length: () => length, bytes: () => Buffer.concat(chunks) };
  return out;
}

function putRecord(out: MessageWriter, record: LabRecord): void {
  out.putName(record.owner);
  const size = uint16(0);
  out.put(uint16(typeOf(record)), uint16(1), uint32(record.ttlSeconds), size);
  const start = out.length();
  encodeData(record, out);
  size.writeUInt16BE(out.length() - start);
}

function headerOf(message: Message): Buffer {
  const flag = (on: boolean, bit: number) => (on ? 1 << bit : 0);
  const { answers, authorities, additionals } = message;
  return Buffer.concat(
    [
      message.id,
      flag(message.response, 15) |
        (message.opcode << 11) |
        flag(message.authoritative, 10) |
        flag(message.truncated, 9) |
        flag(message.recursionDesired, 8) |
        flag(message.recursionAvailable, 7) |
        flag(message.authenticData === true, 5) |
        flag(message.checkingDisabled === true, 4) |
        (message.rcode & 15),
      message.question ? 1 : 0,
      answers.length,
      authorities.length,
      additionals.length + (message.edns ? 1 : 0),
    ].map(uint16),
  );
}

function readMessage(bytes: Buffer): Message {
  const flags = bytes.readUInt16BE(2);
  const has = (bit: number) => (flags & (1 << bit)) !== 0;
  const [questions, ...counts] = [4, 6, 8, 10].map((offset) => bytes.readUInt16BE(offset)) as [number, number, number, number];
  if (questions > 1) throw new RangeError('more than one question');
  const getName: GetName = (offset) => readName(bytes, offset);
  const asked = questions === 1 ? readQuestion(bytes, getName) : undefined;
  const sections = readSections(bytes, asked?.end ?? 12, counts, getName);
  return {
    ...{ id: bytes.readUInt16BE(0), response: has(15), opcode: (flags >> 11) & 15 },
    ...{
      authoritative: has(10),
      truncated: has(9),
      recursionDesired: has(8),
      recursionAvailable: has(7),
      ...(has(5) && { authenticData: true }),
      ...(has(4) && { checkingDisabled: true }),
    },
    rcode: (flags & 15) | (sections.extendedRcode << 4),
    ...(asked && { question: asked.question }),
    ...{ answers: sections.records[0] ?? [], authorities: sections.records[1] ?? [], additionals: sections.records[2] ?? [] },
    ...(sections.edns && { edns: sections.edns }),
  };
}

function readQuestion(bytes: Buffer, getName: GetName) {
  const { name, end } = getName(12);
  return { question: { name, type: bytes.readUInt16BE(end), class: bytes.readUInt16BE(end + 2) }, end: end + 4 };
}

function readSections(bytes: Buffer, start: number, counts: readonly number[], getName: GetName) {
  let at = start;
  let edns: WireEdns | undefined;
  let extendedRcode = 0;
  const records = counts.map((count) => {
    const section: LabRecord[] = [];
    for (let index = 0; index < count; index++) {
      const { name, end } = getName(at);
      const [code, size] = [bytes.readUInt16BE(end), bytes.readUInt16BE(end + 8)];
      const [from, to] = [end + 10, end + 10 + size];
      if (to > bytes.length) throw new RangeError('a record beyond the message');
      const ttlSeconds = bytes.readUInt32BE(end + 4);
      at = to;
      if (code === TYPES.OPT) {
        extendedRcode = ttlSeconds >>> 24;
        edns = readOpt(bytes.readUInt16BE(end + 2), ttlSeconds, bytes.subarray(from, to));
      } else section.push({ owner: name, ttlSeconds, ...decodeData(bytes, from, to, code, getName) });
    }
    return section;
  });
  return { records, edns, extendedRcode };
}
