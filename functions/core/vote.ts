import type { Check } from './check.ts';
import type { Report } from './report.ts';

/** The severities that ring: each has its metric and its alarm. */
export type VoteSeverity = 'critical' | 'warning';

/** The votes that a check can cast at all, by its meanings: no metric and no alarm is made for what can never be. */
export function votesOf(check: Pick<Check, 'meanings'>): readonly VoteSeverity[] {
  const reachable = Object.values(check.meanings).flatMap(({ severity, atWorst }) => [severity, atWorst ?? severity]);
  return (['critical', 'warning'] as const).filter((severity) => reachable.includes(severity));
}

/**
 * The vote of a report: 1 or 0, or none where Picket could not tell, since not measured is not fine.
 * Critical counts as warning too, so that an escalation is never told as a recovery.
 */
export function voteOf({ state }: Pick<Report, 'state'>, severity: VoteSeverity): 0 | 1 | undefined {
  if (state === 'unknown') return undefined;
  return state === 'critical' || state === severity ? 1 : 0;
}
