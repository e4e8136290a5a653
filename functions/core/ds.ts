import { createHash } from 'node:crypto';
import { type Dnskey, dnskeyBytes, nameBytes } from './canonical.ts';
import type { RecordData } from './dns.ts';
import { isKnownAlgorithm } from './signature.ts';

/** A DS record's data (RFC 4034 section 5.1). */
export type Ds = Extract<RecordData, { type: 'DS' }>;

/** Digests by their number (IANA, DS digest algorithms): SHA-1, SHA-256, SHA-384. A resolver passes over DS records of any other. */
const DIGESTS: Readonly<Record<number, string>> = { 1: 'sha1', 2: 'sha256', 4: 'sha384' };
const SHA_1 = 1;

/** DNSKEY flags: a zone's key (RFC 4034 section 2.1.1); revoked (RFC 5011 section 7). */
const ZONE_KEY = 0x100;
const REVOKED = 0x80;

/** The key tag (RFC 4034 appendix B); algorithm 1, which counts otherwise, is long gone. */
export function keyTagOf(key: Dnskey): number {
  const bytes = dnskeyBytes(key);
  let sum = 0;
  for (const [at, byte] of bytes.entries()) sum += at % 2 === 0 ? byte * 256 : byte;
  return (sum + Math.floor(sum / 65_536)) % 65_536;
}

/** May this key sign the zone? */
export function isZoneKey({ flags, protocol }: Dnskey): boolean {
  return (flags & ZONE_KEY) !== 0 && (flags & REVOKED) === 0 && protocol === 3;
}

/** Can Picket, and with it every resolver of today, work out this kind of digest, of a key of this algorithm? */
function isReadable({ digestType, algorithm }: Ds): boolean {
  return DIGESTS[digestType] !== undefined && isKnownAlgorithm(algorithm);
}

/**
 * The DS records that every resolver goes by. None: the zone is as good as unsigned (RFC 4035 section 5.2). Beside a better digest BIND passes over
 * SHA-1, even where that alone fits a key (RFC 4509 section 3); Unbound does not.
 */
export function bindingAmong(ds: readonly Ds[]): readonly Ds[] {
  const readable = ds.filter(isReadable);
  const better = readable.filter(({ digestType }) => digestType !== SHA_1);
  return better.length > 0 ? better : readable;
}

/** Is the DS record the digest of this key of the zone (RFC 4034 section 5.1.4)? False for a digest that is not readable. */
export function isDigestOf(ds: Ds, key: Dnskey, zone: string): boolean {
  const algorithm = DIGESTS[ds.digestType];
  if (algorithm === undefined || !isZoneKey(key) || ds.algorithm !== key.algorithm || ds.keyTag !== keyTagOf(key)) return false;
  const digest = createHash(algorithm).update(nameBytes(zone)).update(dnskeyBytes(key)).digest();
  return digest.equals(ds.digest);
}

/** How a DS record is written in a sentence: `tag 12345, algorithm 13, digest 2`. */
export function dsWords({ keyTag, algorithm, digestType }: Ds): string {
  return `tag ${keyTag}, algorithm ${algorithm}, digest ${digestType}`;
}
