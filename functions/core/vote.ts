import { type Check, isAbout } from './check.ts';
import { worst } from './finding.ts';
import type { Modes } from './modes.ts';
import type { Report } from './report.ts';
import type { Target } from './target.ts';
import { lacksSix } from './unmeasured.ts';

/** The severities that ring: each has its metric and its alarm. */
export type VoteSeverity = 'critical' | 'warning';

/** The `Check` dimension of the one vote that a target has in the mode `per-target`. */
export const ALL_CHECKS = 'all';

/** What votes as one about a target, with one alarm a severity: a check, or all of its checks together. */
export interface Voter {
  /** The `Check` dimension. */
  readonly name: string;
  /** Slots, as a check's. */
  readonly patience: number;
  readonly corroboration: Check['corroboration'];
  readonly severities: readonly VoteSeverity[];
  /** The checks whose reports it sums up. */
  readonly checks: readonly string[];
  /** Seconds between its votes, which come from one vantage. Absent: every slot, from every vantage. */
  readonly everySeconds?: number;
}

/** The votes that a check can cast at all, by its meanings: no metric and no alarm is made for what can never be. */
function votesOf(check: Pick<Check, 'meanings'>): readonly VoteSeverity[] {
  const reachable = Object.values(check.meanings).flatMap(({ severity, atWorst }) => [severity, atWorst ?? severity]);
  return (['critical', 'warning'] as const).filter((severity) => reachable.includes(severity));
}

/**
 * Who votes about a target. All checks together are as patient as the most patient of them, and ring by quorum: what one
 * vantage alone can prove is then not told, the price of that mode. A check with rounds of its own votes for itself in any mode.
 */
export function votersOf(target: Target, checks: readonly Check[], alarms: Modes['alarms']): readonly Voter[] {
  const voters = checks.filter((check) => isAbout(check, target) && votesOf(check).length > 0).map(voterOf);
  const together = voters.filter(({ everySeconds }) => everySeconds === undefined);
  if (alarms === 'per-check' || together.length === 0) return voters;
  return [allOf(together), ...voters.filter(({ everySeconds }) => everySeconds !== undefined)];
}

function voterOf(check: Check): Voter {
  const { name, patience, corroboration, cadence } = check;
  return { name, patience, corroboration, severities: votesOf(check), checks: [name], ...cadence };
}

function allOf(voters: readonly Voter[]): Voter {
  return {
    name: ALL_CHECKS,
    patience: Math.max(...voters.map(({ patience }) => patience)),
    corroboration: 'quorum',
    severities: (['critical', 'warning'] as const).filter((one) => voters.some(({ severities }) => severities.includes(one))),
    checks: voters.flatMap(({ checks }) => checks),
  };
}

/**
 * The vote of a report: 1 or 0, or none where Picket could not tell, since not measured is not fine.
 * Critical counts as warning too, so that an escalation is never told as a recovery.
 */
export function voteOf({ state }: Pick<Report, 'state'>, severity: VoteSeverity): 0 | 1 | undefined {
  if (state === 'unknown') return undefined;
  return state === 'critical' || state === severity ? 1 : 0;
}

/**
 * The vote of all reports that a voter sums up, as their worst; none where there is none of them. `dual`: where every vantage is meant to have IPv6, one
 * without it does not vote that there is nothing to warn of, since it has seen one half alone: others may have the fault before their eyes. What is
 * critical shows over IPv4 too.
 */
export function jointVoteOf(
  reports: readonly Pick<Report, 'state' | 'facts'>[],
  severity: VoteSeverity,
  dual = false,
): 0 | 1 | undefined {
  const vote = reports.length === 0 ? undefined : voteOf({ state: worst(reports.map(({ state }) => state)) }, severity);
  const abstains = dual && vote === 0 && severity === 'warning' && reports.some(({ facts }) => lacksSix(facts));
  return abstains ? undefined : vote;
}
