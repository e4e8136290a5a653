import type { RecordData, Soa } from './dns.ts';

/** Bytes of one label, out of presentation form (RFC 1035 section 5.1), letters in lower case (RFC 4034 section 6.2). */
function labelBytes(label: string): Buffer {
  const text = label.replace(/\\(\d{3})|\\(.)/g, (_, code: string | undefined, character: string) =>
    code === undefined ? character : String.fromCharCode(Number(code) & 255),
  );
  const bytes = Buffer.from(
    text.replace(/[A-Z]/g, (upper) => upper.toLowerCase()),
    'latin1',
  );
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

/** A name as canonical bytes: not compressed, in lower case, with the root's byte at the end (RFC 4034 section 6.2). */
export function nameBytes(name: string): Buffer {
  const labels = name === '.' ? [] : (name.match(/(?:\\\d{3}|\\.|[^.\\])+/g) ?? []);
  return Buffer.concat([...labels.map(labelBytes), Buffer.from([0])]);
}

/** A number as big-endian bytes, 1 to 4 of them. */
export function numberBytes(value: number, count: 1 | 2 | 4): Buffer {
  const bytes = Buffer.alloc(count);
  bytes.writeUIntBE(value >>> 0, 0, count);
  return bytes;
}

/** A DNSKEY's data (RFC 4034 section 2.1). */
export type Dnskey = Extract<RecordData, { type: 'DNSKEY' }>;

/** A DNSKEY's data as bytes. */
export function dnskeyBytes({ flags, protocol, algorithm, key }: Dnskey): Buffer {
  return Buffer.concat([numberBytes(flags, 2), numberBytes(protocol, 1), numberBytes(algorithm, 1), key]);
}

/** An SOA's data as canonical bytes. */
export function soaBytes(soa: Soa): Buffer {
  const numbers = [soa.serial, soa.refreshSeconds, soa.retrySeconds, soa.expireSeconds, soa.minimumSeconds];
  return Buffer.concat([nameBytes(soa.primary), nameBytes(soa.mailbox), ...numbers.map((number) => numberBytes(number, 4))]);
}
