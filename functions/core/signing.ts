import { type Dnskey, dnskeyBytes, soaBytes } from './canonical.ts';
import type { ZoneServer } from './delegation.ts';
import { type Answer, type Exchange, nameserverLabel, type ResourceRecord, sameName } from './dns.ts';
import type { DnssecCode } from './dnssec-meanings.ts';
import { type Ds, dsWords, isDigestOf, isZoneKey, keyTagOf } from './ds.ts';
import type { Evidence, Outlook, Severity } from './finding.ts';
import { authoritativeSoa } from './health.ts';
import { copyOf, isFrozen } from './refresh.ts';
import { holds, type Rrsig, type SignedSet } from './signature.ts';

/** One server's SOA and DNSKEY answers, signatures with them. */
export interface Seal {
  readonly server: ZoneServer;
  readonly soa: Exchange;
  readonly keys: Exchange;
}

/** One thing that is wrong with the signatures of one server. */
export interface SealFault {
  readonly code: DnssecCode;
  readonly server: ZoneServer;
  readonly severity?: Severity;
  readonly evidence: Evidence;
  readonly outlook?: Outlook;
}

/** One record set with its signatures by keys of the zone. */
interface Sealed {
  readonly type: string;
  readonly set: SignedSet;
  readonly signatures: readonly Rrsig[];
}

const HOUR = 3600;
/**
 * Keys of a zone and signatures of a record set that are looked at, and keys of one tag: each pair costs a public-key operation, and a stranger
 * decides how many there are (CVE-2023-50387). Well-kept zones have up to six keys in the middle of a roll-over.
 */
const MOST = { keys: 32, signatures: 8, ofOneTag: 4 } as const;

const TYPE_SOA = 6;
const TYPE_DNSKEY = 48;

/**
 * Seconds before the end from which a signature is late, and from which it is a matter of hours. Signers renew well before a tenth of a signature's
 * life is left (Knot's default; BIND a third), online signers at half: below that nobody renews any more, however short the life.
 */
const LATE = { most: 72 * HOUR, share: 1 / 10 } as const;
const LAST_HOURS = { most: 12 * HOUR, share: 1 / 20 } as const;

/** The zone's DNSKEY records in an answer with authority; undefined where there was none. */
export function keysIn({ answer }: Exchange, zone: string): readonly Dnskey[] | undefined {
  if (!answer.ok || !isWhole(answer.value)) return undefined;
  return answer.value.answers
    .filter((record) => sameName(record.owner, zone))
    .filter((record) => record.type === 'DNSKEY')
    .slice(0, MOST.keys);
}

function isWhole({ authoritative, truncated, rcode, edns }: Answer): boolean {
  return authoritative && !truncated && rcode === 'NOERROR' && edns !== undefined;
}

/** What is wrong with one server's signatures: the gravest thing alone. Servers that could not be heard are other checks' to tell. */
export function sealFaultOf(seal: Seal, ds: readonly Ds[], zone: string, now: Date): SealFault | undefined {
  const { server, soa, keys: exchange } = seal;
  const keys = keysIn(exchange, zone);
  if (keys === undefined) return undefined;
  const evidence = { zone, address: server.address, ds: ds.map(dsWords).join('; ') };
  const anchored = keys.filter((key) => ds.some((one) => isDigestOf(one, key, zone)));
  if (anchored.length === 0) {
    const tags = keys.map((key) => `tag ${keyTagOf(key)}, algorithm ${key.algorithm}`).join('; ');
    return { code: 'dnssec.ds_mismatch', server, evidence: { ...evidence, keys: tags === '' ? 'no key at all' : tags } };
  }
  const sealed = [sealedKeys(exchange, keys, anchored, zone), sealedSoa(soa, keys, zone)].filter((one) => one !== undefined);
  for (const judge of [missing, broken, early]) {
    for (const one of sealed) {
      const fault = judge(one, keys, now);
      if (fault !== undefined) return { ...fault, server, evidence: { ...evidence, type: one.type, ...fault.evidence } };
    }
  }
  const [soonest] = sealed.toSorted((a, b) => endOf(a, now) - endOf(b, now));
  return soonest === undefined ? undefined : lateness(soonest, server, evidence, now);
}

/** The signatures over the server's SOA, by keys that it shows itself. */
export function signersOf({ soa, keys }: Seal, zone: string): readonly Rrsig[] {
  return sealedSoa(soa, keysIn(keys, zone) ?? [], zone)?.signatures ?? [];
}

/** When the first of the server's signatures ends, in Unix seconds; undefined where none was heard. */
export function sealEndsAt({ soa, keys: exchange }: Seal, zone: string, now: Date): number | undefined {
  const keys = keysIn(exchange, zone) ?? [];
  const sealed = [sealedKeys(exchange, keys, keys, zone), sealedSoa(soa, keys, zone)];
  const ends = sealed.flatMap((one) => (one === undefined || one.signatures.length === 0 ? [] : [endOf(one, now)]));
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/** A frozen copy whose signatures end before it is given up: it answers to the last, and resolvers reject it. */
export function outlivedBy(seal: Seal, zone: string, now: Date): SealFault | undefined {
  const soa = authoritativeSoa(seal.soa, zone);
  const copy = soa && seal.soa.answer.ok ? copyOf(soa, seal.soa.answer.value.edns) : undefined;
  const end = sealEndsAt(seal, zone, now);
  if (soa === undefined || copy === undefined || end === undefined || !isFrozen(soa, copy)) return undefined;
  const givenUpAt = now.getTime() / 1000 + copy.expiresInSeconds;
  if (end >= givenUpAt) return undefined;
  const signaturesEndAt = isoOf(end);
  const evidence = { zone, address: seal.server.address, signaturesEndAt, expiresAt: isoOf(givenUpAt) };
  const outlook = { at: signaturesEndAt, what: `resolvers reject what ${nameserverLabel(seal.server)} answers` };
  return { code: 'dnssec.rrsig_before_expire', server: seal.server, evidence, outlook };
}

type Flaw = Pick<SealFault, 'code' | 'evidence'> | undefined;

function missing({ signatures, type }: Sealed): Flaw {
  return signatures.length > 0 ? undefined : { code: 'dnssec.rrsig_missing', evidence: { detail: `no signature over ${type}` } };
}

/** Wrong where no signature holds; a single good one is enough (RFC 4035 section 5.3.3). What cannot be checked here counts as good. */
function broken({ signatures, set, type }: Sealed, keys: readonly Dnskey[]): Flaw {
  const keysOf = ({ keyTag }: Rrsig) => keys.filter((key) => keyTagOf(key) === keyTag).slice(0, MOST.ofOneTag);
  const good = signatures.some((rrsig) => keysOf(rrsig).some((key) => holds(rrsig, set, key) !== false));
  if (good) return undefined;
  const tags = signatures.map(({ keyTag }) => keyTag).join(', ');
  return { code: 'dnssec.bogus', evidence: { detail: `the signature over ${type} by key ${tags} does not fit the records` } };
}

function early({ signatures, type }: Sealed, _keys: readonly Dnskey[], now: Date): Flaw {
  const soonest = Math.min(...signatures.map(({ inception }) => inception));
  if (soonest * 1000 <= now.getTime()) return undefined;
  return { code: 'dnssec.rrsig_future', evidence: { type, startsAt: isoOf(soonest) } };
}

function lateness(sealed: Sealed, server: ZoneServer, evidence: Evidence, now: Date): SealFault | undefined {
  const best = bestOf(sealed, now);
  if (best === undefined) return undefined;
  const leftSeconds = best.expiration - Math.floor(now.getTime() / 1000);
  const lifeSeconds = best.expiration - best.inception;
  const isUnder = ({ most, share }: { most: number; share: number }) => leftSeconds < Math.min(most, lifeSeconds * share);
  if (!isUnder(LATE)) return undefined;
  const endsAt = isoOf(best.expiration);
  const state = leftSeconds < 0 ? 'ended' : 'end';
  const more = { type: sealed.type, state, endsAt, leftSeconds: Math.abs(leftSeconds), lifeSeconds };
  const outlook = { at: endsAt, what: `resolvers reject what ${nameserverLabel(server)} answers` };
  const severity = isUnder(LAST_HOURS) ? 'critical' : 'warning';
  return {
    code: 'dnssec.rrsig_expiring',
    server,
    severity,
    evidence: { ...evidence, ...more },
    ...(leftSeconds > 0 && { outlook }),
  };
}

/** The signature that lasts longest, among those that have begun. */
function bestOf({ signatures }: Sealed, now: Date): Rrsig | undefined {
  const begun = signatures.filter(({ inception }) => inception * 1000 <= now.getTime());
  return begun.toSorted((a, b) => b.expiration - a.expiration)[0];
}

function endOf(sealed: Sealed, now: Date): number {
  return bestOf(sealed, now)?.expiration ?? Number.POSITIVE_INFINITY;
}

function sealedKeys(
  { answer }: Exchange,
  keys: readonly Dnskey[],
  anchored: readonly Dnskey[],
  zone: string,
): Sealed | undefined {
  if (!answer.ok || keys.length === 0) return undefined;
  const set = { owner: zone, code: TYPE_DNSKEY, data: keys.map(dnskeyBytes) };
  return { type: 'DNSKEY', set, signatures: signaturesIn(answer.value, 'DNSKEY', anchored, zone) };
}

function sealedSoa(exchange: Exchange, keys: readonly Dnskey[], zone: string): Sealed | undefined {
  const soa = authoritativeSoa(exchange, zone);
  if (soa === undefined || !exchange.answer.ok || !isWhole(exchange.answer.value)) return undefined;
  const set = { owner: zone, code: TYPE_SOA, data: [soaBytes(soa)] };
  return { type: 'SOA', set, signatures: signaturesIn(exchange.answer.value, 'SOA', keys, zone) };
}

/** The zone's own signatures over one type at its apex, by one of these keys. */
function signaturesIn({ answers }: Answer, type: string, keys: readonly Dnskey[], zone: string): readonly Rrsig[] {
  const isOurs = (record: ResourceRecord): record is ResourceRecord & Rrsig =>
    record.type === 'RRSIG' && record.typeCovered === type && sameName(record.owner, zone) && sameName(record.signer, zone);
  return answers
    .filter(isOurs)
    .filter((rrsig) => keys.some((key) => isZoneKey(key) && keyTagOf(key) === rrsig.keyTag && key.algorithm === rrsig.algorithm))
    .slice(0, MOST.signatures);
}

function isoOf(seconds: number): string {
  return new Date(Math.min(seconds, 4_294_967_295) * 1000).toISOString();
}
