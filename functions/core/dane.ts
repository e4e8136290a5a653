import type { Handshake } from './tls.ts';
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
const SHA_256 = 1;

/** The TLSA records at the end of a trail, as the first server that has any gives them. */
export function tlsaOf({ stations }: Trail): readonly Tlsa[] {
  for (const { exchange } of stations.at(-1)?.replies ?? []) {
    if (!exchange.answer.ok || !exchange.answer.value.authoritative) continue;
    const records = exchange.answer.value.answers.flatMap((record) =>
      record.type === 'OTHER' && record.code === TYPE_TLSA && record.data.length > 3 ? [readTlsa(record.data)] : [],
    );
    if (records.length > 0) return records;
  }
  return [];
}

function readTlsa(data: Uint8Array): Tlsa {
  const [usage = 0, selector = 0, matching = 0] = data;
  return { usage, selector, matching, data: Buffer.from(data.subarray(3)).toString('hex') };
}

/**
 * Does a record fit the served chain? Undefined where that cannot be told: no record for SMTP (RFC 7672 section 3.1.3 knows usages 2 and 3 alone), or one
 * by other means than SHA-256, or a key that could not be read. One that fits is enough.
 */
export function fits(records: readonly Tlsa[], { chain }: Handshake): boolean | undefined {
  const usable = records.filter(({ usage }) => usage === DANE_TA || usage === DANE_EE);
  const verdicts = usable.map(({ usage, selector, matching, data }) => {
    const certificates = usage === DANE_EE ? chain.slice(0, 1) : chain.slice(1);
    const prints = certificates.map(({ fingerprint, keyFingerprint }) => (selector === 0 ? fingerprint : keyFingerprint));
    if (prints.includes(data)) return true;
    return matching !== SHA_256 || prints.includes(undefined) ? undefined : false;
  });
  if (verdicts.includes(true)) return true;
  return verdicts.length === 0 || verdicts.includes(undefined) ? undefined : false;
}

/** `3 1 1 0123456789abcdef…`. */
export function tlsaText({ usage, selector, matching, data }: Tlsa): string {
  return `${usage} ${selector} ${matching} ${data.slice(0, 16)}…`;
}
