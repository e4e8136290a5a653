import type { Meaning, Words } from './finding.ts';

const SERVER = 'whoever runs the server';

/** Codes for where no certificate could be seen. */
export const REACH_MEANINGS = {
  'tls.unreachable': { severity: 'warning', atWorst: 'critical', implies: ['http.unknown', 'tls.renewal_unknown'] },
  'addr.v6_unreachable': { severity: 'warning', implies: ['http.unknown', 'tls.renewal_unknown'] },
  'tls.handshake': { severity: 'warning', atWorst: 'critical', implies: ['http.unknown', 'tls.renewal_unknown'] },
  'tls.no_address': { severity: 'critical', implies: ['http.unknown', 'tls.renewal_unknown'] },
  'tls.unknown': { severity: 'unknown', implies: ['http.unknown', 'tls.renewal_unknown'] },
} as const satisfies Record<string, Meaning>;

/** The same codes in words. Slots are filled by `checks/certificate.ts`. */
export const REACH_WORDS: Readonly<Record<keyof typeof REACH_MEANINGS, Words>> = {
  'tls.unreachable': {
    actWithin: '1 hour',
    who: SERVER,
    title: 'An address of the service accepts no connection.',
    says: 'No connection to {host} at {addresses}: {detail}.',
    advice: [
      'nc -vz -w 5 {address} {port}',
      'Look whether the server runs and listens there, and at the firewall and load balancer in front of it: `ss -lntp`',
      'If the address is no longer in use, take it out of DNS: `dig +short {host} A`, `dig +short {host} AAAA`',
    ],
    source: 'ours: a client that picks this address waits or fails',
  },
  'addr.v6_unreachable': {
    actWithin: '1 day',
    who: SERVER,
    title: 'The service has IPv6 addresses, and accepts connections over IPv4 alone.',
    says: 'No connection to {host} over IPv6 at {addresses} ({detail}), while IPv4 is answered: clients and CAs try IPv6 first, and wait or fail.',
    advice: [
      'curl -6 -v -o /dev/null --max-time 5 https://{host}:{port}/',
      'Look whether the server listens on IPv6: `ss -lnt6p`',
      'Look at the firewall and load balancer in front of it, where rules for IPv6 are often apart (in a security group those with ::/0): `ip6tables -nL`',
      'If the host is to have no IPv6, take the AAAA record out of DNS: `dig +short {host} AAAA`',
    ],
    source: "RFC 6724 section 2.1; RFC 8305; Let's Encrypt takes IPv6 first for http-01: letsencrypt.org/docs/ipv6-support",
  },
  'tls.handshake': {
    actWithin: '1 hour',
    who: SERVER,
    title: 'The port is open, and no TLS connection comes about.',
    says: 'The port of {host} at {addresses} is open, and TLS fails: {detail}.',
    advice: [
      'openssl s_client -connect {connect} {opensslFlags} </dev/null',
      'Look at the TLS part of the listener on port {port}: plain HTTP or STARTTLS on a TLS port, a missing certificate or key, the PROXY protocol where nobody sends it, versions and ciphers that clients have given up.',
    ],
    source: 'RFC 8446 section 4.1; by the versions and ciphers that OpenSSL 3 offers by default',
  },
  'tls.no_address': {
    actWithin: '1 hour',
    who: 'whoever edits the zone',
    title: 'The name of the service leads to no address.',
    says: 'The name {host} leads to no address: {detail}.',
    advice: ['dig +trace {host} A', 'Put the A, AAAA or CNAME record back, or stop watching the service.'],
    source: 'RFC 8020; RFC 2308 section 2',
  },
  'tls.unknown': {
    actWithin: '1 day',
    who: 'whoever runs Picket',
    title: 'Picket could not look at the certificate.',
    says: 'Picket could not look at the certificate of {host}: {detail}.',
    advice: [
      'dig +trace {host} A',
      'If others can reach it, look at the network of the vantage: its routes, its firewall, its time limit.',
    ],
    source: 'ours: what was not measured is neither well nor down',
  },
};
