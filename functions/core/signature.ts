import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type Dnskey, nameBytes, numberBytes } from './canonical.ts';
import type { RecordData } from './dns.ts';

/** An RRSIG's data (RFC 4034 section 3.1). */
export type Rrsig = Extract<RecordData, { type: 'RRSIG' }>;

/** A record set as it was signed: one owner, one type, the canonical bytes of each record's data. */
export interface SignedSet {
  readonly owner: string;
  readonly code: number;
  readonly data: readonly Buffer[];
}

/** Algorithms that Picket can check, by number (IANA, DNSSEC algorithm numbers), and the hash of each where it has one. */
const HASHES: Readonly<Record<number, string | null>> = {
  5: 'sha1',
  7: 'sha1',
  8: 'sha256',
  10: 'sha512',
  13: 'sha256',
  14: 'sha384',
  15: null,
  16: null,
};

/** Curves by algorithm number, with the bytes of one coordinate (RFC 6605 section 4) or of the key (RFC 8080 section 3). */
const CURVES: Readonly<Record<number, readonly [kty: 'EC' | 'OKP', curve: string, bytes: number]>> = {
  13: ['EC', 'P-256', 32],
  14: ['EC', 'P-384', 48],
  15: ['OKP', 'Ed25519', 32],
  16: ['OKP', 'Ed448', 57],
};

/** Do Picket and the resolvers of today know this algorithm? What is signed by others alone counts as unsigned (RFC 4035 section 5.2). */
export function isKnownAlgorithm(algorithm: number): boolean {
  return HASHES[algorithm] !== undefined;
}

/** Does the signature hold? Undefined where the algorithm is not known here, or this OpenSSL will not check it. Its dates are not looked at. */
export function holds(rrsig: Rrsig, set: SignedSet, key: Dnskey): boolean | undefined {
  const hash = HASHES[rrsig.algorithm];
  if (hash === undefined || rrsig.algorithm !== key.algorithm) return undefined;
  try {
    const publicKey = keyObjectOf(key);
    return (
      publicKey !== undefined &&
      verify(hash, signedBytes(rrsig, set), { key: publicKey, dsaEncoding: 'ieee-p1363' }, rrsig.signature)
    );
  } catch {
    return undefined;
  }
}

/** What was signed: the RRSIG without its signature, then the records in canonical order (RFC 4034 section 3.1.8.1). */
function signedBytes(rrsig: Rrsig, { owner, code, data }: SignedSet): Buffer {
  const head = [
    numberBytes(code, 2),
    numberBytes(rrsig.algorithm, 1),
    numberBytes(rrsig.labels, 1),
    numberBytes(rrsig.originalTtlSeconds, 4),
    numberBytes(rrsig.expiration, 4),
    numberBytes(rrsig.inception, 4),
    numberBytes(rrsig.keyTag, 2),
    nameBytes(rrsig.signer),
  ];
  const start = [nameBytes(owner), numberBytes(code, 2), numberBytes(1, 2), numberBytes(rrsig.originalTtlSeconds, 4)];
  const records = data.toSorted(Buffer.compare).flatMap((one) => [...start, numberBytes(one.length, 2), one]);
  return Buffer.concat([...head, ...records]);
}

function keyObjectOf({ algorithm, key }: Dnskey): KeyObject | undefined {
  const curve = CURVES[algorithm];
  if (curve === undefined) return rsaKey(Buffer.from(key));
  const [kty, crv, size] = curve;
  const part = (index: number) => Buffer.from(key.subarray(index * size, (index + 1) * size)).toString('base64url');
  if (key.length !== (kty === 'EC' ? 2 * size : size)) return undefined;
  const jwk = kty === 'EC' ? { kty, crv, x: part(0), y: part(1) } : { kty, crv, x: part(0) };
  return createPublicKey({ key: jwk, format: 'jwk' });
}

/** Exponent and modulus (RFC 3110 section 2). */
function rsaKey(key: Buffer): KeyObject | undefined {
  if (key.length < 3) return undefined;
  const long = key[0] === 0;
  const start = long ? 3 : 1;
  const end = start + (long ? key.readUInt16BE(1) : key.readUInt8(0));
  if (end >= key.length) return undefined;
  const [e, n] = [key.subarray(start, end).toString('base64url'), key.subarray(end).toString('base64url')];
  return createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
}
