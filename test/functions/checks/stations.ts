import type { Answer, Exchange, Question, ResourceRecord } from '../../../functions/core/dns.ts';
import { type FailureKind, failed } from '../../../functions/core/observation.ts';
import type { Reply, Station } from '../../../functions/core/station.ts';
import type { Trail } from '../../../functions/core/trail.ts';
import { said, server, silent, soaRecord, ZONE } from './seen.ts';

/** A TXT record of strings, given as latin-1. */
export const txt = (owner: string, ...strings: string[]): ResourceRecord => ({
  ...{ owner, ttlSeconds: 60, type: 'TXT' },
  strings: strings.map((one) => Buffer.from(one, 'latin1')),
});

export const cname = (owner: string, name: string): ResourceRecord => ({ owner, ttlSeconds: 60, type: 'CNAME', name });

export const caaOf = (owner: string, value: string, tag = 'issue', flags = 0): ResourceRecord => ({
  ...{ owner, ttlSeconds: 60, type: 'CAA', flags, tag },
  value: Buffer.from(value, 'latin1'),
});

/**
 * What one server does: answer with records, `nodata`, `nxdomain`, an rcode, a failure, or an answer written out. A failing server is sick
 * too where it is written `!SERVFAIL`. `@7` behind it is its serial.
 */
export type Deed = string | readonly ResourceRecord[] | Partial<Answer>;

const FAILURES: readonly string[] = ['timeout', 'refused', 'malformed', 'unmeasured'];

/** One station: a deed for each server. */
export function stationOf(question: Question, deeds: readonly Deed[], zone = ZONE): Station {
  return { name: question.name, zone, replies: deeds.map((deed, index) => replyOf(question, deed, index + 1, zone)) };
}

function replyOf(question: Question, deed: Deed, n: number, zone: string): Reply {
  const [, sick = '', word = '', serial = '1'] = typeof deed === 'string' ? (/^(!?)([^@]*)(?:@(\d+))?$/.exec(deed) ?? []) : [];
  const asked: Question = { name: zone, type: 'SOA' };
  const soaWell = said(asked, { answers: [soaRecord({ serial: Number(serial) }, zone)] });
  return {
    server: server(n),
    exchange:
      typeof deed === 'string' ? exchangeOf(question, word, zone) : said(question, 'length' in deed ? { answers: deed } : deed),
    soa: sick === '!' ? exchangeOf(asked, word, zone) : soaWell,
  };
}

function exchangeOf(question: Question, word: string, zone: string): Exchange {
  const negative = { authorities: [soaRecord({}, zone)] };
  if (FAILURES.includes(word)) return silent(question, word as FailureKind);
  if (word === 'nodata') return said(question, negative);
  return word === 'nxdomain' ? said(question, { rcode: 'NXDOMAIN', ...negative }) : said(question, { rcode: word });
}

export function trailThrough(...stations: readonly Station[]): Trail {
  return { stations };
}

/** A trail that could not even begin, or not go on. */
export function lostAfter(stations: readonly Station[], failure: FailureKind, detail: string): Trail {
  const lost = failed(failure, detail, 5);
  return { stations, ...(lost.ok ? {} : { lost }) };
}
