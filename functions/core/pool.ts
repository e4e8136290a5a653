import { isIP } from 'node:net';
import { type Family, familyOf, isOn, listOf, rangeOf } from './address.ts';

/** What a declared pool consists of, read but not looked up. */
export interface Pool {
  /** Addresses and CIDR ranges. */
  readonly ranges: readonly string[];
  /** Host names that stand for whatever they resolve to: a load balancer's own name. */
  readonly hosts: readonly string[];
}

/** Sorts the entries of a declared pool. Whatever is neither address nor range is a host name, in lower case without the trailing dot. */
export function poolOf(entries: readonly string[]): Pool {
  return {
    ranges: entries.filter(isRange),
    hosts: entries.filter((entry) => !isRange(entry)).map((entry) => entry.toLowerCase().replace(/\.$/, '')),
  };
}

/**
 * Is it an address, or a CIDR range such as 192.0.2.0/24? Four numbers without leading zeros: `010.0.0.1` and `10.1` are different addresses
 * to different programs (RFC 6943 section 3.1.1). Bits of the host may be set. Nothing with a zone (`%eth0`): no record carries one.
 */
export function isRange(entry: string): boolean {
  const [, network = '', bits = '0'] = /^([^/%]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(entry) ?? [];
  const version = isIP(network);
  return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128);
}

/** Is the address one of these addresses, or in one of these CIDR ranges? False for what is no address; entries that are none do not count. */
export function isAmong(address: string, ranges: readonly string[]): boolean {
  const family = innerFamily(address);
  const list = listOf(ranges.filter((range) => isRange(range) && innerFamily(range) === family));
  return isOn(list, address);
}

/** The family of an address or range, that of ::ffff:192.0.2.1 being IPv4. ::/0 is IPv6, and holds no IPv4 address. */
function innerFamily(range: string): Family {
  const [network = '', bits = 128] = range.split('/');
  return Number(bits) >= 96 && rangeOf(network) === 'IPv4-mapped' ? 'IPv4' : familyOf(network);
}
