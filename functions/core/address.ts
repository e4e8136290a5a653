import { BlockList, isIP } from 'node:net';

/** The two families that a vantage may or may not have a route for. */
export type Family = 'IPv4' | 'IPv6';

/**
 * What an address is called by the range that it lies in; the first line that holds it counts, and what none holds is global. From IANA's
 * IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190; as of 9 October 2025); multicast from RFC 5771 and RFC 4291
 * section 2.7. Stricter than their "globally reachable", ours, where that would lead us into a network of our own: the anycast addresses
 * of PCP, TURN and DNS-SD (192.0.0.9, 192.0.0.10, 2001:1::1 to ::3) are answered by the nearest such server, our own NAT for one (RFC 7723),
 * and NAT64 goes on to the IPv4 address inside. ORCHIDs and DETs (2001:20::/28, 2001:30::/28) name hosts and lead to none.
 */
const RANGES: Readonly<Record<Family, readonly (readonly [word: string, ...ranges: string[]])[]>> = {
  IPv4: [
    ['unspecified', '0.0.0.0/32'],
    ['private', '10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'],
    ['loopback', '127.0.0.0/8'],
    ['link-local', '169.254.0.0/16'],
    ['multicast', '224.0.0.0/4'],
    ['broadcast', '255.255.255.255/32'],
    ['reserved', '0.0.0.0/8', '192.0.0.0/24', '192.88.99.0/24', '198.18.0.0/15', '240.0.0.0/4'],
    // Documentation (RFC 5737).
    ['reserved', '192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'],
  ],
  IPv6: [
    // Inside 2001::/23, yet with servers for everybody: AMT (RFC 7450) and AS112 (RFC 7535).
    ['global', '2001:3::/32', '2001:4:112::/48'],
    ['unspecified', '::/128'],
    ['loopback', '::1/128'],
    ['private', 'fc00::/7'],
    ['link-local', 'fe80::/10'],
    ['site-local', 'fec0::/10'],
    ['multicast', 'ff00::/8'],
    // Each carries an IPv4 address inside, to which a stranger could lead us.
    ['IPv4-mapped', '::ffff:0:0/96'],
    ['NAT64', '64:ff9b::/96', '64:ff9b:1::/48'],
    ['Teredo', '2001::/32'],
    ['6to4', '2002::/16'],
    // The rest of 2001::/23, and documentation (RFC 3849, RFC 9637).
    ['reserved', '2001::/23', '2001:db8::/32', '3fff::/20'],
    // Everything but 2000::/3, from which alone IANA hands out (RFC 4291 section 2.4); with it discard-only, dummy and SRv6 prefixes.
    ['reserved', '::/3', '4000::/2', '8000::/1'],
  ],
};

// A list for each family: BlockList would find every IPv4 address in ::ffff:0:0/96.
const LISTS = {
  IPv4: RANGES.IPv4.map(([word, ...ranges]) => ({ word, list: listOf(ranges) })),
  IPv6: RANGES.IPv6.map(([word, ...ranges]) => ({ word, list: listOf(ranges) })),
};

/** The family of an address in text form. */
export function familyOf(address: string): Family {
  return isIP(address) === 6 ? 'IPv6' : 'IPv4';
}

/** May packets be sent there on a stranger's word? True for globally reachable unicast addresses alone; false for what is no address. */
export function isGlobal(address: string): boolean {
  return rangeOf(address) === 'global';
}

/** What kind of address it is, in a word: `global`, `private`, `NAT64`, …; `reserved` for what is none. A zone (`%eth0`) changes nothing. */
export function rangeOf(address: string): string {
  if (isIP(address) === 0) return 'reserved';
  return LISTS[familyOf(address)].find(({ list }) => isOn(list, address))?.word ?? 'global';
}

/** The same word for the sentence that tells why it was not asked: `a private`, `an IPv4-mapped`, `an unspecified`. */
export function kindOf(address: string): string {
  const word = rangeOf(address);
  return /^[uI]/.test(word) ? `an ${word}` : `a ${word}`;
}

/** 4 or 16 bytes as text, IPv6 in the form of RFC 5952. Throws TypeError for any other number of bytes. */
export function addressOf(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) throw new TypeError(`${bytes.length} bytes are no address`);
  return canonical(
    Buffer.from(bytes)
      .toString('hex')
      .replace(/.{4}(?=.)/g, '$&:'),
  );
}

/**
 * An address as `addressOf` writes it, however it was typed: IPv6 in the form of RFC 5952 section 4, which is also that of the URL Standard;
 * an IPv4 address inside stays hexadecimal. Throws TypeError for what is no address, and for one with a zone.
 */
export function canonical(address: string): string {
  const version = isIP(address);
  if (version === 0) throw new TypeError(`'${address}' is no address`);
  return version === 4 ? address : new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** A list of addresses and CIDR ranges, bits of the host ignored; throws for whatever is neither. Its IPv6 ranges may hold IPv4 addresses. */
export function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits] = range.split('/');
    const family = network.includes(':') ? 'ipv6' : 'ipv4';
    list.addSubnet(network, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return list;
}

/** Does the list hold the address? False for what is no address. */
export function isOn(list: BlockList, address: string): boolean {
  return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}
