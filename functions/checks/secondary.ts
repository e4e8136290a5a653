import type { Check } from '../core/check.ts';
import { errorWords, nameserverLabel, type Soa } from '../core/dns.ts';
import type { Evidence, Finding, Meaning, Words } from '../core/finding.ts';
import { authoritativeSoa, FOREIGN_QUESTION, type Health, healthOf, type Voice } from '../core/health.ts';
import type { Measure } from '../core/metric.ts';
import type { Observation } from '../core/observation.ts';
import { type Copy, copyOf, isBeyondFloor, isFrozen } from '../core/refresh.ts';
import type { ZoneTarget } from '../core/target.ts';
import { UNTOLD } from '../core/untold.ts';

const HOUR = 3600;

const WHO = 'whoever runs the secondary';

// What to do, in this order, behind a look at the primary from a host that may transfer.
const LISTENS =
  "On the primary, the name server must be on the public address, UDP and TCP: `ss -lunpt 'sport = :53'` systemd-resolved in its place: DNSStubListener=no, then restart the server.";
const ALLOWS =
  'Check allow-transfer and also-notify for {address}, the TSIG name and secret, and the clocks (300 s apart is too much).';
const TRANSFERS =
  'Then transfer, with BIND, Knot or NSD, or "retransfer" at the provider: `rndc retransfer {zone}`, `knotc zone-retransfer {zone}`, `nsd-control force_transfer {zone}` Do not delete the zone at the secondary.';
const ANSWERS =
  'From the secondary, or with your hidden primary if that is another: `dig +tcp +norec SOA {zone} @{primary}` and `dig +tcp AXFR {zone} @{primary}`';
/** The same where no SOA record tells the primary. */
const SOMEWHERE_ANSWERS =
  'From the secondary, or with your hidden primary if that is another: `dig +tcp +norec SOA {zone} @<primary>` and `dig +tcp AXFR {zone} @<primary>`';

const meanings = {
  'dns.secondary.frozen': {
    severity: 'warning',
    implies: ['dns.serial.behind', 'acme.canary.lag', 'acme.canary.stale', 'acme.txt.missing'],
  },
  'dns.secondary.expiring': {
    severity: 'warning',
    atWorst: 'critical',
    implies: ['dns.secondary.frozen', 'dns.serial.behind', 'acme.canary.lag', 'acme.canary.stale', 'acme.txt.missing'],
  },
  'dns.secondary.expired': { severity: 'warning', atWorst: 'critical', implies: UNTOLD },
  'dns.secondary.unknown': { severity: 'unknown' },
} as const satisfies Record<string, Meaning>;
type Code = keyof typeof meanings;

/** The same codes in words. */
export const SECONDARY_WORDS: Readonly<Record<keyof typeof meanings, Words>> = {
  'dns.secondary.frozen': {
    actWithin: '1 day',
    who: WHO,
    title: 'A secondary no longer reaches its primary: its copy of the zone is frozen.',
    says: '{servers}: no refresh from the primary since {lastRefreshAt} ({refreshAgeSeconds} ago, due every {refreshSeconds}); edits of {zone}, DNS-01 challenges among them, do not appear there.',
    advice: [
      ANSWERS,
      LISTENS,
      ALLOWS,
      TRANSFERS,
      'Does it copy from another secondary? Its age then runs on from that one: up to twice refresh + retry is healthy.',
    ],
    source: 'RFC 7314 section 3; RFC 1034 section 4.3.5; frozen after refresh + 2 retry is ours',
  },
  'dns.secondary.expiring': {
    actWithin: '1 hour',
    who: WHO,
    title: 'A frozen copy of the zone is about to expire.',
    says: '{servers}: the copy of {zone} expires on {expiresAt}, {expiresInSeconds} from now, and SERVFAIL follows; no refresh from the primary since {lastRefreshAt}.',
    advice: [
      ANSWERS,
      LISTENS,
      ALLOWS,
      TRANSFERS,
      'If the primary cannot be mended in time: have the secondary made primary from its copy before it expires.',
    ],
    source: 'RFC 1034 section 4.3.5; RFC 7314 section 3; 72 and 24 hours are ours',
  },
  'dns.secondary.expired': {
    actWithin: '1 hour',
    who: WHO,
    title: 'A nameserver knows the zone and has no valid copy of it: expired, or never loaded.',
    says: '{servers}: no valid copy of {zone}; it expired there, or was never loaded ({detail}).',
    advice: [
      SOMEWHERE_ANSWERS,
      LISTENS,
      ALLOWS,
      TRANSFERS,
      'On a primary, read the log of the last reload, and check the file: `named-checkzone {zone} <file>`',
    ],
    source: 'RFC 1034 section 4.3.5; RFC 8914 section 4.25 (Invalid Data); SERVFAIL by NSD, BIND and Knot after expiry',
  },
  'dns.secondary.unknown': {
    actWithin: '1 day',
    who: 'whoever runs Picket',
    title: 'No nameserver told how old its copy is.',
    says: 'No nameserver of {zone} could tell the age of its copy ({reason}).',
    advice: ['At every nameserver: `dig +norec +expire SOA {zone} @<address>`'],
    source: 'ours: silence is no freshness',
  },
};

/** What each address said about the zone and about a name that is not in it. */
export type Seen = Observation<readonly Voice[]>;

/** One server that offers its timer. */
interface Timed {
  readonly label: string;
  readonly address: string;
  readonly soa: Soa;
  readonly copy: Copy;
}

const refreshAge: Measure = {
  name: 'RefreshAgeSeconds',
  unit: 'Seconds',
  statistic: 'Maximum',
  says: 'time since the stalest secondary last reached its primary',
};

/** Do the secondaries still reach the primary, and how long will their copies last? */
export const secondary: Check<ZoneTarget, Seen, Code> = {
  name: 'secondary',
  about: 'zone',
  patience: 2, // a restart answers SERVFAIL for a few seconds
  corroboration: 'any', // the timer is the server's own word: true wherever it is heard
  meanings,
  measures: [refreshAge],
  observe({ zone }, net) {
    return net.atEvery(zone, async (server): Promise<Voice> => {
      const [soa, foreign] = await Promise.all([
        net.ask(server, { name: zone, type: 'SOA' }),
        net.ask(server, FOREIGN_QUESTION, { recursionDesired: true }),
      ]);
      return { server, soa, foreign };
    });
  },
  judge(seen, { zone }, now) {
    const voices = seen.ok ? seen.value : [];
    const expired = voices.filter((voice) => healthOf(voice, zone) === 'expired');
    if (!voices.some((voice) => isHeard(healthOf(voice, zone)))) {
      const reason = seen.ok ? 'nobody answered with authority' : seen.detail;
      return [{ code: 'dns.secondary.unknown', subject: zone, evidence: { zone, reason } }];
    }
    return [...judgeExpired(expired, voices, zone), ...judgeTimed(timedOf(seen, zone), zone, now)];
  },
  measure(seen, { zone }) {
    const ages = timedOf(seen, zone).map(({ copy }) => copy.refreshAgeSeconds);
    return ages.length === 0 ? [] : [{ name: refreshAge.name, value: Math.max(...ages) }];
  },
  facts(seen, { zone }) {
    return timedOf(seen, zone).map(({ label, copy }) => ({ subject: label, values: { ...copy } }));
  },
};

function isHeard(health: Health): boolean {
  return health === 'well' || health === 'truncated' || health === 'expired';
}

function timedOf(seen: Seen, zone: string): readonly Timed[] {
  return (seen.ok ? seen.value : []).flatMap(({ server, soa: exchange }): Timed[] => {
    const soa = authoritativeSoa(exchange, zone);
    const copy = soa && exchange.answer.ok ? copyOf(soa, exchange.answer.value.edns) : undefined;
    return soa && copy ? [{ label: nameserverLabel(server), address: server.address, soa, copy }] : [];
  });
}

/** One finding for each expired copy; one for the zone, critical, where nobody else serves it. */
function judgeExpired(expired: readonly Voice[], voices: readonly Voice[], zone: string): readonly Finding<Code>[] {
  const alone = !voices.some((voice) => ['well', 'truncated'].includes(healthOf(voice, zone)));
  const [first] = expired;
  if (first === undefined) return [];
  if (!alone) return expired.map((voice) => expiredAt(voice, zone));
  const { evidence } = expiredAt(first, zone);
  const servers = expired.map(({ server }) => nameserverLabel(server)).join(', ');
  return [{ code: 'dns.secondary.expired', subject: zone, severity: 'critical', evidence: { ...evidence, servers } }];
}

function expiredAt({ server, soa: { answer } }: Voice, zone: string): Finding<Code> {
  const label = nameserverLabel(server);
  const words = answer.ok ? errorWords(answer.value.edns) : '';
  const evidence = { zone, address: server.address, servers: label, detail: `SERVFAIL for this zone alone${words}` };
  return { code: 'dns.secondary.expired', subject: label, evidence };
}

/** Findings for each frozen copy; those of the zone where every copy is frozen, since then the fault is at the primary. */
function judgeTimed(timed: readonly Timed[], zone: string, now: Date): readonly Finding<Code>[] {
  const frozen = timed.filter(({ soa, copy }) => isFrozen(soa, copy));
  const soonest = frozen.toSorted((a, b) => a.copy.expiresInSeconds - b.copy.expiresInSeconds)[0];
  if (soonest === undefined || frozen.length === 1 || frozen.length < timed.length) {
    return frozen.flatMap((one) => frozenAt(one, one.label, one.label, zone, now));
  }
  const all = frozen.length === 2 ? 'Both' : `All ${frozen.length}`;
  return frozenAt(soonest, zone, `${all} nameserver addresses that tell their timer`, zone, now);
}

function frozenAt(
  { label, address, soa, copy }: Timed,
  subject: string,
  servers: string,
  zone: string,
  now: Date,
): readonly Finding<Code>[] {
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
  const expiresAt = at(copy.expiresInSeconds);
  const evidence: Evidence = {
    zone,
    address,
    servers,
    ...copy,
    refreshSeconds: soa.refreshSeconds,
    retrySeconds: soa.retrySeconds,
    serial: soa.serial,
    primary: soa.primary,
    lastRefreshAt: at(-copy.refreshAgeSeconds),
    expiresAt,
  };
  const outlook = { at: expiresAt, what: `${label} answers SERVFAIL` };
  return gravityOf(soa, copy).map((gravity) => ({ ...gravity, subject, evidence, outlook }));
}

/** How close the end is. Below a server's own lower bound on polling nothing is sure yet, so it is shown and no more. */
function gravityOf(soa: Soa, copy: Copy): readonly Pick<Finding<Code>, 'code' | 'severity'>[] {
  const frozen = { code: 'dns.secondary.frozen' } as const;
  if (!isBeyondFloor(soa, copy)) return [{ ...frozen, severity: 'notice' }];
  if (copy.expiresInSeconds >= 72 * HOUR) return [frozen];
  const critical = copy.expiresInSeconds < 24 * HOUR;
  return [{ code: 'dns.secondary.expiring', ...(critical ? { severity: 'critical' } : {}) }, frozen];
}
