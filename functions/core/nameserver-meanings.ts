import type { Meaning, Words } from './finding.ts';
import { SYS } from './sys.ts';
import { UNTOLD } from './untold.ts';

const SERVER_OWNER = 'whoever runs the nameserver';

/** What the other checks cannot know while nobody serves the zone. */
const UNKNOWNS = ['dns.secondary.unknown', ...UNTOLD];

/** Every code of the check `nameservers`. */
export const NAMESERVER_MEANINGS = {
  'dns.ns.timeout': { severity: 'warning', atWorst: 'critical', implies: UNKNOWNS },
  'dns.ns.refused': { severity: 'warning', atWorst: 'critical', implies: UNKNOWNS },
  'dns.ns.servfail': { severity: 'warning', atWorst: 'critical', implies: UNKNOWNS },
  'dns.ns.lame': { severity: 'warning', atWorst: 'critical', implies: UNKNOWNS },
  'dns.ns.recursor': { severity: 'warning', atWorst: 'critical', implies: UNKNOWNS },
  'dns.ns.malformed': { severity: 'warning', atWorst: 'critical', implies: [...UNKNOWNS, 'sys.spoof_suspected'] },
  'dns.ns.private': { severity: 'warning', atWorst: 'critical', implies: UNKNOWNS },
  'dns.ns.v6_only_failing': { severity: 'warning' },
  'dns.ns.tcp_blocked': { severity: 'warning' },
  'dns.ns.udp_blocked': { severity: 'warning' },
  'dns.ns.edns_broken': { severity: 'warning' },
  'dns.ns.truncated_no_tcp': { severity: 'warning' },
  'dns.ns.case_mangled': { severity: 'warning' },
  'dns.ns.no_soa_in_negative': { severity: 'warning' },
  'dns.ns.unknown_qtype': { severity: 'warning' },
  'dns.ns.slow': { severity: 'notice', atWorst: 'warning' },
  'dns.ns.unknown': { severity: 'unknown', implies: UNKNOWNS },
  ...SYS,
} as const satisfies Record<string, Meaning>;

/** The same codes in words. */
export const NAMESERVER_WORDS: Readonly<Record<Exclude<keyof typeof NAMESERVER_MEANINGS, keyof typeof SYS>, Words>> = {
  'dns.ns.timeout': {
    actWithin: '1 day',
    who: SERVER_OWNER,
    title: 'A nameserver does not answer at all.',
    says: 'No answer on port 53, neither over UDP nor over TCP, from {servers} ({detail}).',
    advice: [
      'From another network too: `dig +norec SOA {zone} @{address}` and `dig +tcp +norec SOA {zone} @{address}`',
      "On the server, is anything listening on the public address? `ss -lunpt 'sport = :53'`",
      'If it listens: look at the firewall and the route to {address}. If it is gone for good, take {name} out of the delegation.',
    ],
    source: 'RFC 8906 section 1: a server must answer',
  },
  'dns.ns.refused': {
    actWithin: '1 day',
    who: SERVER_OWNER,
    title: 'A nameserver refuses questions about the zone.',
    says: 'REFUSED for {zone} from {servers}: the zone was deleted or never loaded there, or an access list keeps the world out ({detail}).',
    advice: [
      'dig +norec SOA {zone} @{address}',
      'At a DNS provider: does the account still hold {zone}? On your own server: is the zone configured, and allow-query open to all?',
      'If {name} is no longer meant to serve {zone}, take it out of the zone and out of the delegation at the registrar.',
    ],
    source: 'RFC 1035 section 4.1.1',
  },
  'dns.ns.servfail': {
    actWithin: '1 day',
    who: SERVER_OWNER,
    title: 'A nameserver answers SERVFAIL or nothing: what stands behind it is broken.',
    says: '{outcome} from {servers} for {types} of {zone}: the backend behind it (database, ALIAS target, signer) is broken.',
    advice: [
      'dig +norec {type} {zone} @{address}',
      'If SOA is answered and A is not: the target of an ALIAS or ANAME at the apex cannot be resolved. Check the resolver it uses.',
      'If everything is SERVFAIL: read the log of the server, check its database and that its disk is not full.',
    ],
    source: 'RFC 1035 section 4.1.1',
  },
  'dns.ns.lame': {
    actWithin: '1 day',
    who: SERVER_OWNER,
    title: 'A nameserver of the zone does not speak for it.',
    says: 'No authority for {zone} at {servers}: it answers, and does not hold the zone ({detail}).',
    advice: [
      'No "aa" among the flags: `dig +norec SOA {zone} @{address}`',
      'Load {zone} on {name}, or take {name} out of the zone and out of the delegation at the registrar.',
    ],
    source: 'RFC 1912 section 2.8; RFC 1034 section 4.2.2',
  },
  'dns.ns.recursor': {
    actWithin: '1 day',
    who: SERVER_OWNER,
    title: 'A nameserver of the zone resolves names for strangers.',
    says: 'A resolver answers on port 53 of {servers}: it resolved a.root-servers.net for a stranger ({detail}).',
    advice: [
      'Should be REFUSED: `dig +rec A a.root-servers.net @{address}`',
      "See who holds the port: `ss -lunpt 'sport = :53'` systemd-resolved: DNSStubListener=no; dnsmasq, CoreDNS: bind to an inside address.",
      'BIND: recursion no; then restart the authoritative server and repeat: `dig +norec SOA {zone} @{address}`',
    ],
    source: 'RFC 5358 section 4',
  },
  'dns.ns.malformed': {
    actWithin: '1 day',
    who: SERVER_OWNER,
    title: 'A nameserver sends what is no valid DNS answer.',
    says: 'What comes back from {servers} is no valid DNS answer ({detail}).',
    advice: [
      'Look for ";; Warning" or "FORMERR" from dig itself: `dig +norec +qr SOA {zone} @{address}`',
      "Is another service on the port, or a middlebox in between? On the server: `ss -lunpt 'sport = :53'`",
    ],
    source: 'RFC 1035 section 4.1',
  },
  'dns.ns.private': {
    actWithin: '1 week',
    who: 'whoever edits the zone',
    title: 'A nameserver has an address that the world cannot reach.',
    says: 'No public address, so that nobody outside reaches it: {servers}. Resolvers lose time on it.',
    advice: [
      'One of them shows {address}: `dig A {name}` and `dig AAAA {name}`',
      'Publish the public address of {name}, or take {name} out of the NS set. A split-horizon view may have leaked.',
    ],
    source: 'RFC 1918 section 5; RFC 6890',
  },
  'dns.ns.v6_only_failing': {
    actWithin: '1 week',
    who: SERVER_OWNER,
    title: 'A nameserver is dead over IPv6 and well over IPv4.',
    says: '{servers}: silent over IPv6 ({detail}), while {name} answers over IPv4.',
    advice: [
      'dig -6 +norec SOA {zone} @{address}',
      "Does the server listen on IPv6? `ss -lunpt 'sport = :53'` Does its firewall have IPv6 rules (ip6tables, nft)?",
      'If IPv6 is not meant to work there, remove the AAAA record of {name} and its glue at the registrar.',
    ],
    source: 'RFC 3901 section 4',
  },
  'dns.ns.tcp_blocked': {
    actWithin: '1 day',
    who: SERVER_OWNER,
    title: 'A nameserver answers over UDP, but not over TCP.',
    says: '{subject} answers over UDP, but not over TCP ({detail}): long answers, zone transfers and CAs need TCP.',
    advice: [
      'dig +tcp +norec SOA {zone} @{address}',
      "Open TCP port 53 in the firewall, and see that the server listens on it: `ss -lntp 'sport = :53'`",
    ],
    source: 'RFC 7766 section 5; RFC 9210 section 3',
  },
  'dns.ns.udp_blocked': {
    actWithin: '1 day',
    who: SERVER_OWNER,
    title: 'A nameserver answers over TCP, but not over UDP.',
    says: '{subject} answers over TCP, but not over UDP ({tries}): most resolvers will take it for dead.',
    advice: [
      'dig +notcp +norec SOA {zone} @{address}',
      'Open UDP port 53; look at DDoS filters and rate limits in front of {address}.',
    ],
    source: 'RFC 7766 section 5',
  },
  'dns.ns.edns_broken': {
    actWithin: '1 week',
    who: SERVER_OWNER,
    title: 'A nameserver fails on questions with EDNS.',
    says: '{subject} answers only questions without EDNS ({tries}): every resolver of today asks with it first.',
    advice: [
      'Compare: `dig +norec +edns=0 SOA {zone} @{address}` and `dig +norec +noedns SOA {zone} @{address}`',
      'Upgrade the server, or switch off DNS inspection in the firewall before {address}.',
    ],
    source: 'RFC 6891 sections 6.1.1 and 7; DNS flag day 2019',
  },
  'dns.ns.truncated_no_tcp': {
    actWithin: '1 day',
    who: SERVER_OWNER,
    title: 'An answer does not fit into UDP, and TCP does not work.',
    says: 'The answer of {subject} to {question} is cut off over UDP, and TCP fails: nobody can read it whole.',
    advice: [
      'dig +tcp +norec {type} {name} @{address}',
      'Open TCP port 53 on {address}; until then make the record set smaller (old TXT values are the usual ballast).',
    ],
    source: 'RFC 7766 section 5; RFC 2181 section 9',
  },
  'dns.ns.case_mangled': {
    actWithin: '1 week',
    who: SERVER_OWNER,
    title: 'A nameserver changes the case of the name in the question.',
    says: '{subject} sends back {question} in another case than it was asked: resolvers that vary the case against spoofing, CAs among them, reject it.',
    advice: [
      'The question section must show the name in capitals: `dig +norec SOA $(echo {zone} | tr a-z A-Z) @{address}`',
      'Fix or replace the server, or the load balancer or firewall that rewrites DNS before {address}.',
    ],
    source: 'RFC 1035 section 4.1.2 (the question is copied); draft-vixie-dnsext-dns0x20',
  },
  'dns.ns.no_soa_in_negative': {
    actWithin: '1 day',
    who: SERVER_OWNER,
    title: 'A nameserver says "no such record" without an SOA.',
    says: '{subject} answers {rcode} to {question} without an SOA record: some resolvers, those of a CA among them, make SERVFAIL of it.',
    advice: [
      'The authority section must show an SOA: `dig +norec {type} {name} @{address}`',
      'Fix or upgrade the server; without the SOA a negative answer cannot be cached either.',
    ],
    source: 'RFC 2308 section 3',
  },
  'dns.ns.unknown_qtype': {
    actWithin: '1 day',
    who: SERVER_OWNER,
    title: 'A nameserver does not answer for types that the zone does not hold.',
    says: '{subject} fails for some types at {zone} ({types}), where NOERROR is the right answer, with or without a record: CAs refuse to issue when CAA fails.',
    advice: [
      'The status must be NOERROR, with or without an answer: `dig +norec {type} {zone} @{address}`',
      'Upgrade the server, or stop the firewall or load balancer that drops types it does not know.',
    ],
    source: 'RFC 3597 section 3; RFC 8906 section 3.1.3; RFC 8659 section 5.5',
  },
  'dns.ns.slow': {
    actWithin: 'no hurry',
    who: SERVER_OWNER,
    title: 'A nameserver takes long to answer.',
    says: '{subject} took {roundTripMs} to answer.',
    advice: [
      'A few times, and look at "Query time": `dig +norec SOA {zone} @{address}`',
      'If it is far from here and fast elsewhere, all is well.',
    ],
    source: 'ours: half around the world takes 280 ms; above 1 s resolvers give up their first try',
  },
  'dns.ns.unknown': {
    actWithin: '1 day',
    who: 'whoever runs Picket',
    title: 'Picket could not ask any nameserver of the zone.',
    says: 'No nameserver of {zone} could be asked from here ({reason}).',
    advice: ['dig +trace SOA {zone}', 'If that works, look at the network of the vantage: it says nothing about the zone.'],
    source: 'ours: what was not asked is never counted as well or as down',
  },
};
