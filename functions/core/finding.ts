/** What to do: nothing (shown), mail, page; `unknown` means that Picket could not tell, and is never counted as well. */
export type Severity = 'notice' | 'warning' | 'critical' | 'unknown';

/** A report's worst severity, or `well`. */
export type State = 'well' | Severity;

/** By when somebody should have acted. */
export type ActWithin = '1 hour' | '1 day' | '1 week' | 'no hurry';

/** What a code means for the vote, written beside the judge that may emit it. */
export interface Meaning {
  /** How bad it is as a rule; a finding may say otherwise, up to `atWorst`. */
  readonly severity: Severity;
  /** The worst severity the judge may give to this code. Default: `severity`. The CDK makes alarms by it. */
  readonly atWorst?: Severity;
  /** Codes that are only echoes of this one: of the same subject, or of every subject where this finding is about the target itself. */
  readonly implies?: readonly string[];
}

/**
 * What a code means for a person, in the same file as its meaning. The probe is deployed without them: whoever tells looks them up.
 * `says` and `advice` may hold slots: `{subject}` and the names of the finding's evidence, filled by `core/wording.ts`.
 */
export interface Words {
  readonly actWithin: ActWithin;
  /** Who can mend it: `whoever runs the secondary`, `the owner of the domain at its registrar`. */
  readonly who: string;
  /** The fault in general, one sentence; the catalogue and `picket explain` print it. */
  readonly title: string;
  /** The fault at hand: one sentence that names the cause. */
  readonly says: string;
  /** What to do first: one step or command an item. */
  readonly advice: readonly string[];
  /** RFC and section, CA document, or `ours: why`. */
  readonly source: string;
}

/** A check for people. */
export interface Chapter {
  /** What it asks, in one line. */
  readonly asks: string;
  readonly codes: Readonly<Record<string, Words>>;
}

/** All checks for people, by name. */
export type Phrasebook = Readonly<Record<string, Chapter>>;

/** Numbers and words that prove a finding. Units are in the key: `refreshAgeSeconds`, `tookMs`, `expiresAt` (ISO 8601). */
export type Evidence = Readonly<Record<string, string | number>>;

/** What will happen if nobody acts. */
export interface Outlook {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** A clause: `ns2.example.net answers SERVFAIL`. */
  readonly what: string;
}

/** One thing that a judge found. */
export interface Finding<Code extends string = string> {
  readonly code: Code;
  /** What it is about: `ns2.example.net/192.0.2.53`, an address with port, or the target's own name. */
  readonly subject: string;
  /** Where it differs from the meaning's. */
  readonly severity?: Severity;
  /** The family of addresses that it is about, where its subject does not say so: a vantage that could ask none of them cannot tell. */
  readonly family?: 'IPv6';
  readonly evidence: Evidence;
  /** Names that it is about besides its subject, all of them: the evidence is for people, and lists the first few. */
  readonly names?: readonly string[];
  readonly outlook?: Outlook;
}

const RANK: Readonly<Record<State, number>> = { well: 0, notice: 1, unknown: 2, warning: 3, critical: 4 };

/** The worse of two. A measured warning outranks `unknown`, as monitoring plugins do it. */
export function worse(a: State, b: State): State {
  return RANK[a] >= RANK[b] ? a : b;
}

/** The worst of many; `well` of none. */
export function worst(states: Iterable<State>): State {
  let sum: State = 'well';
  for (const state of states) sum = worse(sum, state);
  return sum;
}
