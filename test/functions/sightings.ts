import type { Check } from '../../functions/core/check.ts';
import type { Meaning, Severity, Words } from '../../functions/core/finding.ts';
import type { Report, Told } from '../../functions/core/report.ts';
import type { Target, ZoneTarget } from '../../functions/core/target.ts';

/** Plain reports and findings for tests of what is told about them. */
export const NOW = new Date('2026-11-20T10:04:00Z');

export const ZONE: ZoneTarget = { kind: 'zone', zone: 'example.org' };

export function toldOf(change: Partial<Told> = {}): Told {
  return {
    code: 'dns.secondary.expiring',
    subject: 'ns2.example.net/192.0.2.53',
    severity: 'critical',
    actWithin: '1 hour',
    who: 'whoever runs the secondary',
    says: 'ns2.example.net/192.0.2.53 has not reached its primary for 6 d 3 h and gives up the zone in 19 h.',
    advice: ['dig +norec +expire SOA example.org @192.0.2.53', 'On the secondary: `rndc retransfer example.org`.'],
    source: 'RFC 7314 section 4',
    evidence: { serial: 2026111401, refreshAgeSeconds: 529_200 },
    outlook: { at: '2026-11-21T05:04:00Z', what: 'ns2.example.net answers SERVFAIL' },
    ...change,
  };
}

export function reportOf(vantage: string, check: string, findings: readonly Told[] = [], change: Partial<Report> = {}): Report {
  const state = findings[0]?.severity ?? 'well';
  return {
    target: ZONE,
    check,
    vantage,
    at: NOW.toISOString(),
    state,
    findings,
    measurements: [],
    facts: [],
    tookMs: 3,
    ...change,
  };
}

/** A check that sees what it is told to see. */
export function checkOf(change: Partial<Check> = {}): Check {
  return {
    name: 'serial',
    about: 'zone',
    patience: 2,
    corroboration: 'quorum',
    meanings: { 'test.bad': meaningOf('critical'), 'test.poor': meaningOf('warning'), 'test.unknown': meaningOf('unknown') },
    measures: [{ name: 'SerialsBehind', unit: 'Count', statistic: 'Maximum', says: 'behind' }],
    observe: async () => 'seen',
    judge: () => [],
    measure: () => [],
    facts: () => [],
    ...change,
  };
}

/** What every code of `checkOf` says. */
const WORDED: Words = {
  actWithin: '1 day',
  who: 'you',
  title: 'A test.',
  says: 'It is {subject}.',
  advice: [],
  source: 'ours: a test',
};

/** The codes of `checkOf` in words. */
export const TEST_WORDS: Readonly<Record<string, Words>> = { 'test.bad': WORDED, 'test.poor': WORDED, 'test.unknown': WORDED };

export function meaningOf(severity: Severity): Meaning {
  return { severity };
}

export function zoneNamed(zone: string): Target {
  return { kind: 'zone', zone };
}
