import type { Fact } from '../../functions/core/check.ts';
import { worst } from '../../functions/core/finding.ts';
import type { Report, Told } from '../../functions/core/report.ts';
import { parseTarget, type Target } from '../../functions/core/target.ts';

/** A finding as `run` tells it, with what a test does not care about filled in. */
export function told(code: string, subject: string, rest: Partial<Told> = {}): Told {
  return {
    code,
    subject,
    severity: 'warning',
    evidence: {},
    actWithin: '1 day',
    who: 'whoever runs the secondary',
    says: `${subject} serves an older copy of the zone.`,
    advice: [`dig +norec SOA example.org @${subject.split('/')[1] ?? subject}`, 'Compare the serial with that of the primary.'],
    source: 'RFC 1034 section 4.3.5',
    ...rest,
  };
}

/** A report of one check; its state follows from the findings, as in `run`. */
export function report(check: string, name: string, findings: readonly Told[] = [], facts: readonly Fact[] = []): Report {
  return {
    target: targetOf(name),
    check,
    vantage: 'here',
    at: '2026-11-20T10:05:00.000Z',
    state: worst(findings.map(({ severity }) => severity)),
    findings,
    measurements: [],
    facts,
    tookMs: 412.7,
  };
}

/** One row of facts. */
export function fact(subject: string, values: Fact['values']): Fact {
  return { subject, values };
}

function targetOf(name: string): Target {
  const parsed = parseTarget(name);
  if (!parsed.ok) throw new Error(parsed.fault);
  return parsed.value;
}
