import { type Answer, type Exchange, type Rung, sameName } from './dns.ts';
import type { Evidence, Severity } from './finding.ts';
import { recursesForStrangers, type Voice } from './health.ts';
import { measured } from './observation.ts';

/** Everything that is asked of one server in one look. */
export interface Sounding extends Voice {
  /** The SOA over TCP and nothing else. */
  readonly tcp: Exchange;
  /** Other types at the zone's own name, one of them unassigned. */
  readonly types: readonly Exchange[];
  /** A name that should not exist. */
  readonly negative: Exchange;
}

/** What can be wrong with a server that speaks for the zone. */
export type SymptomCode =
  | 'dns.ns.tcp_blocked'
  | 'dns.ns.udp_blocked'
  | 'dns.ns.edns_broken'
  | 'dns.ns.truncated_no_tcp'
  | 'dns.ns.case_mangled'
  | 'dns.ns.no_soa_in_negative'
  | 'dns.ns.unknown_qtype'
  | 'dns.ns.servfail'
  | 'dns.ns.recursor'
  | 'dns.ns.slow';

/** One thing that is wrong with a server, with what proves it. */
export interface Symptom {
  readonly code: SymptomCode;
  readonly severity?: Severity;
  readonly evidence: Evidence;
}

/** A round trip half around the world takes 280 ms; above this a resolver begins to prefer other servers (ours: no RFC names a number). */
const SLOW_MS = 300;

/** From here on a resolver's own first try has often given up (ours). */
const VERY_SLOW_MS = 1000;

/** Outcomes of a rung that brought no answer. RCODEs are upper case, so `refused` is the closed port and `REFUSED` an answer. */
const NO_ANSWER: ReadonlySet<string> = new Set(['timeout', 'refused', 'unreachable', 'malformed', 'handshake', 'unmeasured']);

/** RCODEs by which a server turns down the OPT record itself (RFC 6891 sections 6.1.3 and 7). */
const OPT_TURNED_DOWN: ReadonlySet<string> = new Set(['FORMERR', 'NOTIMP', 'BADVERS']);

/** Types whose SERVFAIL means a broken backend; from an unassigned type it means that the server does not know types it was not built with. */
const UNASSIGNED = /^TYPE\d+$/;

/** Types that every server has known since RFC 1035: who is silent for them waits for its backend, as PowerDNS does for the target of an ALIAS. */
const KNOWN_TO_ALL: ReadonlySet<string> = new Set(['A', 'TXT']);

/** Every question of a look, for judgements that one lost packet must not tip. */
export function exchangesOf(sounding: Sounding): readonly Exchange[] {
  return [sounding.soa, sounding.tcp, ...sounding.types, sounding.negative, sounding.foreign];
}

/** What is wrong with a server that is alive and speaks for the zone. */
export function symptomsOf(sounding: Sounding): readonly Symptom[] {
  return [...transportOf(sounding), ...contentOf(sounding), ...recursionOf(sounding), ...slownessOf(sounding)];
}

/**
 * Faults of the way to the server. A transport counts as blocked only where none of all the questions came through it, so that loss and
 * rate limiting are not mistaken for it.
 */
function transportOf(sounding: Sounding): readonly Symptom[] {
  const exchanges = exchangesOf(sounding);
  const rungs = exchanges.flatMap((exchange) => exchange.rungs);
  const mangled = exchanges.find(({ caseMangled }) => caseMangled);
  const cut = exchanges.find(({ answer }) => answer.ok && answer.value.truncated);
  const symptoms: Symptom[] = [];
  if (mangled !== undefined) symptoms.push({ code: 'dns.ns.case_mangled', evidence: { question: questionOf(mangled) } });
  if (cut !== undefined)
    symptoms.push({ code: 'dns.ns.truncated_no_tcp', evidence: { question: questionOf(cut), ...sizeOf(cut) } });
  else if (isTcpBlocked(sounding.tcp, rungs))
    symptoms.push({ code: 'dns.ns.tcp_blocked', evidence: { detail: whyNot(sounding.tcp) } });
  if (mangled !== undefined) return symptoms;
  if (isUdpBlocked(rungs)) symptoms.push({ code: 'dns.ns.udp_blocked', evidence: { tries: triesOf(sounding.soa) } });
  if (isEdnsBroken(rungs)) symptoms.push({ code: 'dns.ns.edns_broken', evidence: { tries: triesOf(sounding.soa) } });
  return symptoms;
}

/** Who drops OPT drops it over TCP too, and the TCP question carries one: then only a connection that was not made tells of TCP. */
function isTcpBlocked({ answer }: Exchange, rungs: readonly Rung[]): boolean {
  if (answer.ok || !measured(answer) || rungs.some((rung) => rung.transport === 'tcp' && isAnswer(rung))) return false;
  return !isEdnsBroken(rungs) || answer.failure === 'refused' || answer.failure === 'unreachable';
}

function isUdpBlocked(rungs: readonly Rung[]): boolean {
  const udp = rungs.filter(({ transport, outcome }) => transport === 'udp' && outcome !== 'unmeasured');
  return udp.length > 0 && !udp.some(isAnswer) && rungs.some((rung) => rung.transport === 'tcp' && isAnswer(rung));
}

function isEdnsBroken(rungs: readonly Rung[]): boolean {
  const udp = rungs.filter(({ transport, outcome }) => transport === 'udp' && outcome !== 'unmeasured');
  const withOpt = udp.filter(({ edns }) => edns);
  const worksWithout = udp.some((rung) => !rung.edns && isAnswer(rung) && !OPT_TURNED_DOWN.has(rung.outcome));
  return worksWithout && withOpt.length > 0 && !withOpt.some((rung) => isAnswer(rung) && !OPT_TURNED_DOWN.has(rung.outcome));
}

/** Faults of what the server says. */
function contentOf({ soa, types, negative }: Sounding): readonly Symptom[] {
  const broken = types.filter(isBroken);
  const unknown = types.filter((type) => !broken.includes(type) && isTurnedDown(type));
  const bare = [...types, negative].find(({ answer }) => answer.ok && isBareNegative(answer.value, soa.question.name));
  const symptoms: Symptom[] = [];
  if (broken.length > 0) symptoms.push({ code: 'dns.ns.servfail', ...forCaaAlone(broken), evidence: brokenOf(broken) });
  if (unknown.length > 0) symptoms.push({ code: 'dns.ns.unknown_qtype', evidence: typesOf(unknown, typeAndOutcome) });
  if (bare !== undefined) {
    symptoms.push({
      code: 'dns.ns.no_soa_in_negative',
      evidence: { question: questionOf(bare), name: bare.question.name, type: bare.question.type, rcode: rcodeOf(bare) ?? '' },
    });
  }
  return symptoms;
}

/** SERVFAIL for CAA alone harms orders and nobody else: the check `caa` tells it, as badly as it is for the names that are wanted. */
function forCaaAlone(broken: readonly Exchange[]): Pick<Symptom, 'severity'> {
  return broken.every(({ question }) => question.type === 'CAA') ? { severity: 'notice' } : {};
}

function isBroken(exchange: Exchange): boolean {
  const { answer, question } = exchange;
  if (answer.ok) return answer.value.rcode === 'SERVFAIL' && !UNASSIGNED.test(question.type);
  return measured(answer) && KNOWN_TO_ALL.has(question.type);
}

/** The zone's name exists, so NOERROR is the only right answer for a type it does not hold (RFC 2308 section 2.2, RFC 3597 section 3). */
function isTurnedDown(exchange: Exchange): boolean {
  return measured(exchange.answer) && rcodeOf(exchange) !== 'NOERROR';
}

/** A negative answer needs the SOA to be cached (RFC 2308 section 3). A referral to a zone below is no negative answer. */
function isBareNegative(answer: Answer, zone: string): boolean {
  const isNegative = answer.rcode === 'NXDOMAIN' || answer.rcode === 'NOERROR';
  if (!isNegative || !answer.authoritative || answer.truncated || answer.answers.length > 0) return false;
  return !answer.authorities.some(({ type, owner }) => type === 'SOA' || (type === 'NS' && !sameName(owner, zone)));
}

/** A server that speaks for its zones and resolves for strangers besides: safe for the zone, useful for attackers. */
function recursionOf({ foreign }: Sounding): readonly Symptom[] {
  return recursesForStrangers(foreign) ? [{ code: 'dns.ns.recursor', severity: 'notice', evidence: {} }] : [];
}

/** Judged over UDP alone: a TCP answer takes two round trips. */
function slownessOf({ soa }: Sounding): readonly Symptom[] {
  if (soa.rungs.at(-1)?.transport !== 'udp' || soa.roundTripMs <= SLOW_MS) return [];
  const severity = soa.roundTripMs > VERY_SLOW_MS ? 'warning' : 'notice';
  return [{ code: 'dns.ns.slow', severity, evidence: { roundTripMs: Math.round(soa.roundTripMs) } }];
}

function isAnswer({ outcome }: Rung): boolean {
  return !NO_ANSWER.has(outcome);
}

function rcodeOf({ answer }: Exchange): string | undefined {
  return answer.ok ? answer.value.rcode : undefined;
}

function questionOf({ question }: Exchange): string {
  return `${question.name} ${question.type}`;
}

function sizeOf({ answer, question }: Exchange): Evidence {
  return { answerBytes: answer.ok ? answer.value.bytes : 0, name: question.name, type: question.type };
}

function typesOf(exchanges: readonly Exchange[], word: (exchange: Exchange) => string): Evidence {
  return { types: exchanges.map(word).join(', '), type: exchanges[0]?.question.type ?? '' };
}

function brokenOf(broken: readonly Exchange[]): Evidence {
  const silent = broken.filter(({ answer }) => !answer.ok).length;
  const outcome = silent === 0 ? 'SERVFAIL' : silent === broken.length ? 'No answer' : 'SERVFAIL or no answer';
  return { outcome, ...typesOf(broken, ({ question }) => question.type) };
}

function typeAndOutcome({ question, answer }: Exchange): string {
  return `${question.type} ${answer.ok ? answer.value.rcode : answer.failure}`;
}

/** Why there is no answer, in a clause; its rcode where there is one. */
export function whyNot({ answer }: Exchange): string {
  return answer.ok ? answer.value.rcode : answer.detail;
}

/** Every try in one line: `UDP timeout, UDP timeout, UDP without EDNS NOERROR`. */
export function triesOf({ rungs }: Exchange): string {
  return rungs
    .map(({ transport, edns, outcome }) => `${transport.toUpperCase()}${edns ? '' : ' without EDNS'} ${outcome}`)
    .join(', ');
}
