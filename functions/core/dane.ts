import { hash } from 'node:crypto';
import type { Exchange } from './dns.ts';
import type { Net } from './net.ts';
import type { Certificate, Handshake } from './tls.ts';
import type { Trail } from './trail.ts';

/** A TLSA record (RFC 6698 section 2.1). */
export interface Tlsa {
  readonly usage: number;
  readonly selector: number;
  readonly matching: number;
  /** Lower-case hex. */
  readonly data: string;
}

const TYPE_TLSA = 52;
const DANE_TA = 2;
const DANE_EE = 3;
const WHOLE_CERTIFICATE = 0;
const FULL = 0;
const SHA_256 = 1;
const SHA_512 = 2;

/** Bytes of a digest, by its matching type; the full certificate or key has any number of them. */
const DIGEST_BYTES: Readonly<Record<number, number>> = { [SHA_256]: 32, [SHA_512]: 64 };

/** The TLSA records at the end of a trail, as the first server that has any gives them. Those that are none by their form are left out, as senders do. */
export function tlsaOf({ stations }: Trail): readonly Tlsa[] {
  for (const { exchange } of stations.at(-1)?.replies ?? []) {
    const records = exchange.answer.ok && exchange.answer.value.authoritative ? recordsIn(exchange) : [];
    if (records.length > 0) return records;
  }
  return [];
}

function recordsIn({ answer }: Exchange): readonly Tlsa[] {
  return (answer.ok ? answer.value.answers : []).flatMap((record) =>
    record.type === 'OTHER' && record.code === TYPE_TLSA && isWellFormed(record.data) ? [readTlsa(record.data)] : [],
  );
}

function isWellFormed(rdata: Uint8Array): boolean {
  const [usage = 255, selector = 255, matching = 255] = rdata;
  const length = rdata.length - 3;
  return usage <= DANE_EE && selector <= 1 && matching <= SHA_512 && length > 0 && length === (DIGEST_BYTES[matching] ?? length);
}

function readTlsa(rdata: Uint8Array): Tlsa {
  const [usage = 0, selector = 0, matching = 0] = rdata;
  return { usage, selector, matching, data: Buffer.from(rdata.subarray(3)).toString('hex') };
}

/**
 * Does a record fit the served chain? One that fits is enough. Undefined where that cannot be told: no record that senders use for SMTP (usages 2 and
 * 3 alone, RFC 7672 section 3.1.3), or a key that could not be read.
 */
export function fits(records: readonly Tlsa[], { chain }: Handshake): boolean | undefined {
  const verdicts = strongest(records.filter(({ usage }) => usage === DANE_TA || usage === DANE_EE)).map((one) =>
    fitsOne(one, chain),
  );
  if (verdicts.includes(true)) return true;
  return verdicts.length === 0 || verdicts.includes(undefined) ? undefined : false;
}

/** Of records of one usage and selector senders heed those with the strongest digest alone, besides the full ones (RFC 7671 section 9). */
function strongest(records: readonly Tlsa[]): readonly Tlsa[] {
  const isBeaten = ({ usage, selector, matching }: Tlsa) =>
    matching === SHA_256 &&
    records.some((other) => other.matching === SHA_512 && other.usage === usage && other.selector === selector);
  return records.filter((one) => !isBeaten(one));
}

/** The leaf for DANE-EE, any certificate above it for DANE-TA; an authority that its record holds in full need not be sent (RFC 7671 section 5.2.2). */
function fitsOne({ usage, selector, matching, data }: Tlsa, chain: readonly Certificate[]): boolean | undefined {
  const certificates = usage === DANE_EE ? chain.slice(0, 1) : chain.slice(1);
  const prints = certificates.map((certificate) => printOf(certificate, selector, matching));
  if (prints.includes(matching === FULL ? hash('sha256', Buffer.from(data, 'hex'), 'hex') : data)) return true;
  return prints.includes(undefined) || (usage === DANE_TA && matching === FULL) ? undefined : false;
}

/** SHA-512 where the record has that, else SHA-256. */
function printOf(certificate: Certificate, selector: number, matching: number): string | undefined {
  const { fingerprint, fingerprint512, keyFingerprint, keyFingerprint512 } = certificate;
  if (selector === WHOLE_CERTIFICATE) return matching === SHA_512 ? fingerprint512 : fingerprint;
  return matching === SHA_512 ? keyFingerprint512 : keyFingerprint;
}

/** `3 1 1 0123456789abcdef…`. */
export function tlsaText({ usage, selector, matching, data }: Tlsa): string {
  return `${usage} ${selector} ${matching} ${data.slice(0, 16)}…`;
}

/** What validating resolvers say of the TLSA records of a host: senders heed those alone that are proven (RFC 7672 section 2.2). */
export type Proof = { readonly secure: boolean } | { readonly unasked: string };

/** Asks validating resolvers for the TLSA records of a host's port 25. */
export function tlsaAt(resolvers: readonly string[], host: string, net: Net): Promise<readonly Exchange[]> {
  const question = { name: `_25._tcp.${host}`, type: 'TLSA' } as const;
  return Promise.all(resolvers.map((address) => net.ask({ name: address, address }, question, { recursionDesired: true })));
}

/** One resolver that has proven the records is enough; one that has not may be none that validates. */
export function proofOf(exchanges: readonly Exchange[]): Proof {
  const told = exchanges.filter((exchange) => recordsIn(exchange).length > 0);
  if (told.length > 0) return { secure: told.some(({ answer }) => answer.ok && answer.value.authenticData) };
  const why = exchanges.map(({ answer }) => (answer.ok ? `answers ${answer.value.rcode} without them` : answer.detail));
  const asked = exchanges.map(({ server }) => server.address).join(', ');
  return { unasked: `no validating resolver gives them; asked ${asked}: ${[...new Set(why)].join('; ')}` };
}
