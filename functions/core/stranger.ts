import type { AddressCode } from './address-meanings.ts';
import type { Lookup } from './delegation.ts';
import { type Exchange, sameName } from './dns.ts';
import type { Evidence, Finding } from './finding.ts';
import { addressesIn, disagree, FAMILIES, type Mapping, spoken, ttlsOf, type Voice } from './mapping.ts';
import type { Observation } from './observation.ts';
import { isAmong, poolOf } from './pool.ts';
import type { ZoneTarget } from './target.ts';

/** One name with all that is known about where it leads and ought to lead. */
export interface View {
  readonly target: ZoneTarget;
  readonly mapping: Mapping;
  /** The name's declared pool; empty where none is declared. */
  readonly entries: readonly string[];
  readonly hosts: Readonly<Record<string, Observation<Lookup>>>;
  readonly cached: readonly Exchange[];
}

type Found = readonly Finding<AddressCode>[];

/** Addresses that nobody declared, where a pool is declared. */
export function strangersOf({ target, mapping, entries, hosts }: View): Found {
  const strays = entries.length === 0 ? [] : strangersAmong(landingsOf(mapping), entries, hosts);
  if (strays.length === 0) return [];
  const unknown = poolOf(entries).hosts.flatMap((host) => unsureOf(host, hosts[host]));
  if (unknown.length > 0) {
    const evidence = { name: mapping.name, reason: unknown.join('; ') };
    return [{ code: 'addr.unknown', subject: mapping.name, evidence }];
  }
  const evidence: Evidence = {
    ...where(target, mapping, mapping.a[0]),
    address: strays[0] ?? '',
    strays: strays.join(', '),
    declared: entries.map((entry) => declaredWords(entry, hosts)).join(', '),
    ttlSeconds: Math.max(0, ...ttlsOf([...mapping.a, ...mapping.aaaa])),
  };
  return [{ code: 'addr.unexpected', subject: mapping.name, evidence }];
}

/** What resolvers hold although no server gives it any more. Where servers disagree or the answer varies, nobody knows what is old. */
export function staleOf({ target, mapping, entries, hosts, cached }: View): Found {
  return FAMILIES.flatMap(([type, key]): Found => {
    const voices = spoken(mapping[key]);
    const current = addressesIn(voices);
    if (current.length === 0 || disagree(voices) || !voices.every(({ said }) => said.kind === 'addresses')) return [];
    const published = Math.max(...ttlsOf(voices));
    const held = cached
      .flatMap((exchange) => heldBy(exchange, mapping.name, type))
      .filter(({ leftSeconds }) => leftSeconds <= published);
    const known = entries.length === 0 ? current : [...current, ...rangesOf(entries, hosts)];
    const stale = held.filter(({ address }) => !isAmong(address, known));
    const [first] = stale;
    if (first === undefined) return [];
    const evidence = {
      ...{ name: mapping.name, zone: target.zone, type, address: first.resolver },
      resolvers: [...new Set(stale.map(({ resolver }) => resolver))].join(', '),
      strays: [...new Set(stale.map(({ address }) => address))].join(', '),
      leftSeconds: Math.max(...stale.map(({ leftSeconds }) => leftSeconds)),
    };
    return [{ code: 'addr.caches_stale', subject: mapping.name, evidence }];
  });
}

function heldBy({ server, question, answer }: Exchange, name: string, type: string) {
  if (!answer.ok || question.type !== type || !sameName(question.name, name)) return [];
  return answer.value.answers.flatMap((record) =>
    (record.type === 'A' || record.type === 'AAAA') && record.type === type && sameName(record.owner, name)
      ? [{ resolver: server.address, address: record.address, leftSeconds: record.ttlSeconds }]
      : [],
  );
}

/** Why nobody can say which addresses a host stands for, where that is so. That it has none at all is known. */
function unsureOf(host: string, lookup: Observation<Lookup> | undefined): readonly string[] {
  if (lookup === undefined) return [];
  const isSure = lookup.ok && (lookup.value.detail === '' || lookup.value.ends === 'nodata' || lookup.value.ends === 'nxdomain');
  return isSure ? [] : [`${host}: ${lookup.ok ? lookup.value.detail : lookup.detail}`];
}

/** Where the name leads in the end, by every server and by the end of its aliases. */
export function landingsOf({ a, aaaa, end }: Mapping): readonly string[] {
  return [...new Set([...addressesIn(a), ...addressesIn(aaaa), ...(end?.ok ? end.value.addresses : [])])];
}

/** Those of some addresses that a pool does not hold. */
export function strangersAmong(found: readonly string[], entries: readonly string[], hosts: View['hosts']): readonly string[] {
  const ranges = rangesOf(entries, hosts);
  return found.filter((address) => !isAmong(address, ranges));
}

function rangesOf(entries: readonly string[], hosts: View['hosts']): readonly string[] {
  const pool = poolOf(entries);
  const resolved = pool.hosts.flatMap((host) => {
    const lookup = hosts[host];
    return lookup?.ok ? lookup.value.addresses : [];
  });
  return [...pool.ranges, ...resolved];
}

function declaredWords(entry: string, hosts: View['hosts']): string {
  const lookup = hosts[entry.toLowerCase().replace(/\.$/, '')];
  if (lookup === undefined) return entry;
  const addresses = lookup.ok ? lookup.value.addresses : [];
  return addresses.length > 0 ? `${entry} (${addresses.join(', ')})` : `${entry} (which has no address)`;
}

/** What every finding about a name carries: the zone, the name, and an address to ask. */
export function where(
  { zone }: ZoneTarget,
  { name }: Mapping,
  voice: Voice | undefined,
): { zone: string; name: string; address: string } {
  return { zone, name, address: voice?.server.address ?? '' };
}
