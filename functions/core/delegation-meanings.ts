import type { Meaning, Words } from './finding.ts';
import { UNTOLD } from './untold.ts';

/** What the other checks cannot know where there is no zone, or nobody to ask. */
const UNKNOWNS = ['dns.ns.unknown', 'dns.secondary.unknown', ...UNTOLD];

/** What a wrong address makes of the server that the world asks there. */
const WRONG_SERVER = [
  'dns.ns.timeout',
  'dns.ns.refused',
  'dns.ns.servfail',
  'dns.ns.lame',
  'dns.ns.recursor',
  'dns.ns.malformed',
  'dns.ns.private',
  'dns.ns.v6_only_failing',
];

/** Every code of the check `delegation`. */
export const DELEGATION_MEANINGS = {
  'dns.delegation.ns_mismatch': { severity: 'warning' },
  'dns.delegation.child_torn': { severity: 'notice' },
  'dns.delegation.parent_torn': { severity: 'warning' },
  'dns.delegation.glue_mismatch': { severity: 'warning', implies: WRONG_SERVER },
  'dns.delegation.ns_unresolvable': { severity: 'warning', atWorst: 'critical', implies: UNKNOWNS },
  'dns.delegation.gone': { severity: 'critical', implies: UNKNOWNS },
  'dns.delegation.not_a_zone': { severity: 'unknown', implies: UNKNOWNS },
  'dns.delegation.unknown': { severity: 'unknown', implies: UNKNOWNS },
} as const satisfies Record<string, Meaning>;

/** The same codes in words. */
export const DELEGATION_WORDS: Readonly<Record<keyof typeof DELEGATION_MEANINGS, Words>> = {
  'dns.delegation.ns_mismatch': {
    actWithin: '1 week',
    who: 'the owner of the domain at its registrar',
    title: 'The parent zone lists other nameservers than the zone itself.',
    says: 'The parent zone {parent} and {subject} disagree on the nameservers: only the parent lists {onlyParent}; only the zone lists {onlyChild}.',
    advice: [
      'dig +norec NS {subject} @{parentServer}',
      'dig +norec NS {subject} @{childServer}',
      'Decide which servers are meant to serve the zone; then update the registrar, or the NS records in the zone, until both say the same.',
    ],
    source: 'RFC 1034 section 4.2.2; RFC 1912 section 2.3',
  },
  'dns.delegation.child_torn': {
    actWithin: '1 week',
    who: 'whoever edits the zone',
    title: 'Nameservers of the zone list different nameservers for it.',
    says: 'The nameservers of {subject} do not list the same nameservers for it: {sets}; resolvers keep to those that they hear of first.',
    advice: [
      'Compare: `dig +norec NS {subject} @{address}` and `dig +norec NS {subject} @{otherAddress}`',
      'With two providers: list the nameservers of both at both. With one: transfer the zone to the server that is behind.',
    ],
    source: 'RFC 1034 section 4.2.2; RFC 2181 section 5.4.1 (what the zone itself says outranks the parent)',
  },
  'dns.delegation.parent_torn': {
    actWithin: '1 day',
    who: 'whoever runs the nameservers of the parent zone',
    title: 'Some nameservers of the parent zone deny the zone, others lead to it.',
    says: 'The parent zone {parent} contradicts itself: there is no {subject} at {denying}, and there is one at {granting}; whoever asks the former is sent away.',
    advice: [
      'Compare: `dig +norec NS {subject} @{address}` and `dig +norec NS {subject} @{parentServer}`',
      'Does one of them serve an old copy of {parent}? Transfer it there again. Compare: `dig +norec SOA {parent} @{address}` and `dig +norec SOA {parent} @{parentServer}`',
    ],
    source: 'RFC 1034 section 4.3.5; RFC 8020 section 2',
  },
  'dns.delegation.glue_mismatch': {
    actWithin: '1 day',
    who: 'the owner of the domain at its registrar',
    title: 'The parent zone hands out an address that the nameserver does not have.',
    says: 'The parent zone {parent} sends the world to {glue} for {name}, whose addresses are {authoritative}: the glue is old.',
    advice: [
      '{glue} is among the additional records of the parent: `dig +norec NS {zone} @{parentServer}`',
      'Change the host object of {name} at the registrar to {authoritative}.',
    ],
    source: 'RFC 1034 section 4.2.1; RFC 9471 section 2',
  },
  'dns.delegation.ns_unresolvable': {
    actWithin: '1 day',
    who: 'the owner of the domain at its registrar',
    title: 'The name of a nameserver has no address.',
    says: 'No address for {names}, to which {zone} is delegated: {cause}.',
    advice: [
      'dig +trace A {name}',
      'If the domain of {name} expired: renew it now, before a stranger registers it and with it the zone.',
      'Otherwise give {name} an A or AAAA record of its own (no CNAME), or replace it at the registrar and in the zone.',
    ],
    source: 'RFC 1912 section 2.8; RFC 2181 section 10.3 (no CNAME)',
  },
  'dns.delegation.gone': {
    actWithin: '1 hour',
    who: 'the owner of the domain at its registrar, or whoever edits the zone above it',
    title: 'The parent zone says that the domain does not exist.',
    says: '{name} does not exist, says the {parent}: it expired, was put on hold, was taken out, or never was.',
    advice: [
      'dig +norec NS {name} @{parentServer}',
      'Look at the expiry date and at "Status" (clientHold, serverHold, redemptionPeriod): `whois {name}`',
      'Renew it, or have the hold lifted, at the registrar. Mail and certificates of the domain fail until then.',
    ],
    source: 'RFC 1034 section 4.3.1; RFC 8020; EPP status codes: RFC 5731 section 2.3',
  },
  'dns.delegation.not_a_zone': {
    actWithin: 'no hurry',
    who: 'whoever typed the name or wrote it into the configuration',
    title: 'The name is no zone of its own.',
    says: '{subject} is no zone of its own; it lives in {within}.',
    advice: ['Check the zone: `picket check {within}`', 'Check the host: `picket check https://{subject}`'],
    source: 'ours: nameservers, serials and delegation belong to zones',
  },
  'dns.delegation.unknown': {
    actWithin: '1 day',
    who: 'whoever runs Picket',
    title: 'Picket could not follow the tree down to the zone.',
    says: 'The way from the root down to {subject} could not be followed from here ({reason}).',
    advice: ['dig +trace SOA {subject}', 'If that works, look at the network of the vantage: it says nothing about the zone.'],
    source: 'ours: what was not asked is never counted as well or as down',
  },
};
