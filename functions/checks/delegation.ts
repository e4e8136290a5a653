import type { Check } from '../core/check.ts';
import type { Delegation, NameserverHost, Walk } from '../core/delegation.ts';
import { nameserverLabel, sameName } from '../core/dns.ts';
import type { Finding, Meaning } from '../core/finding.ts';
import type { Observation } from '../core/observation.ts';
import type { ZoneTarget } from '../core/target.ts';
import { contradicts, isStranded, uselessAmong } from '../core/useless.ts';

/** What the other checks cannot know where there is no zone, or nobody to ask. */
const UNKNOWNS = [
  'dns.ns.unknown',
  'dns.serial.unknown',
  'dns.secondary.unknown',
  'caa.unknown',
  'acme.unknown',
  'acme.canary.unknown',
  'dnssec.unknown',
  'addr.unknown',
  'mail.unknown',
];

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

const meanings = {
  'dns.delegation.ns_mismatch': {
    severity: 'warning',
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
  'dns.delegation.glue_mismatch': {
    severity: 'warning',
    actWithin: '1 day',
    who: 'the owner of the domain at its registrar',
    title: 'The parent zone hands out an address that the nameserver does not have.',
    says: 'The parent zone {parent} sends the world to {glue} for {name}, whose addresses are {authoritative}: the glue is old.',
    advice: [
      '{glue} is among the additional records of the parent: `dig +norec NS {zone} @{parentServer}`',
      'Change the host object of {name} at the registrar to {authoritative}.',
    ],
    source: 'RFC 1034 section 4.2.1; RFC 9471 section 2',
    implies: WRONG_SERVER,
  },
  'dns.delegation.ns_unresolvable': {
    severity: 'warning',
    atWorst: 'critical',
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
    implies: UNKNOWNS,
  },
  'dns.delegation.gone': {
    severity: 'critical',
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
    implies: UNKNOWNS,
  },
  'dns.delegation.not_a_zone': {
    severity: 'unknown',
    actWithin: 'no hurry',
    who: 'whoever edits the watch list',
    title: 'The name is no zone of its own.',
    says: '{subject} is no zone of its own; it lives in {within}.',
    advice: ['Check the zone: `picket check {within}`', 'Check the host: `picket check https://{subject}`'],
    source: 'ours: nameservers, serials and delegation belong to zones',
    implies: UNKNOWNS,
  },
  'dns.delegation.unknown': {
    severity: 'unknown',
    actWithin: '1 day',
    who: 'whoever runs Picket',
    title: 'Picket could not follow the tree down to the zone.',
    says: 'The way from the root down to {subject} could not be followed from here ({reason}).',
    advice: ['dig +trace SOA {subject}', 'If that works, look at the network of the vantage: it says nothing about the zone.'],
    source: 'ours: what was not asked is never counted as well or as down',
    implies: UNKNOWNS,
  },
} as const satisfies Record<string, Meaning>;
type Code = keyof typeof meanings;

/** Where the walk from the root ended. */
export type Seen = Observation<Walk>;

/** Does the tree above the zone lead to the servers that the zone itself names? */
export const delegation: Check<ZoneTarget, Seen, Code> = {
  name: 'delegation',
  asks: 'Does the parent zone send the world to the nameservers, and the addresses, that the zone itself names?',
  about: 'zone',
  patience: 2, // parents publish changes in batches
  corroboration: 'quorum', // one vantage may see one parent server that lags
  meanings,
  measures: [],
  observe({ zone }, net) {
    return net.walk(zone);
  },
  judge(seen, { zone }) {
    if (!seen.ok) return [{ code: 'dns.delegation.unknown', subject: zone, evidence: { reason: seen.detail } }];
    const walk = seen.value;
    if (walk.kind === 'inside') return [{ code: 'dns.delegation.not_a_zone', subject: zone, evidence: { within: walk.within } }];
    if (walk.kind === 'gone') {
      const parent = walk.parent === '.' ? 'root zone' : `parent zone ${walk.parent}`;
      const evidence = { name: walk.zone, parent, parentServer: walk.server.address };
      return [{ code: 'dns.delegation.gone', subject: zone, evidence }];
    }
    return [
      ...mismatchOf(walk.delegation),
      ...walk.delegation.hosts.flatMap((host) => wrongGlueOf(host, walk.delegation)),
      ...unresolvableOf(walk.delegation),
    ];
  },
  measure: () => [],
  facts: () => [],
};

/** The two sets, compared as names: spelling and order do not matter. Where no child answered there is nothing to compare with. */
function mismatchOf(seen: Delegation): readonly Finding<Code>[] {
  const inParent = seen.hosts.filter((host) => host.inParent);
  const inChild = seen.hosts.filter((host) => host.inChild);
  const onlyParent = inParent.filter(({ name }) => !inChild.some((other) => sameName(other.name, name)));
  const onlyChild = inChild.filter(({ name }) => !inParent.some((other) => sameName(other.name, name)));
  const heard = seen.children.find(({ names }) => names.ok);
  if (heard === undefined || onlyParent.length + onlyChild.length === 0) return [];
  const evidence = {
    parent: seen.parent,
    parentNames: namesOf(inParent),
    childNames: namesOf(inChild),
    onlyParent: namesOf(onlyParent),
    onlyChild: namesOf(onlyChild),
    parentServer: parentServer(seen),
    childServer: heard.server.address,
  };
  return [{ code: 'dns.delegation.ns_mismatch', subject: seen.zone, evidence }];
}

/** Glue that is none of the name's addresses. An address without glue is no fault: the parent need not know all of them. */
function wrongGlueOf({ name, glue, authoritative }: NameserverHost, seen: Delegation): readonly Finding<Code>[] {
  if (!authoritative.ok) return [];
  const { value } = authoritative;
  const shared = { zone: seen.zone, name, parent: seen.parent, parentServer: parentServer(seen) };
  return glue
    .filter((address) => contradicts(value, address))
    .map((address) => ({
      code: 'dns.delegation.glue_mismatch',
      subject: nameserverLabel({ name, address }),
      evidence: { ...shared, glue: address, authoritative: value.addresses.join(', ') },
    }));
}

/** One finding for each name that leads nowhere; one for the zone, critical, where no name of the parent leads anywhere. */
function unresolvableOf({ hosts, zone }: Delegation): readonly Finding<Code>[] {
  const useless = uselessAmong(hosts, zone);
  const parentHosts = hosts.filter(({ inParent }) => inParent);
  const first = useless.find(({ host }) => host.inParent);
  if (first !== undefined && parentHosts.every((host) => isStranded(host, useless))) {
    const { name } = first.host;
    const evidence = { zone, name, names: namesOf(parentHosts), cause: `${name}: ${first.cause}` };
    return [{ code: 'dns.delegation.ns_unresolvable', subject: zone, severity: 'critical', evidence }];
  }
  return useless.map(({ host: { name }, cause }) => ({
    code: 'dns.delegation.ns_unresolvable',
    subject: name,
    evidence: { zone, name, names: name, cause },
  }));
}

function namesOf(hosts: readonly NameserverHost[]): string {
  const names = hosts.map(({ name }) => name).toSorted();
  return names.length === 0 ? 'nothing' : names.join(', ');
}

function parentServer({ referrals }: Delegation): string {
  const first = referrals.find(({ ok }) => ok);
  return first?.ok ? first.value.server.address : 'a.root-servers.net';
}
