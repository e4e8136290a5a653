import { type Fault, listed } from './leaf.ts';
import type { Certificate } from './tls.ts';

/** The leaf that one address serves; `spot` is the address with its port. */
export interface Served {
  readonly spot: string;
  /** What `openssl s_client -connect` takes to see it, and its further options. */
  readonly connect: string;
  readonly opensslFlags: string;
  readonly leaf: Certificate;
}

/** How young the newest leaf may be while others still catch up: an hour, and one more since CAs date them back (domain A8, A15). */
export const SETTLING_SECONDS = 7200;

/**
 * Addresses of one host that serve other leaves than the one issued last. Leaves of one key type alone are compared: a server may well have one for
 * RSA and one for EC clients. At most one fault a key type.
 */
export function divergences(served: readonly Served[], host: string, now: Date): readonly Fault<'tls.per_ip_divergence'>[] {
  const byKey = Map.groupBy(served, ({ leaf }) => leaf.keyType.split(' ')[0] ?? '');
  return [...byKey].flatMap(([keyType, same]) => {
    const newestFirst = [...same].sort((a, b) => issuedAt(b) - issuedAt(a));
    const newest = newestFirst[0];
    if (newest === undefined || now.getTime() - issuedAt(newest) < SETTLING_SECONDS * 1000) return [];
    const isNewest = ({ leaf }: Served) => leaf.fingerprint === newest.leaf.fingerprint;
    const behind = newestFirst.filter((one) => !isNewest(one));
    const oldest = behind.at(-1);
    if (oldest === undefined) return [];
    const evidence = {
      host,
      keyType,
      behind: listed(behind.map(({ spot }) => spot)),
      behindExpiresAt: oldest.leaf.notAfter,
      behindFingerprint: oldest.leaf.fingerprint,
      ahead: listed(newestFirst.filter(isNewest).map(({ spot }) => spot)),
      expiresAt: newest.leaf.notAfter,
      fingerprint: newest.leaf.fingerprint,
      connect: oldest.connect,
      opensslFlags: oldest.opensslFlags,
    };
    return [{ code: 'tls.per_ip_divergence', evidence }];
  });
}

function issuedAt({ leaf }: Served): number {
  return Date.parse(leaf.notBefore);
}
