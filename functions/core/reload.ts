import { SETTLING_SECONDS } from './divergence.ts';
import { type Fault, isMeantFor } from './leaf.ts';
import { leafOf, type Sight, spotOf } from './sight.ts';
import type { Certificate } from './tls.ts';

/**
 * Does the web server at the same address show a newer certificate for the same names, with the same kind of key? Then it was renewed, and this server has
 * not read it (domain A15). Other names, or another kind of key, are another certificate.
 */
export function reloadFaults({ look, handshake }: Sight, host: string, now: Date): readonly Fault<'tls.not_reloaded'>[] {
  const { web, address } = look;
  const [leaf, newer] = [leafOf(handshake), web && leafOf(web)];
  if (!handshake.ok || !web?.ok || leaf === undefined || newer === undefined) return [];
  if (!isMeantFor(handshake.value, host) || !isMeantFor(web.value, host) || web.value.path !== 'OK') return [];
  const issuedAt = Date.parse(newer.notBefore);
  const isNewer = Date.parse(leaf.notBefore) < issuedAt && now.getTime() - issuedAt >= SETTLING_SECONDS * 1000;
  if (!isNewer || identityOf(leaf) !== identityOf(newer)) return [];
  const evidence = {
    host,
    expiresAt: leaf.notAfter,
    fingerprint: leaf.fingerprint,
    newerSpot: spotOf(address, 443),
    newerExpiresAt: newer.notAfter,
    newerFingerprint: newer.fingerprint,
  };
  return [{ code: 'tls.not_reloaded', evidence, outlook: { at: leaf.notAfter, what: `every TLS client refuses ${host} there` } }];
}

function identityOf({ names, keyType }: Certificate): string {
  return [keyType.split(' ')[0], ...names.map((name) => name.toLowerCase()).sort()].join(' ');
}
