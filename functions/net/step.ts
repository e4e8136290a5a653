import { type Answer, isWithin, type Nameserver, type ResourceRecord, sameName } from '../core/dns.ts';
import { byName, byServer } from './level.ts';

/** A zone that begins at the asked name, or between the zone that was asked and the name. */
export interface Cut {
  readonly kind: 'cut';
  readonly zone: string;
  /** NS names in lower case (an answer may repeat our random case in them), in order. */
  readonly names: readonly string[];
  /** Addresses that came with them, only for names inside the zone that was asked. */
  readonly glue: readonly Nameserver[];
  /** The server is authoritative for the lower zone too. */
  readonly serves: boolean;
}

/** What one server of a zone says about a name in it. */
export type Step =
  | Cut
  /** The name is an alias. */
  | { readonly kind: 'alias'; readonly name: string }
  /** The name exists, and no zone begins there. */
  | { readonly kind: 'here' }
  | { readonly kind: 'absent' };

/**
 * Reads an answer as a step down from `zone` towards `name`; a string says why it is none. Only what the zone has authority over counts:
 * a referral must lead further down (an upward one is a lame server's), glue must lie inside the zone (RFC 5452 section 6), a denial
 * must carry AA and, where it names a zone at all, that zone.
 */
export function readStep(answer: Answer, zone: string, name: string): Step | string {
  if (answer.truncated) return 'gives a truncated answer, and no whole one over TCP';
  const alias = answer.answers.find(({ type, owner }) => type === 'CNAME' && sameName(owner, name));
  if (alias?.type === 'CNAME' && answer.authoritative) return { kind: 'alias', name: alias.name.toLowerCase() };
  if (answer.rcode !== 'NOERROR' && answer.rcode !== 'NXDOMAIN') return `answers ${answer.rcode}`;
  const cut = answer.rcode === 'NOERROR' ? readCut(answer, zone, name) : undefined;
  if (cut !== undefined) return cut;
  if (!answer.authoritative) return `is not authoritative for ${zone}`;
  const soa = answer.authorities.find(({ type }) => type === 'SOA');
  if (soa !== undefined && !(isWithin(soa.owner, zone) && isWithin(name, soa.owner)))
    return `answers with the authority of ${soa.owner} instead of ${zone}`;
  return { kind: answer.rcode === 'NOERROR' ? 'here' : 'absent' };
}

function readCut(answer: Answer, zone: string, name: string): Cut | undefined {
  const isBelow = ({ owner }: ResourceRecord) => isWithin(name, owner) && isWithin(owner, zone) && !sameName(owner, zone);
  const apex = answer.authoritative ? answer.answers.find((one) => one.type === 'NS' && sameName(one.owner, name)) : undefined;
  if (apex !== undefined && isBelow(apex)) return cutAt(answer, answer.answers, zone, name, true);
  if (answer.answers.length > 0) return undefined;
  const soa = answer.authorities.find(({ type }) => type === 'SOA');
  if (soa !== undefined) {
    const bare = answer.authoritative && isBelow(soa) && sameName(soa.owner, name);
    return bare ? cutAt(answer, [], zone, name, true) : undefined;
  }
  const referral = answer.authorities.find((one) => one.type === 'NS' && isBelow(one));
  return referral && cutAt(answer, answer.authorities, zone, referral.owner, false);
}

function cutAt(answer: Answer, section: readonly ResourceRecord[], parent: string, zone: string, serves: boolean): Cut {
  const names = nsNames(section, zone);
  const listed = new Set(names);
  const glue = new Map<string, Nameserver>();
  for (const record of answer.additionals) {
    if (record.type !== 'A' && record.type !== 'AAAA') continue;
    const name = record.owner.toLowerCase();
    if (listed.has(name) && isWithin(name, parent)) glue.set(`${name}/${record.address}`, { name, address: record.address });
  }
  return { kind: 'cut', zone: zone.toLowerCase(), names, glue: [...glue.values()].sort(byServer), serves };
}

/** The NS names of a zone in a section, in lower case and in order, each once. */
export function nsNames(section: readonly ResourceRecord[], zone: string): readonly string[] {
  const names = section.flatMap((record) =>
    record.type === 'NS' && sameName(record.owner, zone) ? [record.name.toLowerCase()] : [],
  );
  return [...new Set(names)].sort(byName);
}
