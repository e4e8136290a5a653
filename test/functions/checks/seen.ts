import { WORDS } from '../../../functions/checks/words.ts';
import type { Check } from '../../../functions/core/check.ts';
import type { ZoneServer } from '../../../functions/core/delegation.ts';
import type { Answer, Edns, Exchange, Question, ResourceRecord, Rung, Soa } from '../../../functions/core/dns.ts';
import type { Finding, Severity } from '../../../functions/core/finding.ts';
import { FOREIGN_QUESTION, type Voice } from '../../../functions/core/health.ts';
import { type FailureKind, failed, found } from '../../../functions/core/observation.ts';
import type { Sounding } from '../../../functions/core/symptom.ts';
import type { Target } from '../../../functions/core/target.ts';
import { fill } from '../../../functions/core/wording.ts';

export const ZONE = 'example.org';
export const TARGET = { kind: 'zone', zone: ZONE } as const;
export const NOW = new Date('2026-11-20T10:00:00Z');
export const HOUR = 3600;
export const DAY = 86_400;

/** The n-th nameserver, at a public address; `six` puts it on IPv6. */
export function server(n: number, six = false): ZoneServer {
  const address = six ? `2600:9000::${n}` : `198.41.0.${n}`;
  return { name: `ns${n}.example.net`, address };
}

export function label({ name, address }: ZoneServer): string {
  return `${name}/${address}`;
}

/** An SOA as most zones have it: refresh 3 h, retry 1 h, expire 14 d. */
export function soaRecord(soa: Partial<Soa> = {}, owner = ZONE): ResourceRecord {
  const usual: Soa = {
    primary: 'hidden.example.net',
    mailbox: 'hostmaster.example.org',
    serial: 2026112001,
    refreshSeconds: 3 * HOUR,
    retrySeconds: HOUR,
    expireSeconds: 14 * DAY,
    minimumSeconds: 300,
  };
  return { owner, ttlSeconds: 3600, type: 'SOA', soa: { ...usual, ...soa } };
}

export function edns(part: Partial<Edns> = {}): Edns {
  return { udpSize: 1232, errors: [], ...part };
}

export function answer(part: Partial<Answer> = {}): Answer {
  const quiet = { truncated: false, recursionAvailable: false, authenticData: false, bytes: 100 };
  return {
    rcode: 'NOERROR',
    authoritative: true,
    answers: [],
    authorities: [],
    additionals: [],
    edns: edns(),
    ...quiet,
    ...part,
  };
}

/** A rung in short: `udp NOERROR`, `udp- timeout` (without EDNS), `tcp refused`. */
export function rung(text: string): Rung {
  const [way = '', outcome = ''] = text.split(' ');
  return { transport: way.startsWith('udp') ? 'udp' : 'tcp', edns: !way.endsWith('-'), outcome, tookMs: 20 };
}

/** An answered exchange. */
export function said(question: Question, part: Partial<Answer> = {}, more: Partial<Exchange> = {}): Exchange {
  const value = answer(part);
  const rungs = [rung(`udp ${value.truncated ? 'TC' : value.rcode}`)];
  return {
    server: server(1),
    question,
    answer: found(value, 20),
    rungs,
    strays: 0,
    caseMangled: false,
    roundTripMs: 20,
    ...more,
  };
}

/** An exchange that brought nothing. */
export function silent(question: Question, failure: FailureKind = 'timeout', rungs?: readonly string[]): Exchange {
  const tries =
    rungs ?? (failure === 'unmeasured' ? [] : [`udp ${failure}`, `udp ${failure}`, `udp- ${failure}`, `tcp ${failure}`]);
  const common = { server: server(1), question, strays: 0, caseMangled: false, roundTripMs: 0 };
  return { ...common, answer: failed(failure, 'nothing came back', 5000), rungs: tries.map(rung) };
}

const SOA_QUESTION: Question = { name: ZONE, type: 'SOA' };
const ABSENT: Question = { name: `_picket-nonexistent.${ZONE}`, type: 'A' };

/** A server in order: everything answered, SOA in every negative answer, foreign names refused. */
export function sounding(at: ZoneServer, part: Partial<Sounding> = {}): Sounding {
  const authorities = [soaRecord()];
  const bare = (type: Question['type']) => said({ name: ZONE, type }, { authorities });
  return {
    server: at,
    soa: said(SOA_QUESTION, { answers: [soaRecord()] }),
    tcp: said(SOA_QUESTION, { answers: [soaRecord()] }, { rungs: [rung('tcp NOERROR')] }),
    foreign: said(FOREIGN_QUESTION, { rcode: 'REFUSED', authoritative: false }),
    types: [bare('A'), bare('TXT'), bare('CAA'), bare('TYPE65400')],
    negative: said(ABSENT, { rcode: 'NXDOMAIN', authorities }),
    ...part,
  };
}

/** A server that answers every question alike. */
export function saying(at: ZoneServer, part: Partial<Answer>): Sounding {
  return each(at, (question) => said(question, { authoritative: false, ...part }));
}

/** A server from which nothing comes back to any question. */
export function dead(at: ZoneServer, failure: FailureKind = 'timeout'): Sounding {
  return each(at, (question) => silent(question, failure));
}

export function each(at: ZoneServer, ask: (question: Question) => Exchange): Sounding {
  const usual = sounding(at);
  const again = ({ question }: Exchange) => ask(question);
  return {
    server: at,
    soa: again(usual.soa),
    tcp: again(usual.tcp),
    foreign: again(usual.foreign),
    types: usual.types.map(again),
    negative: again(usual.negative),
  };
}

/** A secondary with this SOA, and what its timer says. */
export function voice(at: ZoneServer, soa: Partial<Soa> = {}, expireSeconds?: number): Voice {
  const part = { answers: [soaRecord(soa)], edns: edns(expireSeconds === undefined ? {} : { expireSeconds }) };
  return { server: at, soa: said(SOA_QUESTION, part), foreign: sounding(at).foreign };
}

/** Findings in short: `code severity subject`, the severity that of the meaning where the judge left it. */
export function inShort<T extends Target, S, C extends string>(check: Check<T, S, C>, findings: readonly Finding<C>[]): string[] {
  return findings.map((finding) => {
    const severity: Severity = finding.severity ?? check.meanings[finding.code].severity;
    return `${finding.code} ${severity} ${finding.subject}`;
  });
}

/** Every sentence and piece of advice of the findings, filled in. */
export function wordsOf<T extends Target, S, C extends string>(check: Check<T, S, C>, findings: readonly Finding<C>[]): string[] {
  return findings.flatMap(({ code, subject, evidence }) => {
    const words = WORDS[check.name]?.codes[code];
    return [words?.says ?? '', ...(words?.advice ?? [])].map((template) => fill(template, subject, evidence, NOW));
  });
}
