import { CHECKING_DISABLED, DNSSEC_OK, encode, type OptAnswer, RECURSION_DESIRED, type RecordType } from 'dns-packet';
import type { Answer, Question, ResourceRecord } from '../core/dns.ts';
import type { Parsed } from '../core/target.ts';
import { OPTION, type Opt, readOpt, UDP_BYTES } from './edns.ts';
import { codeOfType, nameOfRcode } from './mnemonics.ts';
import { nameToWire } from './names.ts';
import { readData } from './rdata.ts';
import { openReader, type WireReader } from './wire.ts';

// dns-packet writes our questions. Answers are read by `wire.ts` and `rdata.ts`, since dns-packet's reader loses what a monitor has to
// show (bytes from 0x80 on, dots inside labels), does not hold records to their length, and can be kept busy by 64 kB of pointers.
// In the tests it is the second opinion.

const HEADER_BYTES = 12;
const CLASS_IN = 1;
const TYPE_OPT = 41;
const SMALLEST_QUESTION = 5;
const SMALLEST_RECORD = 11;

/** A question to one server, as asked. */
export interface Asked {
  /** 0 to 65535, drawn at random by the caller (RFC 5452 section 9.2). */
  readonly id: number;
  readonly question: Question;
  readonly recursionDesired: boolean;
  /** The CD bit, default false. */
  readonly checkingDisabled?: boolean;
  /** The UDP size that an OPT record offers, in bytes. Default 1232. */
  readonly ednsSize?: 512 | 1232;
  /** With an OPT record: DNSSEC OK, NSID, and EXPIRE where the SOA is asked for. */
  readonly edns: boolean;
}

/** A question in wire form. */
export interface Query {
  readonly id: number;
  readonly bytes: Buffer;
  /** Offset behind the question section: what an answer must repeat lies between byte 12 and this. */
  readonly questionEnd: number;
}

/** Writes a question; the fault names what is wrong with the name or type. */
export function encodeQuery(asked: Asked): Parsed<Query> {
  const { id, question, recursionDesired, checkingDisabled = false, edns } = asked;
  const name = nameToWire(question.name);
  if (!name.ok) return name;
  const code = codeOfType(question.type);
  if (code === undefined) return { ok: false, fault: `there is no record type '${question.type}'` };
  const packet = encode({
    type: 'query',
    id,
    flags: (recursionDesired ? RECURSION_DESIRED : 0) | (checkingDisabled ? CHECKING_DISABLED : 0),
    // By number: a mnemonic that dns-packet does not know would be sent as type 0.
    questions: [{ name: '.', type: `UNKNOWN_${code}` as RecordType, class: 'IN' }],
    additionals: edns ? [optFor(asked)] : [],
  });
  // dns-packet knows no escapes and no limits of length, so it writes the root's single byte and our name takes its place.
  const bytes = Buffer.concat([packet.subarray(0, HEADER_BYTES), name.value, packet.subarray(HEADER_BYTES + 1)]);
  return { ok: true, value: { id, bytes, questionEnd: HEADER_BYTES + name.value.length + 4 } };
}

function optFor({ question, ednsSize = UDP_BYTES }: Asked): OptAnswer {
  const codes = question.type === 'SOA' ? [OPTION.nsid, OPTION.expire] : [OPTION.nsid];
  const options = codes.map((code) => ({ code, data: Buffer.alloc(0) })) as unknown as OptAnswer['options'];
  const fixed = { extendedRcode: 0, ednsVersion: 0, flag_do: true, flags: DNSSEC_OK };
  return { type: 'OPT', name: '.', udpPayloadSize: ednsSize, ...fixed, options };
}

/** A well-formed response of one question. */
export interface Message {
  readonly id: number;
  readonly question: { readonly name: string; readonly code: number; readonly class: number };
  readonly answer: Answer;
}

/** The id of whatever arrived; undefined where there is none. */
export function idOf(bytes: Buffer): number | undefined {
  return bytes.length >= 2 ? bytes.readUInt16BE(0) : undefined;
}

/**
 * Reads an answer from hostile bytes: never throws, in time linear to its length; the fault is a clause that says what was wrong. Bytes
 * behind the last record are ignored, as resolvers do: whoever sends them is understood by everybody else.
 */
export function decodeAnswer(bytes: Buffer): Parsed<Message> {
  if (bytes.length < HEADER_BYTES) return { ok: false, fault: `a message of ${bytes.length} bytes is too short for a header` };
  const read = openReader(bytes);
  const [id, flags] = [read.u16(), read.u16()];
  const counts = [read.u16(), read.u16(), read.u16(), read.u16()] as const;
  const fault = headerFault(flags, counts, bytes.length);
  if (fault !== undefined) return { ok: false, fault };
  const question = { name: read.name(), code: read.u16(), class: read.u16() };
  if (read.fault() !== undefined) return { ok: false, fault: 'the message ends in the middle of its question' };
  const sections = readSections(read, counts);
  const cut = read.fault();
  // A truncated message may be cut anywhere, and nothing in it may be used but its header (RFC 2181 section 9).
  if (cut !== undefined && !isTruncated(flags)) return { ok: false, fault: cut };
  return { ok: true, value: { id, question, answer: answerOf(flags, cut === undefined ? sections : NO_SECTIONS, bytes.length) } };
}

/** What a server may say without repeating the question: it could not read it, or does not want to (BIND and Unbound take these, too). */
const BARE = new Set(['FORMERR', 'SERVFAIL', 'NOTIMP', 'REFUSED']);

/**
 * An error that is a header and nothing more, as servers from before EDNS send it for a message that they cannot read (RFC 6891 section 7).
 * Undefined for everything else; whoever sends data has to say to which question.
 */
export function readBareError(bytes: Buffer): Answer | undefined {
  if (bytes.length !== HEADER_BYTES || bytes.readBigUInt64BE(4) !== 0n) return undefined;
  const flags = bytes.readUInt16BE(2);
  const isResponse = (flags & 0x8000) !== 0 && ((flags >> 11) & 15) === 0;
  const answer = answerOf(flags, NO_SECTIONS, bytes.length);
  return isResponse && !answer.truncated && BARE.has(answer.rcode) ? answer : undefined;
}

type Counts = readonly [questions: number, answers: number, authorities: number, additionals: number];

function headerFault(flags: number, [questions, ...records]: Counts, length: number): string | undefined {
  if ((flags & 0x8000) === 0) return 'the message is a question, not an answer';
  if (((flags >> 11) & 15) !== 0) return `the message has opcode ${(flags >> 11) & 15} instead of 0`;
  if (questions !== 1) return `the message repeats ${questions} questions instead of 1`;
  const least = SMALLEST_QUESTION + SMALLEST_RECORD * records.reduce((sum, count) => sum + count, 0);
  return least <= length - HEADER_BYTES || isTruncated(flags) ? undefined : 'the message counts more records than it can hold';
}

function isTruncated(flags: number): boolean {
  return (flags & 0x200) !== 0;
}

interface Sections extends Pick<Answer, 'answers' | 'authorities' | 'additionals'> {
  readonly opt: Opt | undefined;
}

const NO_SECTIONS: Sections = { answers: [], authorities: [], additionals: [], opt: undefined };

function readSections(read: WireReader, counts: Counts): Sections {
  const opts: Opt[] = [];
  const answers = readRecords(read, counts[1]);
  const authorities = readRecords(read, counts[2]);
  const additionals = readRecords(read, counts[3], opts);
  if (opts.length > 1) read.fail('the message has more than one OPT record');
  return { answers, authorities, additionals, opt: opts[0] };
}

/** Reads a section; an OPT record goes to `opts`, and is a fault where none is given. */
function readRecords(read: WireReader, count: number, opts?: Opt[]): ResourceRecord[] {
  const records: ResourceRecord[] = [];
  for (let index = 0; index < count && read.fault() === undefined; index += 1) {
    const [owner, code, klass, ttl, length] = [read.name(), read.u16(), read.u16(), read.u32(), read.u16()];
    if (code === TYPE_OPT) {
      if (owner !== '.' || opts === undefined) read.fail('the message has an OPT record in a place where none belongs');
      opts?.push(readOpt(read, klass, ttl, length));
      continue;
    }
    if (klass !== CLASS_IN) read.fail(`a record has class ${klass} instead of IN`);
    // A TTL with the top bit set counts as 0 (RFC 2181 section 8).
    records.push({ owner, ttlSeconds: ttl > 0x7fffffff ? 0 : ttl, ...readData(read, code, length) });
  }
  return records;
}

function answerOf(flags: number, { opt, ...sections }: Sections, bytes: number): Answer {
  return {
    rcode: nameOfRcode((flags & 15) | ((opt?.extendedRcode ?? 0) << 4)),
    authoritative: (flags & 0x400) !== 0,
    truncated: isTruncated(flags),
    recursionAvailable: (flags & 0x80) !== 0,
    authenticData: (flags & 0x20) !== 0,
    ...sections,
    ...(opt === undefined ? {} : { edns: opt.edns }),
    bytes,
  };
}
