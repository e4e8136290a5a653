import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The two families that a vantage may or may not have a route for. */
export type Family = 'IPv4' | 'IPv6';

/** Ranges that the IANA special-purpose registries (RFC 6890) mark as globally reachable; `unicast` is what no registry entry claims. */
const GLOBAL_RANGES: ReadonlySet<string> = new Set(['unicast', 'as112', 'as112v6', 'amt']);

/** How the ranges are called in a sentence; every other one is `reserved`. */
const RANGE_WORDS: Readonly<Record<string, string>> = {
  private: 'private',
  uniqueLocal: 'private',
  carrierGradeNat: 'private',
  loopback: 'loopback',
  linkLocal: 'link-local',
  multicast: 'multicast',
  broadcast: 'broadcast',
  unspecified: 'unspecified',
};

/** IANA has handed out global unicast addresses of IPv6 from this block alone (RFC 4291 section 2.4). */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/** The family of an address in text form. */
export function familyOf(address: string): Family {
  return isIP(address) === 6 ? 'IPv6' : 'IPv4';
}

/** May packets be sent there on a stranger's word? True for globally reachable unicast addresses alone; false for what is no address. */
export function isGlobal(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  return GLOBAL_RANGES.has(parsed.range()) && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6));
}

/** What kind of address it is, for the sentence that tells why it was not asked: `a private`, `a loopback`, `an unspecified`. */
export function kindOf(address: string): string {
  const range = isIP(address) === 0 ? '' : ipaddr.parse(address).range();
  const word = RANGE_WORDS[range] ?? 'reserved';
  return word.startsWith('u') ? `an ${word}` : `a ${word}`;
}

/** 4 or 16 bytes as text, IPv6 in the form of RFC 5952. */
export function addressOf(bytes: Uint8Array): string {
  return ipaddr.fromByteArray([...bytes]).toString();
}
