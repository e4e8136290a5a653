import { type Absent, type Shared, shareFindings } from './headline.ts';
import type { Report } from './report.ts';
import type { Target } from './target.ts';
import type { VoteSeverity } from './vote.ts';

/** One alarm that changed its state. */
export interface Ring {
  readonly check: string;
  readonly severity: VoteSeverity;
  readonly state: 'ALARM' | 'OK';
  /** The alarm's own description: what the letter says when nothing better is known. */
  readonly says: string;
  /** ISO 8601: the first and the last slot of the run of votes. Left out where the history could not be read. */
  readonly since?: string;
  readonly until?: string;
  /** The run may have begun before the history does. */
  readonly atLeast?: boolean;
}

/** What a letter is about: a target, its alarms that changed, and what the vantages see now. */
export interface Matter {
  readonly target: Target;
  readonly rings: readonly Ring[];
  readonly reports: readonly Report[];
  readonly absent: readonly Absent[];
  /** Checks for which one vantage is enough. */
  readonly single: readonly string[];
  /** Other targets hurt by the very same cause. */
  readonly alike?: readonly Target[];
}

/**
 * What the letter is headed with: the worst that the vantages agree on among the checks whose alarms changed, or what it is an echo of.
 * Undefined if they see nothing of the kind, or if none could be asked. Older faults of other checks had their own letter.
 */
export function headlineOf({ rings: all, reports, absent, single }: Matter): Shared | undefined {
  const ringing = all.filter(({ state }) => state === 'ALARM');
  const checks = (ringing.length > 0 ? ringing : all).map(({ check }) => check);
  const grave = shareFindings(reports, absent, single).filter(({ agreed, told }) => agreed && isGrave(told.severity));
  const head = grave.find(({ check }) => checks.includes(check));
  return (head?.echo && grave.find(({ told, echo }) => told.code === head.told.echoes && !echo)) || head;
}

/** The vantages by what they now say to the checks whose alarms changed: all calm, or not able to tell. */
export function nowOf({ rings, reports }: Matter): { readonly calm: readonly string[]; readonly unsure: readonly string[] } {
  const mine = reports.filter(({ check }) => rings.some((ring) => ring.check === check));
  const from = (which: (report: Report) => boolean) => [...new Set(mine.filter(which).map(({ vantage }) => vantage))];
  const unsure = from(({ state }) => state === 'unknown');
  const hurt = from(({ state }) => isGrave(state));
  return { unsure, calm: from(() => true).filter((vantage) => !unsure.includes(vantage) && !hurt.includes(vantage)) };
}

function isGrave(severity: string): boolean {
  return severity === 'critical' || severity === 'warning';
}
