import { isGlobal } from './address.ts';
import type { AddressCode } from './address-meanings.ts';
import { nameserverLabel } from './dns.ts';
import type { Finding } from './finding.ts';
import { addressesIn, differenceOf, disagree, FAMILIES, spoken, ttlsOf, type Voice, whoSaysWhat } from './mapping.ts';
import { isAmong, rangeOf } from './pool.ts';
import { landingsOf, strangersAmong, type View, where } from './stranger.ts';

type Found = readonly Finding<AddressCode>[];

const DAY = 86_400;

/** Aliases followed at most by the look-up. */
const ALIASES = 8;

/** TTLs outside of this are worth a look. */
const TTL = { least: 30, most: DAY } as const;

/** Servers of one serial that disagree, unless the answer is seen to rotate or stays inside the declared pool. */
export function differencesOf({ target, mapping, entries, hosts }: View): Found {
  return FAMILIES.flatMap(([type, key]): Found => {
    const alike = target.serials === 'independent' ? () => 0 : ({ serial }: Voice) => serial;
    const groups = Map.groupBy(
      spoken(mapping[key]).filter((voice) => target.serials === 'independent' || voice.serial !== undefined),
      alike,
    );
    return [...groups.values()].flatMap((group) => {
      if (!disagree(group)) return [];
      const pooled = entries.length > 0 && group.every(({ said }) => said.kind === 'addresses');
      if (pooled && strangersAmong(addressesIn(group), entries, hosts).length === 0) return [];
      const difference = differenceOf(group);
      if (difference === 'rotates') return [];
      const evidence = { ...where(target, mapping, group[0]), type, groups: whoSaysWhat(group) };
      return [
        { code: 'addr.mismatch', subject: mapping.name, ...(difference === 'spread' ? { severity: 'notice' } : {}), evidence },
      ];
    });
  });
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
export function deadEndOf({ target, mapping }: View): Found {
  const end = mapping.end?.ok ? mapping.end.value : undefined;
  if (end === undefined || end.chain.length === 0) return [];
  const { chain, ends, detail } = end;
  const last = chain.at(-1) ?? '';
  const evidence = { ...where(target, mapping, mapping.a[0]), chain: chain.join(' → '), last, detail };
  const dangles =
    ends === 'nxdomain' || (ends === 'broken' && (new Set(chain).size < chain.length || chain.length > ALIASES + 1));
  if (dangles) return [{ code: 'addr.dangling_cname', subject: mapping.name, evidence }];
  const fourAlone = ends === 'addresses' && detail === '' && !end.addresses.some((address) => address.includes(':'));
  return fourAlone ? [{ code: 'addr.aaaa_dead_end', subject: mapping.name, evidence }] : [];
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
