import { type Absent, type Shared, shareFindings } from './headline.ts';
import type { Report } from './report.ts';
import type { Target } from './target.ts';
import { ALL_CHECKS, type VoteSeverity } from './vote.ts';

/** One alarm that changed its state, or that still rings. */
export interface Ring {
  /** The alarm's name. */
  readonly alarm: string;
  readonly check: string;
  readonly severity: VoteSeverity;
  readonly state: 'ALARM' | 'OK';
  /** The alarm's own description: what the letter says when nothing better is known. */
  readonly says: string;
  /** ISO 8601: the first slot of the run of votes, and the end of the last. Left out where the history could not be read. */
  readonly since?: string;
  readonly until?: string;
  /** The run may have begun before the history does. */
  readonly atLeast?: boolean;
}

/** A fault as it was told when its alarm began to ring. */
export interface Fault {
  readonly code: string;
  readonly subject: string;
  /** What the code means, one sentence. */
  readonly title: string;
}

/**
 * Why a letter is written. `change`: alarms changed. `more`: they did, by a cause that was told a few minutes ago. `reminder`: they ring for
 * long. `after maintenance`: they changed while they were muted. `drill`: somebody set them by hand.
 */
export type Occasion = 'change' | 'more' | 'reminder' | 'after maintenance' | 'drill';

/** What a letter is about: a target, its alarms that changed, and what the vantages see now. */
export interface Matter {
  readonly target: Target;
  readonly rings: readonly Ring[];
  readonly reports: readonly Report[];
  readonly absent: readonly Absent[];
  /** Checks for which one vantage is enough. */
  readonly single: readonly string[];
  /** Default `change`. */
  readonly occasion?: Occasion;
  /** Other targets in the same letter. */
  readonly alike?: readonly Target[];
  /** What the others share: the very same cause, or the same kind of fault. */
  readonly kinship?: 'cause' | 'kind';
  /** The fault that is over, where it is remembered. */
  readonly was?: Fault;
  /** ISO 8601: since when the letter about it said that it was so, where that is remembered. */
  readonly toldSince?: string;
}

/**
 * What the letter is headed with: the worst that the vantages agree on among the checks whose alarms changed, or what it is an echo of.
 * Undefined if they see nothing of the kind, or if none could be asked. Older faults of other checks had their own letter.
 */
export function headlineOf({ rings: all, reports, absent, single, occasion }: Matter): Shared | undefined {
  if (occasion === 'drill') return undefined;
  const ringing = all.filter(({ state }) => state === 'ALARM');
  const asked = ringing.length > 0 ? ringing : all;
  const grave = shareFindings(reports, absent, single).filter(({ agreed, told }) => agreed && isGrave(told.severity));
  const head = grave.find(({ check }) => isAbout(asked, check));
  return (head?.echo && grave.find(({ told, echo }) => told.code === head.told.echoes && !echo)) || head;
}

/** Does any alarm ring? If none does, the letter tells an end. */
export function stateOf({ rings }: Pick<Matter, 'rings'>): Ring['state'] {
  return rings.some(({ state }) => state === 'ALARM') ? 'ALARM' : 'OK';
}

/** All targets of a letter, first the one that it is headed by. */
export function targetsOf({ target, alike = [] }: Pick<Matter, 'target' | 'alike'>): readonly Target[] {
  return [target, ...alike];
}

/** The vantages by what they now say to the checks whose alarms changed: all calm, or not able to tell. */
export function nowOf({ rings, reports }: Matter): { readonly calm: readonly string[]; readonly unsure: readonly string[] } {
  const mine = reports.filter(({ check }) => isAbout(rings, check));
  const from = (which: (report: Report) => boolean) => [...new Set(mine.filter(which).map(({ vantage }) => vantage))];
  const unsure = from(({ state }) => state === 'unknown');
  const hurt = from(({ state }) => isGrave(state));
  return { unsure, calm: from(() => true).filter((vantage) => !unsure.includes(vantage) && !hurt.includes(vantage)) };
}

/** Do the alarms listen to this check, by itself or among all of them? */
function isAbout(rings: readonly Ring[], check: string): boolean {
  return rings.some((ring) => ring.check === check || ring.check === ALL_CHECKS);
}

/** Does it ring, so bad as it is? */
export function isGrave(severity: string): boolean {
  return severity === 'critical' || severity === 'warning';
}
