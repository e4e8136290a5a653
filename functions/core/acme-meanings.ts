import type { Meaning, Words } from './finding.ts';

const ZONE_OWNER = 'whoever edits the zone';
const DNS_OWNER = 'whoever runs the nameservers';
const CLIENT_OWNER = 'whoever runs the ACME client';

/** Every code of the check `dns-01`. */
export const ACME_MEANINGS = {
  'acme.txt.missing': { severity: 'warning', implies: ['acme.txt.wildcard_shadow'] },
  'acme.txt.partial': { severity: 'warning' },
  'acme.txt.stale': { severity: 'notice', atWorst: 'warning' },
  'acme.txt.need_two': { severity: 'notice' },
  'acme.txt.oversize': { severity: 'warning' },
  'acme.txt.cname_broken': { severity: 'warning' },
  'acme.zone_dead': { severity: 'warning' },
  'acme.zone_bogus': { severity: 'warning' },
  'acme.txt.wildcard_shadow': { severity: 'notice', atWorst: 'warning' },
  'acme.txt.doubled': { severity: 'notice', atWorst: 'warning', implies: ['acme.txt.missing'] },
  'acme.ent_nxdomain': { severity: 'warning' },
  'acme.neg_mix': { severity: 'warning' },
  'acme.neg_ttl': { severity: 'notice' },
  'acme.unknown': { severity: 'unknown' },
} as const satisfies Record<string, Meaning>;

/** A code of the check `dns-01`. */
export type AcmeCode = keyof typeof ACME_MEANINGS;

/** The same codes in words. */
export const ACME_WORDS: Readonly<Record<keyof typeof ACME_MEANINGS, Words>> = {
  'acme.txt.missing': {
    actWithin: '1 day',
    who: CLIENT_OWNER,
    title: 'No nameserver has the value that a pending order needs.',
    says: 'No nameserver of {zone} has {expected} at {name}: {why}.',
    advice: [
      'dig +norec TXT {name} @{address}',
      "See in the ACME client's log whether its write failed (credentials, API token), and to which zone and name it went: the zone id may be another one's, or that of an internal copy that the public does not see.",
      'Let the client write again, and watch whether it arrives: `picket await-txt {challenge} --value={value}`',
    ],
    source: 'RFC 8555 section 8.4; which half of the way it was lost on is told by the serials (ours)',
  },
  'acme.txt.partial': {
    actWithin: '1 day',
    who: DNS_OWNER,
    title: 'Not every nameserver shows the challenge.',
    says: 'Only {good} of {servers} nameservers of {zone} {expected} at {name} ({bad}): a CA that validates now passes with a chance of about {chancePercent} %.',
    advice: [
      'dig +norec TXT {name} @{address}',
      'Mend the transfer to it, or let the client wait until every nameserver has the value: `picket await-txt {challenge}`',
    ],
    source: 'RFC 8555 section 8.4; CA/Browser Forum BR 3.2.2.9; that all servers are asked alike is an estimate of ours',
  },
  'acme.txt.stale': {
    actWithin: '1 week',
    who: CLIENT_OWNER,
    title: 'Values of earlier challenges were left behind.',
    says: '{values} values stand at {name}, {bytes} bytes: the client does not clean up after itself.',
    advice: [
      'dig +norec TXT {name} @{address}',
      'Delete what no pending order needs. Above 512 bytes every validation needs TCP, above 4096 it fails.',
    ],
    source: 'letsencrypt.org/docs/challenge-types "DNS-01"; RFC 6891 section 6.2.3',
  },
  'acme.txt.need_two': {
    actWithin: 'no hurry',
    who: CLIENT_OWNER,
    title: 'One value stands where an order needs two at once.',
    says: 'One value stands at {name}, and an order for {plainName} and {wildcard} needs two: a client that overwrites the first with the second never has both.',
    advice: [
      'dig +norec TXT {name} @{address}',
      'All is well where the client asks for one name after the other. Otherwise let it add values instead of replacing them.',
    ],
    source: 'letsencrypt.org/docs/challenge-types "DNS-01": several TXT records for the same name; RFC 8555 section 8.4',
  },
  'acme.txt.oversize': {
    actWithin: '1 day',
    who: CLIENT_OWNER,
    title: 'So many values were left behind that a CA cannot read them.',
    says: '{values} values stand at {name}, {bytes} bytes: more than the 4096 that a CA takes, so that validation fails.',
    advice: ['dig +norec +tcp TXT {name} @{address}', 'Delete the old values now, and let the client clean up after itself.'],
    source: "4096 bytes: Let's Encrypt's own limit (Boulder, bdns/dns.go)",
  },
  'acme.txt.cname_broken': {
    actWithin: '1 day',
    who: ZONE_OWNER,
    title: 'The challenge name is an alias that leads nowhere.',
    says: '{name} leads nowhere: {detail} ({chain}).',
    advice: [
      'dig +norec CNAME {name} @{address}',
      'Create the target again (at acme-dns: register an account, and point the CNAME at it), or delete the CNAME.',
    ],
    source: 'RFC 8555 section 8.4; RFC 1034 section 3.6.2',
  },
  'acme.zone_dead': {
    actWithin: '1 day',
    who: 'whoever runs the nameservers to which the challenge was handed over',
    title: 'The zone to which the challenge was handed over is not served by its nameservers.',
    says: 'The zone {zone}, which holds {name}, is not served by {servers} of its nameservers ({bad}): {effect}.',
    advice: [
      'dig +norec SOA {zone} @{address}',
      'Who is meant to serve it? `dig +trace NS {zone}`',
      'Have {zone} served there again, or hand the challenge over to servers that answer: NS records for {zone}, or a CNAME.',
    ],
    source: 'RFC 8555 section 8.4; RFC 1034 section 4.2.2; that resolvers turn to another server: RFC 9520 section 2',
  },
  'acme.zone_bogus': {
    actWithin: '1 day',
    who: 'whoever signs the zone to which the challenge was handed over',
    title: 'Validating resolvers reject the zone to which the challenge was handed over.',
    says: 'Resolvers that validate reject {zone}, the zone behind {challenge} ({detail}): a CA may read no challenge there.',
    advice: [
      'Compare `dig SOA {zone} @{address}` with `dig +cd SOA {zone} @{address}`',
      'The broken link by name: `delv SOA {zone}`',
      'Have {zone} signed again, or its DS record removed at the zone above; a dynamic server that signs nothing, such as acme-dns, must have none.',
    ],
    source: 'RFC 4035 section 5.3; CA/Browser Forum BR 3.2.2.4 (CAs validate since 2026-03-15); two resolvers are ours',
  },
  'acme.txt.wildcard_shadow': {
    actWithin: '1 week',
    who: ZONE_OWNER,
    title: 'A wildcard answers in the place of the challenge.',
    says: 'A wildcard of {zone} answers for {name} with {shadow}: a client that looks first, or follows aliases, is led astray.',
    advice: [
      'Both give the same: `dig +norec TXT {name} @{address}` and `dig +norec TXT {sibling} @{address}`',
      'Make a record of any type at {name}, such as TXT "-": the wildcard then no longer stands for it.',
    ],
    source: 'RFC 4592 section 2.2.1; RFC 1034 section 4.3.3',
  },
  'acme.txt.doubled': {
    actWithin: '1 week',
    who: CLIENT_OWNER,
    title: 'The challenge was written to a name with the zone in it twice.',
    says: 'A value stands at {doubled}: whoever wrote it gave the whole name where the zone is appended.',
    advice: [
      'dig +norec TXT {doubled} @{address}',
      'Give the name without the zone, or with a dot at its end; then delete {doubled}.',
    ],
    source: 'RFC 1035 section 5.1: a name without a dot at its end is relative',
  },
  'acme.ent_nxdomain': {
    actWithin: '1 week',
    who: DNS_OWNER,
    title: 'A nameserver denies a name although there are names below it.',
    says: '{servers} says that {subject} does not exist, though {child} below it does: resolvers then take all below it for absent.',
    advice: [
      'The status must be NOERROR: `dig +norec A {subject} @{address}`',
      'Upgrade the server, or make any record at {subject}.',
    ],
    source: 'RFC 8020 section 2; RFC 4592 section 2.2.2',
  },
  'acme.neg_mix': {
    actWithin: '1 week',
    who: DNS_OWNER,
    title: 'Nameservers disagree on whether the challenge name exists.',
    says: '{name} does not exist at {absent}, and exists without a TXT record at {empty}, at the same serial.',
    advice: [
      'Compare: `dig +norec TXT {name} @{address}` and `dig +norec TXT {name} @{otherAddress}`',
      'Align the two: one of them serves other data.',
    ],
    source: 'RFC 2308 section 2; RFC 9824 for servers that deny by NODATA, which are not meant',
  },
  'acme.neg_ttl': {
    actWithin: 'no hurry',
    who: ZONE_OWNER,
    title: 'A look at the challenge that comes too early is remembered for long.',
    says: 'Resolvers remember for {negativeSeconds} that {name} is not there: a client that looks too early sees its own value late.',
    advice: ['Shown as the TTL of the SOA: `dig +norec TXT {name} @{address}`', 'Set the last number of the SOA to 60 to 300.'],
    source: 'RFC 2308 section 5; more than an hour is ours',
  },
  'acme.unknown': {
    actWithin: '1 day',
    who: 'whoever runs Picket',
    title: 'Picket could not look up the challenge name.',
    says: '{name} could not be looked up from here ({reason}).',
    advice: ['dig +trace TXT {name}'],
    source: 'ours: what was not asked is never counted as well or as down',
  },
};
