import { labelsOf, nameOf } from './name.ts';
import { decodeData, encodeData, type LabRecord, plainName, readName, TYPES, typeOf, uint16, uint32 } from './record.ts';

/** Numbers of response codes (IANA registry of DNS parameters). */
export const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5, BADVERS: 16 } as const;

/** Numbers of EDNS options: NSID (RFC 5001), EXPIRE (RFC 7314), extended errors (RFC 8914). */
export const OPTIONS = { NSID: 3, EXPIRE: 9, EDE: 15 } as const;

/** One EDNS option, its data as it stands on the wire. */
export interface EdnsOption {
  readonly code: number;
  readonly data: Uint8Array;
}

/** The OPT record of a message (RFC 6891 section 6.1). */
export interface WireEdns {
  /** Bytes of UDP payload that the sender takes. */
  readonly udpSize: number;
  readonly version: number;
  readonly dnssecOk: boolean;
  readonly options: readonly EdnsOption[];
}

/** A DNS message, query or reply (RFC 1035 section 4.1). The lab spells DNS for itself, so that it does not share Picket's mistakes. */
export interface Message {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
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

/** A message as bytes, names compressed by default (RFC 1035 section 4.1.4). */
export function encodeMessage(message: Message, compress = true): Buffer {
  const chunks: Buffer[] = [];
  const seen = new Map<string, number>();
  let length = 0;
  const put = (...parts: Buffer[]) => {
    chunks.push(...parts);
    for (const part of parts) length += part.length;
  };
  const nameAt = (name: string, offset: number) => (compress ? shortName(name, offset, seen) : plainName(name));
  put(header(message));
  if (message.question) {
    const { name, type, class: kind } = message.question;
    put(nameAt(name, length), uint16(type), uint16(kind));
  }
  for (const record of [...message.answers, ...message.authorities, ...message.additionals]) {
    put(nameAt(record.owner, length), uint16(typeOf(record)), uint16(1), uint32(record.ttlSeconds));
    let at = length + 2;
    const data = encodeData(record, (name) => nameAt(name, at)).map((part) => part);
    at = length;
    const bytes = Buffer.concat(data);
    put(uint16(bytes.length), bytes);
  }
  if (message.edns) put(optRecord(message.edns, message.rcode));
  return Buffer.concat(chunks);
}
