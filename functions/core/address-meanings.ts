import type { Meaning, Words } from './finding.ts';

const EDITOR = 'whoever edits the zone';

/** Every code of the check `addresses`. */
export const ADDRESS_MEANINGS = {
  'addr.mismatch': { severity: 'warning' },
  'addr.unexpected': { severity: 'warning' },
  'addr.dangling_cname': { severity: 'warning' },
  'addr.alias_dead': { severity: 'warning' },
  'addr.apex_alias': { severity: 'warning', implies: ['addr.aaaa_dead_end'] },
  'addr.aaaa_dead_end': { severity: 'notice' },
  'addr.rcode_mismatch': { severity: 'warning' },
  'addr.paired_query': { severity: 'warning' },
  'addr.private': { severity: 'warning' },
  'addr.ttl': { severity: 'notice' },
  'addr.caches_stale': { severity: 'notice' },
  'addr.unknown': { severity: 'unknown' },
} as const satisfies Record<string, Meaning>;

/** A code of the check `addresses`. */
export type AddressCode = keyof typeof ADDRESS_MEANINGS;

/** The same codes in words. */
export const ADDRESS_WORDS: Readonly<Record<keyof typeof ADDRESS_MEANINGS, Words>> = {
  'addr.mismatch': {
    actWithin: '1 day',
    who: 'whoever runs the nameservers',
    title: 'Nameservers give different addresses for one name, and none is merely behind.',
    says: 'The {type} records of {name} differ {although}: {groups}.',
    advice: [
      'At every nameserver of {zone}: `dig +norec {type} {name} @{address}`',
      'Which value is right? Edit the zone, or transfer it again, where the other one is served (at a provider: a ticket with that address).',
      'If it is meant to rotate, declare the pool of addresses for {name} in the configuration.',
    ],
    source: 'RFC 1034 section 4.3.5: copies with one serial are one zone; rotation told apart by asking again is ours',
  },
  'addr.unexpected': {
    actWithin: '1 hour',
    who: EDITOR,
    title: 'A name leads to an address outside its declared pool.',
    says: '{name} leads to {strays}, which is not among the declared {declared}: a deleted or foreign machine may stand there.',
    advice: [
      'dig A {name}',
      'dig AAAA {name}',
      'What answers there? `curl -skI --connect-timeout 5 --resolve {name}:443:{address} https://{name}/`',
      'If the load balancer is new, point {name} at it, and wait for the old TTL of {ttlSeconds}. If {address} is right, declare it.',
    ],
    source: 'ours: an address that nobody declared; the second post-mortem, a record left at a deleted load balancer',
  },
  'addr.dangling_cname': {
    actWithin: '1 day',
    who: EDITOR,
    title: 'An alias leads to a name that does not exist.',
    says: '{name} is an alias that leads nowhere ({chain}: {detail}): nobody can reach it, and whoever registers that name takes it over.',
    advice: [
      'dig CNAME {name}',
      'dig A {last}',
      'Remove the alias {name}, or bring {last} back. Do it soon if others can register that name.',
    ],
    source: 'RFC 1034 section 3.6.2; taking over a dangling name is ours to warn of',
  },
  'addr.alias_dead': {
    actWithin: '1 day',
    who: EDITOR,
    title: 'An alias leads to a name of which no address is to be had.',
    says: '{name} is an alias ({chain}) behind which no address is to be had: {detail}.',
    advice: [
      'dig CNAME {name}',
      'dig +trace A {last}',
      'Open a ticket with whoever runs {last}; if the service there was deleted, take the alias {name} out before somebody else claims it.',
    ],
    source: 'RFC 1034 section 3.6.2; ours: who follows the alias comes to nothing',
  },
  'addr.apex_alias': {
    actWithin: '1 week',
    who: EDITOR,
    title: 'The name of the zone itself is an alias, which it must not be.',
    says: '{name} is the name of the zone itself, and an alias ({chain}): resolvers that keep the alias no longer find MX, TXT and CAA of {name}.',
    advice: [
      'dig +norec A {name} @{address}',
      'Replace the CNAME by A and AAAA records, or by what the provider calls ALIAS, ANAME or flattening.',
    ],
    source: 'RFC 1034 section 3.6.2; RFC 2181 section 10.1; RFC 1912 section 2.4',
  },
  'addr.aaaa_dead_end': {
    actWithin: 'no hurry',
    who: EDITOR,
    title: 'An alias leads to a name with IPv4 addresses alone.',
    says: '{name} is an alias of {last}, which has no IPv6 address: legal, and some resolvers (musl, old CoreDNS) stumble over it.',
    advice: ['dig AAAA {name}', 'Add an AAAA record to {last}, or leave it as it is: most IPv4-only load balancers look so.'],
    source: 'RFC 2308 section 2.2; the fourth post-mortem',
  },
  'addr.rcode_mismatch': {
    actWithin: '1 day',
    who: 'whoever runs the nameserver',
    title: 'A nameserver says of one name both that it exists and that it does not.',
    says: '{servers} says NXDOMAIN to {absent} {name} and NOERROR to {present} {name}: resolvers may drop the good answer for the bad one.',
    advice: [
      'Both must have the same status: `dig +norec A {name} @{address}` and `dig +norec AAAA {name} @{address}`',
      'NXDOMAIN is about the name, not about the type: upgrade or replace the server or load balancer that says so.',
    ],
    source: 'RFC 8020 section 2; RFC 2308 section 2.1',
  },
  'addr.paired_query': {
    actWithin: '1 week',
    who: 'whoever runs the nameserver',
    title: 'A nameserver loses one of two questions that come from one socket at the same time.',
    says: '{servers} answers A and AAAA of {name} from two sockets, and lost {types} when both came from one, {tries} times in a row: who asks so waits, 5 s with most resolvers.',
    advice: [
      'One by one, both come: `dig +norec A {name} @{address}` and `dig +norec AAAA {name} @{address}`',
      'On every machine that translates addresses or balances load in front of {address}, insert_failed grows with each such loss: `conntrack -S`',
      'Let questions reach the nameserver without address translation (a public address or the host network), or upgrade the kernel of the machine that translates.',
    ],
    source:
      'resolv.conf(5), single-request-reopen; the race of two UDP packets for one entry of Linux conntrack, as in the fourth post-mortem; two tries each are ours',
  },
  'addr.private': {
    actWithin: '1 week',
    who: EDITOR,
    title: 'A public name leads to an address that the world cannot reach.',
    says: '{name} leads to {strays} ({range}), which the world cannot reach: an inside view of the zone has leaked, or the record is wrong.',
    advice: [
      'dig A {name}',
      'dig AAAA {name}',
      'Publish the public address, or take {name} out of the public view of {zone}.',
      'If it is meant to be so, declare the address for {name} in `addresses` of the configuration.',
    ],
    source: 'RFC 1918 section 5; RFC 6890',
  },
  'addr.ttl': {
    actWithin: 'no hurry',
    who: EDITOR,
    title: 'A TTL is unusually short or long.',
    says: 'The {type} record of {name} may be kept for {ttlSeconds}: {detail}.',
    advice: ['dig +norec {type} {name} @{address}', 'From 5 minutes to a day suits most names; lower it a day before a move.'],
    source: 'RFC 1912 section 2.2; 30 seconds and a day are ours',
  },
  'addr.caches_stale': {
    actWithin: 'no hurry',
    who: 'nobody: it passes',
    title: 'Resolvers still hold an older address.',
    says: 'Resolvers ({resolvers}) still lead {name} to {strays}, an older address, for up to {leftSeconds} more.',
    advice: ['See the TTL run down: `dig {type} {name} @{address}`', 'Wait until then; keep the old machine serving so long.'],
    source: 'RFC 1035 section 3.2.1; RFC 1034 section 5.3.3',
  },
  'addr.unknown': {
    actWithin: '1 day',
    who: 'whoever runs Picket',
    title: 'Picket could not tell where the names lead.',
    says: 'Where {name} leads, or ought to lead, could not be found out ({reason}).',
    advice: ['dig A {name}', 'dig AAAA {name}'],
    source: 'ours: silence is no agreement',
  },
};
