/** IANA's IPv4 and IPv6 Special-Purpose Address Registries, both of 9 October 2025: block, column "Globally Reachable", our word for it. */
const SPECIAL: readonly (readonly [block: string, reachable: 'True' | 'False' | 'N/A' | '', word: string])[] = [
  ['0.0.0.0/8', 'False', 'reserved'], // "This network"
  ['0.0.0.0/32', 'False', 'unspecified'], // "This host on this network"
  ['10.0.0.0/8', 'False', 'private'],
  ['100.64.0.0/10', 'False', 'private'], // Shared Address Space
  ['127.0.0.0/8', 'False', 'loopback'],
  ['169.254.0.0/16', 'False', 'link-local'],
  ['172.16.0.0/12', 'False', 'private'],
  ['192.0.0.0/24', 'False', 'reserved'], // IETF Protocol Assignments
  ['192.0.0.0/29', 'False', 'reserved'], // IPv4 Service Continuity Prefix
  ['192.0.0.8/32', 'False', 'reserved'], // dummy address
  ['192.0.0.9/32', 'True', 'reserved'], // Port Control Protocol Anycast
  ['192.0.0.10/32', 'True', 'reserved'], // TURN Anycast
  ['192.0.0.170/32', 'False', 'reserved'], // NAT64/DNS64 Discovery
  ['192.0.0.171/32', 'False', 'reserved'],
  ['192.0.2.0/24', 'False', 'reserved'], // TEST-NET-1
  ['192.31.196.0/24', 'True', 'global'], // AS112-v4
  ['192.52.193.0/24', 'True', 'global'], // AMT
  ['192.88.99.0/24', '', 'reserved'], // Deprecated (6to4 Relay Anycast)
  ['192.88.99.2/32', 'False', 'reserved'], // 6a44-relay anycast address
  ['192.168.0.0/16', 'False', 'private'],
  ['192.175.48.0/24', 'True', 'global'], // Direct Delegation AS112 Service
  ['198.18.0.0/15', 'False', 'reserved'], // Benchmarking
  ['198.51.100.0/24', 'False', 'reserved'], // TEST-NET-2
  ['203.0.113.0/24', 'False', 'reserved'], // TEST-NET-3
  ['240.0.0.0/4', 'False', 'reserved'],
  ['255.255.255.255/32', 'False', 'broadcast'],
  ['::1/128', 'False', 'loopback'],
  ['::/128', 'False', 'unspecified'],
  ['::ffff:0:0/96', 'False', 'IPv4-mapped'],
  ['64:ff9b::/96', 'True', 'NAT64'],
  ['64:ff9b:1::/48', 'False', 'NAT64'],
  ['100::/64', 'False', 'reserved'], // Discard-Only
  ['100:0:0:1::/64', 'False', 'reserved'], // Dummy IPv6 Prefix
  ['2001::/23', 'False', 'reserved'], // IETF Protocol Assignments
  ['2001::/32', 'N/A', 'Teredo'],
  ['2001:1::1/128', 'True', 'reserved'], // Port Control Protocol Anycast
  ['2001:1::2/128', 'True', 'reserved'], // TURN Anycast
  ['2001:1::3/128', 'True', 'reserved'], // DNS-SD Service Registration Protocol Anycast
  ['2001:2::/48', 'False', 'reserved'], // Benchmarking
  ['2001:3::/32', 'True', 'global'], // AMT
  ['2001:4:112::/48', 'True', 'global'], // AS112-v6
  ['2001:10::/28', '', 'reserved'], // Deprecated (previously ORCHID)
  ['2001:20::/28', 'True', 'reserved'], // ORCHIDv2
  ['2001:30::/28', 'True', 'reserved'], // Drone Remote ID Protocol Entity Tags
  ['2001:db8::/32', 'False', 'reserved'], // Documentation
  ['2002::/16', 'N/A', '6to4'],
  ['2620:4f:8000::/48', 'True', 'global'], // Direct Delegation AS112 Service
  ['3fff::/20', 'False', 'reserved'], // Documentation
  ['5f00::/16', 'False', 'reserved'], // Segment Routing (SRv6) SIDs
  ['fc00::/7', 'False', 'private'],
  ['fe80::/10', 'False', 'link-local'],
];

/** With them what other registries of IANA say: multicast (RFC 5771, RFC 4291), site-local (RFC 3879), and what IPv6 is handed out of. */
export const REGISTRIES: typeof SPECIAL = [
  ...SPECIAL,
  ['224.0.0.0/4', '', 'multicast'],
  ['::/0', '', 'reserved'],
  ['2000::/3', '', 'global'],
  ['fec0::/10', '', 'site-local'],
  ['ff00::/8', '', 'multicast'],
];
