import { type Exchange, isWithin, type ResourceRecord, sameName } from './dns.ts';

/**
 * What one server says with authority about one name and one of its types, aliases not followed.
 * `none`: silence, an error, a referral or an answer cut short; other checks tell of those.
 */
export type Said =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[]; readonly ttlSeconds: number }
  | { readonly kind: 'alias'; readonly to: string; readonly ttlSeconds: number }
  | { readonly kind: 'nodata' | 'nxdomain' | 'none' };

/** Reads what a server says about the very name that it was asked for, A or AAAA. Order and repetition of records mean nothing. */
export function saidOf({ answer, question: { name, type } }: Exchange, zone: string): Said {
  if (!answer.ok || answer.value.truncated || !answer.value.authoritative) return { kind: 'none' };
  const { rcode, answers, authorities } = answer.value;
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return { kind: 'none' };
  const own = answers.filter(({ owner }) => sameName(owner, name));
  const alias = own.find((record) => record.type === 'CNAME');
  if (alias?.type === 'CNAME') return { kind: 'alias', to: alias.name.toLowerCase(), ttlSeconds: alias.ttlSeconds };
  if (rcode === 'NXDOMAIN') return { kind: 'nxdomain' };
  const mine = own.flatMap((record) => ((record.type === 'A' || record.type === 'AAAA') && record.type === type ? [record] : []));
  if (mine.length === 0) return { kind: authorities.some((record) => isReferral(record, zone)) ? 'none' : 'nodata' };
  const addresses = [...new Set(mine.map(({ address }) => address))].sort();
  return { kind: 'addresses', addresses, ttlSeconds: Math.min(...mine.map(({ ttlSeconds }) => ttlSeconds)) };
}

function isReferral({ type, owner }: ResourceRecord, zone: string): boolean {
  return type === 'NS' && !sameName(owner, zone) && isWithin(owner, zone);
}

/** In words, equal for equal record data: TTL and order do not count, and neither does how "nothing" is said (RFC 9824: NODATA for NXDOMAIN). */
export function wordsOfSaid(said: Said): string {
  if (said.kind === 'addresses') return said.addresses.join(' ');
  if (said.kind === 'alias') return `an alias of ${said.to}`;
  return said.kind === 'none' ? 'nothing' : 'no address';
}
