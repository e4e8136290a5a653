import { isGlobal, rangeOf } from './address.ts';
import type { AddressCode } from './address-meanings.ts';
import { comparable, sameBecause } from './comparable.ts';
import { counterOf, nameserverLabel } from './dns.ts';
import type { Finding } from './finding.ts';
import { addressesIn, differenceOf, disagree, FAMILIES, spoken, ttlsOf, type Voice, whoSaysWhat } from './mapping.ts';
import { isAmong } from './pool.ts';
import { landingsOf, strangersAmong, type View, where } from './stranger.ts';

type Found = readonly Finding<AddressCode>[];

const DAY = 86_400;

/** Aliases followed at most by the look-up. */
const ALIASES = 8;

/** TTLs outside of this are worth a look. */
const TTL = { least: 30, most: DAY } as const;

/** Servers that disagree though none is behind, unless the answer is seen to rotate or stays inside the declared pool. */
export function differencesOf({ target, mapping, entries, hosts }: View): Found {
  return FAMILIES.flatMap(([type, key]): Found => {
    return comparable(spoken(mapping[key]), ({ soa }) => soa, target.serials).flatMap((group) => {
      if (!disagree(group)) return [];
      const pooled = entries.length > 0 && group.every(({ said }) => said.kind === 'addresses');
      if (pooled && strangersAmong(addressesIn(group), entries, hosts).length === 0) return [];
      const difference = differenceOf(group);
      if (difference === 'rotates') return [];
      const isMeant = difference === 'spread' || eachLooksUp(group);
      const evidence = {
        ...where(target, mapping, group[0]),
        type,
        although: sameBecause(group.map(({ soa }) => soa)),
        groups: whoSaysWhat(group),
      };
      return [{ code: 'addr.mismatch', subject: mapping.name, ...(isMeant ? { severity: 'notice' } : {}), evidence }];
    });
  });
}

/** Two providers that both give addresses: each may look the same load balancer up for itself (ALIAS, "flattening"). */
function eachLooksUp(group: readonly Voice[]): boolean {
  const providers = new Set(group.map(({ soa }) => soa && counterOf(soa)));
  return providers.size > 1 && group.every(({ said }) => said.kind === 'addresses');
}

/** NXDOMAIN for one type and not for the other, from one server. */
export function splitsOf({ target, mapping }: View): Found {
  return mapping.a.flatMap((voice): Found => {
    const other = mapping.aaaa.find(({ server }) => server.address === voice.server.address && server.name === voice.server.name);
    const kinds = [voice.said.kind, other?.said.kind];
    if (other === undefined || kinds.includes('none') || kinds.filter((kind) => kind === 'nxdomain').length !== 1) return [];
    const [absent, present] = voice.said.kind === 'nxdomain' ? ['A', 'AAAA'] : ['AAAA', 'A'];
    const subject = nameserverLabel(voice.server);
    const evidence = { ...where(target, mapping, voice), servers: subject, absent, present };
    return [{ code: 'addr.rcode_mismatch', subject, evidence }];
  });
}

/** Aliases that end nowhere, or without IPv6. */
export function deadEndOf(view: View): Found {
  const { target, mapping } = view;
  if (mapping.end?.ok === false) return mapping.end.failure === 'unmeasured' ? [] : deadAlias(view, mapping.end.detail);
  const end = mapping.end?.value;
  if (end === undefined || end.chain.length === 0) return [];
  const { chain, ends, detail } = end;
  const last = chain.at(-1) ?? '';
  const evidence = { ...where(target, mapping, mapping.a[0]), chain: chain.join(' → '), last, detail };
  const dangles =
    ends === 'nxdomain' || (ends === 'broken' && (new Set(chain).size < chain.length || chain.length > ALIASES + 1));
  if (dangles) return [{ code: 'addr.dangling_cname', subject: mapping.name, evidence }];
  if (ends === 'broken' || ends === 'nodata') return deadAlias(view, detail, chain);
  const fourAlone = ends === 'addresses' && detail === '' && !end.addresses.some((address) => address.includes(':'));
  return fourAlone ? [{ code: 'addr.aaaa_dead_end', subject: mapping.name, evidence }] : [];
}

/**
 * Two are notices: a name without any address, since there may be nothing to visit, as at a domain for mail alone; and silence, which may be of our
 * way to a stranger's servers.
 */
function deadAlias({ target, mapping }: View, detail: string, chain: readonly string[] = aliasesOf(mapping)): Found {
  const evidence = { ...where(target, mapping, mapping.a[0]), chain: chain.join(' → '), last: chain.at(-1) ?? '', detail };
  const { end } = mapping;
  const isSure = end?.ok ? end.value.ends !== 'nodata' : end?.failure === 'malformed';
  return [{ code: 'addr.alias_dead', subject: mapping.name, ...(isSure ? {} : { severity: 'notice' }), evidence }];
}

/** The zone's own name as an alias. Most servers refuse to load that; some providers do not. */
export function apexAliasOf({ target, mapping }: View): Found {
  const aliases = aliasesOf(mapping);
  if (mapping.name !== target.zone || aliases.length === 0) return [];
  const evidence = { ...where(target, mapping, mapping.a[0]), chain: aliases.join(' → ') };
  return [{ code: 'addr.apex_alias', subject: mapping.name, evidence }];
}

/** The name and what its servers say that it is an alias of; nothing where it is none. */
function aliasesOf({ name, a, aaaa }: View['mapping']): readonly string[] {
  const alias = [...a, ...aaaa].map(({ said }) => said).find(({ kind }) => kind === 'alias');
  return alias?.kind === 'alias' ? [name, alias.to] : [];
}

/** Addresses that the world cannot reach, unless somebody wrote them down as meant. What a declared host resolves to nobody wrote down. */
export function privateOf({ target, mapping, entries }: View): Found {
  const strays = landingsOf(mapping).filter((address) => !isGlobal(address) && !isAmong(address, entries));
  if (strays.length === 0) return [];
  const range = [...new Set(strays.map(rangeOf))].join(', ');
  const evidence = { ...where(target, mapping, mapping.a[0]), strays: strays.join(', '), range };
  return [{ code: 'addr.private', subject: mapping.name, evidence }];
}

/** TTLs that are too short for caches or too long for a move. */
export function ttlOf({ target, mapping }: View): Found {
  return FAMILIES.flatMap(([type, key]): Found => {
    const ttls = ttlsOf(mapping[key]);
    const odd = ttls.find((ttl) => ttl > TTL.most) ?? ttls.find((ttl) => ttl < TTL.least);
    if (odd === undefined) return [];
    const detail = odd > TTL.most ? 'a move takes that long to reach everybody' : 'every visitor costs a question more';
    return [
      {
        code: 'addr.ttl',
        subject: mapping.name,
        evidence: { ...where(target, mapping, mapping[key][0]), type, ttlSeconds: odd, detail },
      },
    ];
  });
}
