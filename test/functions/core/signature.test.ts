import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Dnskey } from '../../../functions/core/canonical.ts';
import { holds, type Rrsig, type SignedSet } from '../../../functions/core/signature.ts';

const b64 = (text: string | undefined) => Buffer.from(text ?? '', 'base64url');

/** Key material in the form of RFC 3110, 6605 or 8080. */
function dnskey(algorithm: number, publicKey: KeyObject): Dnskey {
  const { n, e, x, y } = publicKey.export({ format: 'jwk' });
  const rsa = Buffer.concat([Buffer.from([b64(e).length]), b64(e), b64(n)]);
  const key = n === undefined ? Buffer.concat([b64(x), b64(y)]) : rsa;
  return { type: 'DNSKEY', flags: 257, protocol: 3, algorithm, key };
}

const PAIRS = [
  ['RSA/SHA-1', 7, 'sha1', generateKeyPairSync('rsa', { modulusLength: 1024 })],
  ['RSA/SHA-256', 8, 'sha256', generateKeyPairSync('rsa', { modulusLength: 1024 })],
  ['RSA/SHA-512', 10, 'sha512', generateKeyPairSync('rsa', { modulusLength: 1024 })],
  ['ECDSA P-256', 13, 'sha256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['ECDSA P-384', 14, 'sha384', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ['Ed25519', 15, null, generateKeyPairSync('ed25519')],
  ['Ed448', 16, null, generateKeyPairSync('ed448')],
] as const;

const SET: SignedSet = { owner: 'Example.org', code: 48, data: [Buffer.from([2, 2]), Buffer.from([1])] };

function rrsig(algorithm: number): Rrsig {
  return {
    ...{ type: 'RRSIG', typeCovered: 'DNSKEY', algorithm, labels: 2, originalTtlSeconds: 3600 },
    ...{ expiration: 1_800_000_000, inception: 1_700_000_000, keyTag: 7, signer: 'example.ORG', signature: Buffer.alloc(0) },
  };
}

/** RFC 4034 section 3.1.8.1, spelt out by hand: RRSIG data, then the records in order. */
const SIGNED = (algorithm: number) => {
  const name = '076578616d706c65036f726700';
  const head = `0030${algorithm.toString(16).padStart(2, '0')}0200000e106b49d200${(1_700_000_000).toString(16)}0007${name}`;
  const start = `${name}0030000100000e10`;
  return Buffer.from(`${head}${start}000101${start}00020202`, 'hex');
};

describe('a signature', () => {
  it.each(PAIRS)('of %s holds over its records and over no others', (_, algorithm, hash, { privateKey, publicKey }) => {
    const signature = sign(hash, SIGNED(algorithm), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const good = { ...rrsig(algorithm), signature };
    const key = dnskey(algorithm, publicKey);
    expect(holds(good, SET, key)).toBe(true);
    expect(holds(good, { ...SET, data: [Buffer.from([1])] }, key)).toBe(false);
    expect(holds({ ...good, inception: 1 }, SET, key)).toBe(false);
    expect(holds({ ...good, signature: signature.subarray(1) }, SET, key)).not.toBe(true);
  });

  it('of an algorithm that is not known cannot be told', () => {
    expect(
      holds(rrsig(12), SET, { type: 'DNSKEY', flags: 257, protocol: 3, algorithm: 12, key: Buffer.alloc(64) }),
    ).toBeUndefined();
  });

  it.each(PAIRS.map(([name, algorithm]) => [name, algorithm] as const))('never holds by a mangled key of %s', (_, algorithm) => {
    for (const length of [0, 1, 2, 3, 31, 32, 64, 96, 400]) {
      const key = { type: 'DNSKEY', flags: 257, protocol: 3, algorithm, key: Buffer.alloc(length, 1) } as const;
      expect(holds({ ...rrsig(algorithm), signature: Buffer.alloc(64) }, SET, key)).not.toBe(true);
    }
  });
});
