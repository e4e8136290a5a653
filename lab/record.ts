import ipaddr from 'ipaddr.js';
import type { ResourceRecord } from '../functions/core/dns.ts';
import { labelsOf, nameOf } from './name.ts';

/** The records that the lab can spell; any other type is `OTHER` with its number and raw bytes. */
export type LabRecord = Extract<
  ResourceRecord,
  { type: 'A' | 'AAAA' | 'NS' | 'CNAME' | 'DNAME' | 'PTR' | 'SOA' | 'TXT' | 'MX' | 'CAA' | 'OTHER' }
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
  ANY: 255,
  CAA: 257,
} as const;

/** The number of a record's type. */
export function typeOf(record: LabRecord): number {
  return record.type === 'OTHER' ? record.code : TYPES[record.type];
}

/** Puts a name at the end of the message under construction, compressed where that is on. */
export type PutName = (name: string) => Buffer;

/** The record data as bytes. `putName` is used where RFC 3597 section 4 allows compression, plain labels elsewhere. */
export function encodeData(record: LabRecord, putName: PutName): Buffer[] {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return [Buffer.from(ipaddr.parse(record.address).toByteArray())];
    case 'NS':
    case 'CNAME':
    case 'PTR':
      return [putName(record.name)];
    case 'DNAME':
      return [plainName(record.name)];
    case 'SOA': {
      const { soa } = record;
      const numbers = [soa.serial, soa.refreshSeconds, soa.retrySeconds, soa.expireSeconds, soa.minimumSeconds];
      return [putName(soa.primary), putName(soa.mailbox), Buffer.concat(numbers.map(uint32))];
    }
    case 'TXT':
      return record.strings.flatMap((text) => [Buffer.from([text.length]), Buffer.from(text)]);
    case 'MX':
      return [uint16(record.preference), putName(record.name)];
    case 'CAA':
      return [Buffer.from([record.flags, record.tag.length]), Buffer.from(record.tag, 'latin1'), Buffer.from(record.value)];
    case 'OTHER':
      return [Buffer.from(record.data)];
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
