import ipaddr from 'ipaddr.js';
import type { ResourceRecord } from '../functions/core/dns.ts';
import { plainName, uint16, uint32 } from './name.ts';

/** The records that the lab can spell; any other type is `OTHER` with its number and raw bytes. */
export type LabRecord = Extract<
  ResourceRecord,
  { type: 'A' | 'AAAA' | 'NS' | 'CNAME' | 'DNAME' | 'PTR' | 'SOA' | 'TXT' | 'MX' | 'CAA' | 'DS' | 'DNSKEY' | 'RRSIG' | 'OTHER' }
>;

/** Numbers of record types (IANA registry of DNS parameters). */
export const TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  DNAME: 39,
  OPT: 41,
  DS: 43,
  RRSIG: 46,
  DNSKEY: 48,
  ANY: 255,
  CAA: 257,
} as const;

/** The number of a record's type. */
export function typeOf(record: LabRecord): number {
  return record.type === 'OTHER' ? record.code : TYPES[record.type];
}

/** A message under construction. */
export interface Writer {
  put(...parts: readonly Uint8Array[]): Writer;
  /** Puts a name, compressed where that is on (RFC 1035 section 4.1.4). */
  putName(name: string): Writer;
}

/** Writes the record data. Only the types of RFC 1035 may be compressed (RFC 3597 section 4). */
export function encodeData(record: LabRecord, out: Writer): Writer {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return out.put(Buffer.from(ipaddr.parse(record.address).toByteArray()));
    case 'NS':
    case 'CNAME':
    case 'PTR':
      return out.putName(record.name);
    case 'DNAME':
      return out.put(plainName(record.name));
    case 'SOA': {
      const { soa } = record;
      const numbers = [soa.serial, soa.refreshSeconds, soa.retrySeconds, soa.expireSeconds, soa.minimumSeconds];
      return out
        .putName(soa.primary)
        .putName(soa.mailbox)
        .put(...numbers.map(uint32));
    }
    case 'TXT':
      return out.put(...record.strings.flatMap((text) => [Buffer.from([text.length]), text]));
    case 'MX':
      return out.put(uint16(record.preference)).putName(record.name);
    case 'CAA':
      return out.put(Buffer.from([record.flags, record.tag.length]), Buffer.from(record.tag, 'latin1'), record.value);
    case 'DS':
      return out.put(uint16(record.keyTag), Buffer.from([record.algorithm, record.digestType]), record.digest);
    case 'DNSKEY':
      return out.put(uint16(record.flags), Buffer.from([record.protocol, record.algorithm]), record.key);
    case 'RRSIG':
      return out
        .put(uint16(TYPES[record.typeCovered as keyof typeof TYPES]), Buffer.from([record.algorithm, record.labels]))
        .put(uint32(record.originalTtlSeconds), uint32(record.expiration), uint32(record.inception), uint16(record.keyTag))
        .put(plainName(record.signer), record.signature);
    case 'OTHER':
      return out.put(record.data);
  }
}

/** Reads a name at an offset of the message; says where it ends. Throws RangeError on nonsense. */
export type GetName = (offset: number) => { readonly name: string; readonly end: number };

/** The record data at an offset of the message. Throws RangeError on nonsense. */
export function decodeData(message: Buffer, start: number, end: number, code: number, getName: GetName): DataOf {
  const data = message.subarray(start, end);
  switch (code) {
    case TYPES.A:
    case TYPES.AAAA:
      if (data.length !== (code === TYPES.A ? 4 : 16)) throw new RangeError('an address of the wrong length');
      return { type: code === TYPES.A ? 'A' : 'AAAA', address: ipaddr.fromByteArray([...data]).toString() };
    case TYPES.NS:
      return { type: 'NS', name: getName(start).name };
    case TYPES.CNAME:
      return { type: 'CNAME', name: getName(start).name };
    case TYPES.PTR:
      return { type: 'PTR', name: getName(start).name };
    case TYPES.DNAME:
      return { type: 'DNAME', name: getName(start).name };
    case TYPES.SOA:
      return { type: 'SOA', soa: decodeSoa(message, start, getName) };
    case TYPES.TXT:
      return { type: 'TXT', strings: stringsOf(data) };
    case TYPES.MX:
      return { type: 'MX', preference: data.readUInt16BE(0), name: getName(start + 2).name };
    case TYPES.CAA: {
      const tagEnd = 2 + data.readUInt8(1);
      return {
        type: 'CAA',
        flags: data.readUInt8(0),
        tag: data.toString('latin1', 2, tagEnd),
        value: Uint8Array.from(data.subarray(tagEnd)),
      };
    }
    default:
      return { type: 'OTHER', code, data: Uint8Array.from(data) };
  }
}

type Without<T> = T extends LabRecord ? Omit<T, 'owner' | 'ttlSeconds'> : never;
type DataOf = Without<LabRecord>;

function decodeSoa(message: Buffer, start: number, getName: GetName) {
  const primary = getName(start);
  const mailbox = getName(primary.end);
  const number = (index: number) => message.readUInt32BE(mailbox.end + 4 * index);
  return {
    primary: primary.name,
    mailbox: mailbox.name,
    serial: number(0),
    refreshSeconds: number(1),
    retrySeconds: number(2),
    expireSeconds: number(3),
    minimumSeconds: number(4),
  };
}

function stringsOf(data: Buffer): Uint8Array[] {
  const strings: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += 1 + data.readUInt8(at)) {
    strings.push(Uint8Array.from(data.subarray(at + 1, at + 1 + data.readUInt8(at))));
  }
  return strings;
}
