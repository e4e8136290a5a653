import type { Check, Fact } from '../core/check.ts';
import { type Exchange, nameserverLabel, type QueryType } from '../core/dns.ts';
import type { Evidence, Finding } from '../core/finding.ts';
import { FOREIGN_QUESTION, healthOf } from '../core/health.ts';
import type { Measure } from '../core/metric.ts';
import { NAMESERVER_MEANINGS } from '../core/nameserver-meanings.ts';
import type { Observation } from '../core/observation.ts';
import { type Heard, type Outage, outagesOf } from '../core/outage.ts';
import { exchangesOf, type Sounding, symptomsOf } from '../core/symptom.ts';
import type { ZoneTarget } from '../core/target.ts';
import { NOT_MEASURED } from '../core/unmeasured.ts';

/** Asked at the zone's own name besides SOA: what clients need, what a CA needs, and a type that nobody has heard of (RFC 3597). */
const TYPES: readonly QueryType[] = ['A', 'TXT', 'CAA', 'TYPE65400'];

/** Datagrams that were no answer, over all questions to one server; a few are late answers to earlier tries. */
const STRAYS = 5;

type Code = keyof typeof NAMESERVER_MEANINGS;

const CODE_OF = {
  silent: 'dns.ns.timeout',
  refused: 'dns.ns.refused',
  servfail: 'dns.ns.servfail',
  recursor: 'dns.ns.recursor',
  lame: 'dns.ns.lame',
  malformed: 'dns.ns.malformed',
  private: 'dns.ns.private',
  'v6-silent': 'dns.ns.v6_only_failing',
} as const satisfies Record<Outage['cause'], Code>;

/** What each address of the zone's nameservers said, or why there was nobody to ask. */
export type Seen = Observation<readonly Sounding[]>;

const slowestAnswer: Measure = {
  name: 'SlowestAnswerMs',
  unit: 'Milliseconds',
  statistic: 'Maximum',
  says: 'slowest nameserver, one round trip',
};

/** Does every nameserver of the zone serve it, over UDP and TCP, to everybody who asks as resolvers and CAs ask? */
export const nameservers: Check<ZoneTarget, Seen, Code> = {
  name: 'nameservers',
  about: 'zone',
  patience: 2, // a restart or a lost packet is over by the next slot
  corroboration: 'quorum', // one vantage that cannot reach a server may be the fault itself
  meanings: NAMESERVER_MEANINGS,
  measures: [slowestAnswer],
  observe({ zone }, net) {
    return net.atEvery(zone, async (server): Promise<Sounding> => {
      const [soa, tcp, foreign, negative, ...types] = await Promise.all([
        net.ask(server, { name: zone, type: 'SOA' }),
        net.ask(server, { name: zone, type: 'SOA' }, { transport: 'tcp' }),
        net.ask(server, FOREIGN_QUESTION, { recursionDesired: true }),
        net.ask(server, { name: absentName(zone), type: 'A' }),
        ...TYPES.map((type) => net.ask(server, { name: zone, type })),
      ]);
      return { server, soa, tcp, foreign, negative, types };
    });
  },
  judge(seen, { zone }) {
    if (!seen.ok) return [unknown(zone, seen.detail)];
    const heard = heardOf(seen.value, zone);
    if (heard.length === 0) return [unknown(zone, 'none has an address')];
    if (heard.every(({ health }) => health === 'unmeasured')) return [unknown(zone, reasonOf(heard[0]))];
    const outages = outagesOf(heard, zone).map(findingOf);
    return [...outages, ...heard.flatMap((one) => symptomsAt(one, zone)), ...limits(heard, zone), ...spoofs(seen.value, zone)];
  },
  measure(seen, { zone }) {
    const tookMs = seen.ok
      ? heardOf(seen.value, zone).flatMap((one) => (one.health === 'well' ? [one.sounding.soa.roundTripMs] : []))
      : [];
    return tookMs.length === 0 ? [] : [{ name: slowestAnswer.name, value: Math.max(...tookMs) }];
  },
  facts(seen, { zone }) {
    return seen.ok ? heardOf(seen.value, zone).map(factOf) : [];
  },
};

function heardOf(soundings: readonly Sounding[], zone: string): readonly Heard[] {
  return soundings.map((sounding) => ({ sounding, health: healthOf(sounding, zone) }));
}

/** A name in the zone that nobody will have made; the zone itself where there is no room for one (RFC 1035 section 2.3.4). */
function absentName(zone: string): string {
  const name = `_picket-nonexistent.${zone}`;
  return name.length > 253 ? zone : name;
}

function findingOf({ cause, subject, total, evidence }: Outage): Finding<Code> {
  const types = cause === 'servfail' ? { outcome: 'SERVFAIL', types: 'SOA', type: 'SOA' } : {};
  return {
    code: CODE_OF[cause],
    subject,
    ...(total ? { severity: 'critical' as const } : {}),
    evidence: { ...evidence, ...types },
  };
}

function symptomsAt({ sounding, health }: Heard, zone: string): readonly Finding<Code>[] {
  if (health !== 'well' && health !== 'truncated') return [];
  const { server } = sounding;
  const subject = nameserverLabel(server);
  const where = { zone, name: server.name, address: server.address, servers: subject, detail: 'it serves the zone besides' };
  return symptomsOf(sounding).map(({ code, severity, evidence }) => ({
    code,
    subject,
    ...(severity === undefined ? {} : { severity }),
    evidence: { ...where, ...evidence },
  }));
}

/** Servers that could not be asked, one notice for each reason. */
function limits(heard: readonly Heard[], zone: string): readonly Finding<Code>[] {
  const groups = Map.groupBy(
    heard.filter(({ health }) => health === 'unmeasured'),
    reasonOf,
  );
  return [...groups].map(([reason, group]) => {
    const servers = group.map(({ sounding }) => nameserverLabel(sounding.server)).join(', ');
    return { code: 'sys.probe_limited', subject: zone, evidence: { servers, reason } };
  });
}

function spoofs(soundings: readonly Sounding[], zone: string): readonly Finding<Code>[] {
  return soundings.flatMap((sounding): Finding<Code>[] => {
    const strays = exchangesOf(sounding).reduce((sum, exchange: Exchange) => sum + exchange.strays, 0);
    const { server } = sounding;
    const evidence: Evidence = { strays, zone, address: server.address };
    return strays > STRAYS ? [{ code: 'sys.spoof_suspected', subject: nameserverLabel(server), evidence }] : [];
  });
}

function reasonOf(heard: Heard | undefined): string {
  const answer = heard?.sounding.soa.answer;
  return answer === undefined || answer.ok ? 'not asked' : answer.detail;
}

function unknown(zone: string, reason: string): Finding<Code> {
  return { code: 'dns.ns.unknown', subject: zone, evidence: { zone, reason } };
}

function factOf({ sounding: { server, soa }, health }: Heard): Fact {
  const subject = nameserverLabel(server);
  if (health === 'unmeasured' || health === 'private') return { subject, values: { answer: NOT_MEASURED } };
  if (!soa.answer.ok) return { subject, values: { answer: soa.answer.failure } };
  const { rcode } = soa.answer.value;
  const answer = health === 'well' ? 'ok' : rcode === 'NOERROR' ? (health === 'truncated' ? 'truncated' : 'lame') : rcode;
  return { subject, values: { answer, tookMs: Math.round(soa.roundTripMs) } };
}
