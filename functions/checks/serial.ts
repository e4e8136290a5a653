import type { Check } from '../core/check.ts';
import { clustersOf, primaryOf, type Served, type Spoken } from '../core/cluster.ts';
import { nameserverLabel } from '../core/dns.ts';
import type { Evidence, Finding, Meaning, Words } from '../core/finding.ts';
import type { Measure } from '../core/metric.ts';
import type { Observation } from '../core/observation.ts';
import { copyOf, mayAwaitPoll } from '../core/refresh.ts';
import { compareSerials, newestSerial, serialsBehind } from '../core/serial.ts';
import type { ZoneTarget } from '../core/target.ts';

const SECONDARY_OWNER = 'whoever runs the secondary';
const PRIMARY_OWNER = 'whoever runs the primary';

const meanings = {
  'dns.serial.behind': { severity: 'warning' },
  'dns.serial.ahead': { severity: 'warning' },
  'dns.serial.incomparable': { severity: 'warning' },
  'dns.serial.wrapped': { severity: 'notice' },
  'dns.serial.unknown': { severity: 'unknown' },
} as const satisfies Record<string, Meaning>;
type Code = keyof typeof meanings;

/** The same codes in words. */
export const SERIAL_WORDS: Readonly<Record<keyof typeof meanings, Words>> = {
  'dns.serial.behind': {
    actWithin: '1 day',
    who: SECONDARY_OWNER,
    title: 'A nameserver serves an older copy of the zone.',
    says: '{subject} serves serial {serial}, {behind} behind {newest}: it has not transferred the newest copy of {zone}.',
    advice: [
      'dig +norec SOA {zone} @{address}',
      'On the secondary, transfer now (BIND, Knot or NSD), and read why it fails: `rndc retransfer {zone}`, `knotc zone-retransfer {zone}`, `nsd-control force_transfer {zone}`',
      "On the primary, does it listen on its public address, over TCP too? `ss -lunpt 'sport = :53'` allow-transfer and NOTIFY for {address}? TSIG name, secret and clock?",
    ],
    source: 'RFC 1034 section 4.3.5; RFC 1982 section 3.2',
  },
  'dns.serial.ahead': {
    actWithin: '1 day',
    who: PRIMARY_OWNER,
    title: 'A secondary serves a newer serial than the primary.',
    says: '{subject} serves serial {serial}, newer than {primarySerial} at the primary {primary}: the serial was set back there, and no secondary will transfer until it is passed again.',
    advice: [
      'dig +norec SOA {zone} @{primaryAddress}',
      'dig +norec SOA {zone} @{address}',
      'Set the serial at the primary above {serial} (RFC 1982: a step of 2147483647 at most; two steps where it is further), then notify.',
      'If {primary} is itself only a copy: it is the one that does not transfer.',
    ],
    source: 'RFC 1982 section 3.2; RFC 1912 section 3.1',
  },
  'dns.serial.incomparable': {
    actWithin: '1 day',
    who: PRIMARY_OWNER,
    title: 'Two serials are so far apart that neither is the newer one.',
    says: 'The serials of {zone} have no order ({serials}): secondaries may transfer or not, as their software likes.',
    advice: [
      'At every nameserver: `dig +norec SOA {zone} @{address}`',
      'Raise the serial at the primary in two steps of 2147483647 at most, and wait for all secondaries in between.',
    ],
    source: 'RFC 1982 section 3.2: at a distance of 2^31 the comparison is undefined',
  },
  'dns.serial.wrapped': {
    actWithin: 'no hurry',
    who: PRIMARY_OWNER,
    title: 'The serial went past 4294967295 and began again.',
    says: 'Serial {newest} of {zone} is newer than {older}: it went past 4294967295 and began again, which is no error.',
    advice: ['Nothing to do; tools that compare serials as plain numbers will complain.'],
    source: 'RFC 1982 sections 3.1 and 3.2',
  },
  'dns.serial.unknown': {
    actWithin: '1 day',
    who: 'whoever runs Picket',
    title: 'No nameserver told its serial.',
    says: 'No nameserver of {zone} told its serial ({reason}).',
    advice: ['dig +nssearch {zone}'],
    source: 'ours: silence is no agreement',
  },
};

/** The SOA answer of each address. */
export type Seen = Observation<readonly Spoken[]>;

const serialsBehindMost: Measure = {
  name: 'SerialsBehind',
  unit: 'Count',
  statistic: 'Maximum',
  says: 'serials that the oldest copy is behind',
};

/** Do all nameservers serve the same copy of the zone? */
export const serial: Check<ZoneTarget, Seen, Code> = {
  name: 'serial',
  about: 'zone',
  patience: 3, // an ordinary transfer takes a slot or two
  corroboration: 'any', // a vantage cannot make an older serial up; one stale anycast site is real where it is seen
  meanings,
  measures: [serialsBehindMost],
  observe({ zone }, net) {
    return net.atEvery(zone, async (server) => ({ server, soa: await net.ask(server, { name: zone, type: 'SOA' }) }));
  },
  judge(seen, { zone, serials }) {
    const groups = clustersOf(seen.ok ? seen.value : [], zone);
    if (groups.length > 0 && serials === 'independent') return [];
    if (groups.length > 0) return groups.flatMap((group) => judgeCluster(group, zone));
    const reason = seen.ok ? 'nobody answered with authority' : seen.detail;
    return [{ code: 'dns.serial.unknown', subject: zone, evidence: { zone, reason } }];
  },
  measure(seen, { zone, serials }) {
    if (serials === 'independent') return [];
    const distances = clustersOf(seen.ok ? seen.value : [], zone).flatMap((group) => {
      const newest = newestSerial(group.map(({ soa }) => soa.serial));
      return newest === undefined ? [] : group.map(({ soa }) => serialsBehind(soa.serial, newest));
    });
    return distances.length === 0 ? [] : [{ name: serialsBehindMost.name, value: Math.max(...distances) }];
  },
  facts(seen, { zone }) {
    const served = clustersOf(seen.ok ? seen.value : [], zone).flat();
    return served.map(({ server, soa }) => ({ subject: nameserverLabel(server), values: { serial: soa.serial } }));
  },
};

function judgeCluster(group: readonly Served[], zone: string): readonly Finding<Code>[] {
  const serials = [...new Set(group.map(({ soa }) => soa.serial))];
  const newest = newestSerial(serials);
  if (newest === undefined) {
    const evidence = { zone, serials: serials.join(', '), address: group[0]?.server.address ?? '' };
    return [{ code: 'dns.serial.incomparable', subject: zone, evidence }];
  }
  const primary = primaryOf(group);
  const level = primary?.soa.serial ?? newest;
  return [
    ...wrapOf(serials, newest, zone),
    ...group.flatMap((served) => aheadOf(served, primary, zone)),
    ...group.flatMap((served) => behindOf(served, level, zone)),
  ];
}

/** Numerically smaller, yet newer. */
function wrapOf(serials: readonly number[], newest: number, zone: string): readonly Finding<Code>[] {
  const older = serials.find((other) => other > newest);
  return older === undefined ? [] : [{ code: 'dns.serial.wrapped', subject: zone, evidence: { zone, newest, older } }];
}

function aheadOf({ server, soa }: Served, primary: Served | undefined, zone: string): readonly Finding<Code>[] {
  if (primary === undefined || compareSerials(soa.serial, primary.soa.serial) !== 'newer') return [];
  const evidence = {
    zone,
    address: server.address,
    serial: soa.serial,
    primary: primary.server.name,
    primaryAddress: primary.server.address,
    primarySerial: primary.soa.serial,
  };
  return [{ code: 'dns.serial.ahead', subject: nameserverLabel(server), evidence }];
}

function behindOf({ server, soa, exchange }: Served, level: number, zone: string): readonly Finding<Code>[] {
  if (compareSerials(soa.serial, level) !== 'older') return [];
  const copy = exchange.answer.ok ? copyOf(soa, exchange.answer.value.edns) : undefined;
  const evidence: Evidence = {
    zone,
    address: server.address,
    serial: soa.serial,
    newest: level,
    behind: serialsBehind(soa.serial, level),
    refreshSeconds: soa.refreshSeconds,
    retrySeconds: soa.retrySeconds,
    ...(copy === undefined ? {} : { refreshAgeSeconds: copy.refreshAgeSeconds }),
  };
  const onItsWay = copy !== undefined && mayAwaitPoll(soa, copy);
  return [{ code: 'dns.serial.behind', subject: nameserverLabel(server), ...(onItsWay ? { severity: 'notice' } : {}), evidence }];
}
