import type { Meaning, Words } from './finding.ts';

const ZONE_OWNER = 'whoever edits the zone';
const DNS_OWNER = 'whoever runs the nameservers';

const WELL_FORMED =
  'Does {ca} stand there and not count? Then mend that record: behind the name come pairs of tag=value, one semicolon before each, none at the end, and no blanks in a value.';

const TYPE_SYMPTOMS = ['dns.ns.unknown_qtype', 'dns.ns.servfail'];

/** Every code of the check `caa`. */
export const CAA_MEANINGS = {
  'caa.lookup_error': { severity: 'warning', implies: TYPE_SYMPTOMS },
  'caa.timeout': { severity: 'warning', implies: ['dns.ns.unknown_qtype'] },
  'caa.forbids': { severity: 'warning' },
  'caa.forbids_wildcard': { severity: 'warning' },
  'caa.account_mismatch': { severity: 'warning' },
  'caa.method_mismatch': { severity: 'warning' },
  'caa.critical_unknown': { severity: 'warning' },
  'caa.inconsistent': { severity: 'warning' },
  'caa.unknown': { severity: 'unknown' },
} as const satisfies Record<string, Meaning>;

/** The same codes in words. */
export const CAA_WORDS: Readonly<Record<keyof typeof CAA_MEANINGS, Words>> = {
  'caa.lookup_error': {
    actWithin: '1 day',
    who: DNS_OWNER,
    title: 'The CAA lookup fails, so a CA must refuse to issue.',
    says: 'CAA lookup for {levels} fails at {servers} nameservers of {zone} ({outcome}): {effect}. This is neither a rate limit nor your CAA policy.',
    advice: [
      'One fails, the other answers: `dig +norec CAA {level} @{address}` and `dig +norec SOA {zone} @{address}`',
      'Open a ticket with whoever runs {nameservers}; CAA must be answered with NOERROR, with or without records.',
      'Until it is mended: a CAA record at the name itself ends the climb, if the server can answer with that: {name} CAA 0 issue "{ca}"',
      'Stop retry loops meanwhile: failed validations have a rate limit of their own.',
    ],
    source: 'RFC 8659 section 3; CA/Browser Forum BR 3.2.2.8; letsencrypt.org/docs/caa "CAA errors"',
  },
  'caa.timeout': {
    actWithin: '1 day',
    who: DNS_OWNER,
    title: 'Questions for CAA are dropped, so a CA must refuse to issue.',
    says: 'Questions for CAA of {levels} get no answer from {servers} nameservers of {zone}, though they answer for SOA: {effect}. This is neither a rate limit nor your CAA policy.',
    advice: [
      'One is silent, the other answers: `dig +norec CAA {level} @{address}` and `dig +norec SOA {zone} @{address}`',
      'A firewall or load balancer in front of {nameservers} drops types that it does not know: let type 257 through, or all of them.',
    ],
    source: 'RFC 8659 section 3; RFC 8906 section 3.2.2',
  },
  'caa.forbids': {
    actWithin: '1 day',
    who: ZONE_OWNER,
    title: 'CAA records do not let the CA issue.',
    says: 'CAA at {level} does not let {ca} issue for {names}: it has {set}{flaw}.',
    advice: ['dig +norec CAA {level} @{address}', WELL_FORMED, 'Otherwise add to it: {level} CAA 0 issue "{ca}"'],
    source: 'RFC 8659 section 4.2; what is not well formed names no issuer (Boulder, va/caa.go)',
  },
  'caa.forbids_wildcard': {
    actWithin: '1 day',
    who: ZONE_OWNER,
    title: 'CAA records let the CA issue for hosts, but not for wildcards.',
    says: 'CAA at {level} does not let {ca} issue for the wildcard {names}: where there is an issuewild record, issue does not count, and it has {set}{flaw}.',
    advice: ['dig +norec CAA {level} @{address}', WELL_FORMED, 'Otherwise add to it: {level} CAA 0 issuewild "{ca}"'],
    source: 'RFC 8659 section 4.3',
  },
  'caa.account_mismatch': {
    actWithin: '1 day',
    who: ZONE_OWNER,
    title: 'CAA records bind the CA to another account.',
    says: 'CAA at {level} lets {ca} issue for {names} to another account than {account}: it has {record}.',
    advice: [
      'dig +norec CAA {level} @{address}',
      'Was the ACME client installed anew? Then put its new account URI into accounturi, or give it its old account key back.',
    ],
    source: 'RFC 8657 section 3',
  },
  'caa.method_mismatch': {
    actWithin: '1 day',
    who: ZONE_OWNER,
    title: 'CAA records do not allow the validation method that is used.',
    says: 'CAA at {level} does not let {ca} issue for {names} by {method}: it has {record}.',
    advice: ['dig +norec CAA {level} @{address}', 'Add {method} to validationmethods.'],
    source: 'RFC 8657 section 4',
  },
  'caa.critical_unknown': {
    actWithin: '1 day',
    who: ZONE_OWNER,
    title: 'A CAA record that no CA knows is marked as critical, so none may issue.',
    says: 'CAA at {level} has a critical record that {ca} does not know, so that it may not issue for {names}: {record}.',
    advice: ['dig +norec CAA {level} @{address}', 'Take the record out, or set its flags to 0.'],
    source: "RFC 8659 section 4.1; that the flag 1 counts too is Let's Encrypt's reading (Boulder, va/caa.go)",
  },
  'caa.inconsistent': {
    actWithin: '1 day',
    who: DNS_OWNER,
    title: 'Nameservers serve different CAA records, and none is merely behind.',
    says: 'Nameservers of {zone} serve different CAA records for {level} {although}: {sets}.',
    advice: [
      'Compare: `dig +norec CAA {level} @{address}` and `dig +norec CAA {level} @{otherAddress}`',
      'Repair the transfer or synchronisation between them: a CA may ask the one or the other.',
    ],
    source: 'RFC 1034 section 4.3.5; RFC 8659 section 3',
  },
  'caa.unknown': {
    actWithin: '1 day',
    who: 'whoever runs Picket',
    title: 'Picket could not look up CAA.',
    says: 'CAA of {level} could not be looked up from here ({reason}).',
    advice: ['dig +trace CAA {level}'],
    source: 'ours: what was not asked is never counted as well or as down',
  },
};
