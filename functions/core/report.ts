import type { Fact } from './check.ts';
import type { Finding, Severity, State, Words } from './finding.ts';
import type { Forecast } from './forecast.ts';
import type { Measurement } from './metric.ts';
import type { Target } from './target.ts';

/** A finding as it votes: how bad it is here, and whether it only echoes another. */
export interface Weighed extends Finding {
  readonly severity: Severity;
  /** The code of the finding that this one is only an echo of (domain A17). It still votes; it is not a headline. */
  readonly echoes?: string;
}

/** A finding in words, all slots filled. */
export interface Told extends Weighed, Omit<Words, 'title'> {}

/** What one check saw of one target from one vantage. A probe reports codes and evidence, `Report<Weighed>`; whoever tells it has it in words. */
export interface Report<F extends Weighed = Told> {
  readonly target: Target;
  readonly check: string;
  readonly vantage: string;
  /** ISO 8601: when the judge looked. */
  readonly at: string;
  readonly state: State;
  readonly findings: readonly F[];
  readonly measurements: readonly Measurement[];
  readonly facts: readonly Fact[];
  /** Of the check `dns-01`: would a CA issue the certificates that the zone declares, as seen from this vantage? */
  readonly forecasts?: readonly Forecast[];
  readonly tookMs: number;
}
