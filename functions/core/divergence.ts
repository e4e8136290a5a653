import type { Fault } from './leaf.ts';
import { successorFrom } from './renewal.ts';
import type { Certificate } from './tls.ts';
import { identityOf } from './undeployed.ts';
import { listed } from './wording.ts';

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
 * Addresses of one host that serve other leaves than the one issued last. Leaves of one key type, one CA and the same names alone are compared: a server
 * may well have one for RSA and one for EC clients, and two providers of one host have their own. At most one fault for each kind; a notice where each may
 * have a client of its own.
 */
export function divergences(served: readonly Served[], host: string, now: Date): readonly Fault<'tls.per_ip_divergence'>[] {
  const byKind = Map.groupBy(served, ({ leaf }) => `${keyOf(leaf)} ${identityOf(leaf)}`);
  return [...byKind.values()].flatMap((same) => {
    const newestFirst = [...same].sort((a, b) => issuedAt(b) - issuedAt(a));
    const newest = newestFirst[0];
    if (newest === undefined || now.getTime() - issuedAt(newest) < SETTLING_SECONDS * 1000) return [];
    const isNewest = ({ leaf }: Served) => leaf.fingerprint === newest.leaf.fingerprint;
    const others = newestFirst.filter((one) => !isNewest(one));
    const late = others.filter(({ leaf }) => isLeftBehind(leaf, newest.leaf, same));
    const behind = late.length > 0 ? late : others;
    const oldest = behind.at(-1);
    if (oldest === undefined) return [];
    const evidence = {
      host,
      keyType: keyOf(newest.leaf),
      behind: listed(behind.map(({ spot }) => spot)),
      behindExpiresAt: oldest.leaf.notAfter,
      behindFingerprint: oldest.leaf.fingerprint,
      ahead: listed(newestFirst.filter(isNewest).map(({ spot }) => spot)),
      expiresAt: newest.leaf.notAfter,
      fingerprint: newest.leaf.fingerprint,
      connect: oldest.connect,
      opensslFlags: oldest.opensslFlags,
    };
    return [{ code: 'tls.per_ip_divergence', ...(late.length > 0 ? {} : { severity: 'notice' }), evidence }];
  });
}

/**
 * Was the newest issued to replace this one? Servers that each have a client and a certificate of their own renew whenever theirs is due: then the newest is
 * nobody's successor unless it came when this one was about to be renewed. One server alone beside several that agree is behind at any age.
 */
function isLeftBehind(leaf: Certificate, newest: Certificate, same: readonly Served[]): boolean {
  const copies = ({ fingerprint }: Certificate) => same.filter((one) => one.leaf.fingerprint === fingerprint).length;
  if (copies(newest) > 1 && copies(leaf) === 1) return true;
  return Date.parse(newest.notBefore) >= successorFrom(new Date(leaf.notBefore), new Date(leaf.notAfter)).getTime();
}

function keyOf({ keyType }: Certificate): string {
  return keyType.split(' ')[0] ?? '';
}

function issuedAt({ leaf }: Served): number {
  return Date.parse(leaf.notBefore);
}
