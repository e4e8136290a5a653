import { addressOf } from '../core/address.ts';
import type { RecordData, Soa } from '../core/dns.ts';
import { codeOfType, nameOfType } from './mnemonics.ts';
import type { WireReader } from './wire.ts';

type DataReader = (read: WireReader) => RecordData;

const rest = (read: WireReader) => read.take(read.left());

/** How the data of each known type is laid out: RFC 1035 section 3.3, 3596, 6672, 8659, 4034. Any other is kept as it is (RFC 3597). */
const READERS: Readonly<Record<string, DataReader>> = {
  A: (read) => ({ type: 'A', address: addressText(read, 4) }),
  AAAA: (read) => ({ type: 'AAAA', address: addressText(read, 16) }),
  NS: (read) => ({ type: 'NS', name: read.name() }),
  CNAME: (read) => ({ type: 'CNAME', name: read.name() }),
  DNAME: (read) => ({ type: 'DNAME', name: read.name() }),
  PTR: (read) => ({ type: 'PTR', name: read.name() }),
  SOA: (read) => ({ type: 'SOA', soa: soaData(read) }),
  TXT: (read) => ({ type: 'TXT', strings: strings(read) }),
  MX: (read) => ({ type: 'MX', preference: read.u16(), name: read.name() }),
  CAA: (read) => ({ type: 'CAA', flags: read.u8(), tag: read.take(read.u8()).toString('latin1'), value: rest(read) }),
  DS: (read) => ({ type: 'DS', keyTag: read.u16(), algorithm: read.u8(), digestType: read.u8(), digest: rest(read) }),
  DNSKEY: (read) => ({ type: 'DNSKEY', flags: read.u16(), protocol: read.u8(), algorithm: read.u8(), key: rest(read) }),
  RRSIG: (read) => ({
    type: 'RRSIG',
    typeCovered: nameOfType(read.u16()),
    algorithm: read.u8(),
    labels: read.u8(),
    originalTtlSeconds: read.u32(),
    expiration: read.u32(),
    inception: read.u32(),
    keyTag: read.u16(),
    signer: read.name(),
    signature: rest(read),
  }),
};

const READER_OF = new Map(Object.entries(READERS).map(([type, reader]) => [codeOfType(type), reader]));

/** The data of one record, which must fill `length` bytes exactly. */
export function readData(read: WireReader, code: number, length: number): RecordData {
  const reader = READER_OF.get(code);
  return read.within(length, () => (reader === undefined ? { type: 'OTHER', code, data: rest(read) } : reader(read)));
}

function addressText(read: WireReader, size: 4 | 16): string {
  const bytes = read.take(size);
  return bytes.length === size ? addressOf(bytes) : '';
}

function soaData(read: WireReader): Soa {
  return {
    primary: read.name(),
    mailbox: read.name(),
    serial: read.u32(),
    refreshSeconds: read.u32(),
    retrySeconds: read.u32(),
    expireSeconds: read.u32(),
    minimumSeconds: read.u32(),
  };
}

function strings(read: WireReader): Buffer[] {
  const all: Buffer[] = [];
  while (read.left() > 0) all.push(read.take(read.u8()));
  return all;
}
