import { nameserverLabel } from './dns.ts';
import type { DnssecCode } from './dnssec-meanings.ts';
import { type Ds, isDigestOf, keyTagOf } from './ds.ts';
import type { Finding } from './finding.ts';
import { keysIn, type Seal, type SealFault, signersOf } from './signing.ts';
import { listed } from './wording.ts';

/** DS records that no server has the key of. */
export function strayDs(ds: readonly Ds[], seals: readonly Seal[], zone: string): readonly Ds[] {
  const keys = seals.flatMap(({ keys: exchange }) => keysIn(exchange, zone) ?? []);
  return keys.length === 0 ? [] : ds.filter((one) => !keys.some((key) => isDigestOf(one, key, zone)));
}

/** A mismatch that strikes with some resolvers alone: one of the DS records that they pass over does fit. */
export function softened(fault: SealFault, { keys }: Seal, ds: readonly Ds[], zone: string): SealFault {
  const fits = (keysIn(keys, zone) ?? []).some((key) => ds.some((one) => isDigestOf(one, key, zone)));
  if (fault.code !== 'dnssec.ds_mismatch' || !fits) return fault;
  const words = `${fault.evidence.keys}; a SHA-1 digest fits, which BIND and others pass over beside a better one`;
  return { ...fault, severity: 'warning', evidence: { ...fault.evidence, keys: words } };
}

/** A server that shows no key where another one does: it serves the zone as it was before it was signed. */
export function unsignedAt({ server, keys }: Seal, seals: readonly Seal[], zone: string): SealFault | undefined {
  const isSigned = (exchange: Seal['keys']) => (keysIn(exchange, zone) ?? []).length > 0;
  if (isSigned(keys) || !seals.some((other) => isSigned(other.keys))) return undefined;
  const evidence = {
    zone,
    address: server.address,
    detail: 'neither key nor signature, as if it had the zone from before the signing',
  };
  return { code: 'dnssec.rrsig_missing', server, evidence };
}

/**
 * Servers that are each well signed, and not with each other's keys: two signers that do not exchange them (RFC 8901), or a copy from before a
 * roll-over that was made too fast. The first such pair stands for all.
 */
export function keysApart(seals: readonly Seal[], zone: string): readonly Finding<DnssecCode>[] {
  for (const seal of seals) {
    const tags = signersOf(seal, zone).map(({ keyTag, algorithm }) => `${algorithm} ${keyTag}`);
    const other = seals.find(({ keys }) => {
      const shown = (keysIn(keys, zone) ?? []).map((key) => `${key.algorithm} ${keyTagOf(key)}`);
      return shown.length > 0 && tags.length > 0 && !tags.some((tag) => shown.includes(tag));
    });
    if (other === undefined) continue;
    const keys = (keysIn(other.keys, zone) ?? []).map((key) => String(keyTagOf(key)));
    const evidence = {
      ...{ zone, servers: nameserverLabel(seal.server), address: seal.server.address },
      ...{ other: nameserverLabel(other.server), otherAddress: other.server.address },
      ...{ signer: listed(signersOf(seal, zone).map(({ keyTag }) => String(keyTag))), keys: listed(keys) },
    };
    return [{ code: 'dnssec.keys_apart', subject: zone, evidence }];
  }
  return [];
}
