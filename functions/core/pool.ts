import ipaddr from 'ipaddr.js';

/** What a declared pool consists of, read but not looked up. */
export interface Pool {
  /** Addresses and CIDR ranges. */
  readonly ranges: readonly string[];
  /** Host names that stand for whatever they resolve to: a load balancer's own name. */
  readonly hosts: readonly string[];
}

/** Sorts the entries of a declared pool. Whatever is neither address nor range is a host name, in lower case without the trailing dot. */
export function poolOf(entries: readonly string[]): Pool {
  const isRange = (entry: string) => ipaddr.isValid(entry) || ipaddr.isValidCIDR(entry);
  return {
    ranges: entries.filter(isRange),
    hosts: entries.filter((entry) => !isRange(entry)).map((entry) => entry.toLowerCase().replace(/\.$/, '')),
  };
}

/** Is the address one of these addresses, or in one of these CIDR ranges? False for what is no address. */
export function isAmong(address: string, ranges: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return ranges.some((range) => {
    if (!ipaddr.isValidCIDR(range)) return ipaddr.isValid(range) && ipaddr.process(range).toString() === parsed.toString();
    const [network, bits] = ipaddr.parseCIDR(range);
    return network.kind() === parsed.kind() && parsed.match(network, bits);
  });
}

/** What kind of address it is, for a sentence: `private`, `loopback`, `reserved`, … by the names of those registries. */
export function rangeOf(address: string): string {
  const range = ipaddr.isValid(address) ? ipaddr.parse(address).range() : 'reserved';
  if (range === 'rfc6052') return 'NAT64';
  return range === 'uniqueLocal' || range === 'carrierGradeNat'
    ? 'private'
    : range.replace(/[A-Z]/g, (upper) => `-${upper.toLowerCase()}`);
}
