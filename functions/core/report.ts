import type { Fact } from './check.ts';
import type { ActWithin, Finding, Severity, State } from './finding.ts';
import type { Forecast } from './forecast.ts';
import type { Measurement } from './metric.ts';
import type { Target } from './target.ts';

/** A finding with its meaning's words filled in. */
export interface Told extends Finding {
  readonly severity: Severity;
  readonly actWithin: ActWithin;
  readonly who: string;
  readonly says: string;
  readonly advice: readonly string[];
  readonly source: string;
  /** The code of the finding that this one is only an echo of (domain A17). It still votes; it is not a headline. */
  readonly echoes?: string;
}

/** What one check saw of one target from one vantage. */
export interface Report {
  readonly target: Target;
  readonly check: string;
  readonly vantage: string;
  /** ISO 8601: when the judge looked. */
  readonly at: string;
  readonly state: State;
  readonly findings: readonly Told[];
  readonly measurements: readonly Measurement[];
  readonly facts: readonly Fact[];
  /** Of the check `dns-01`: would a CA issue the certificates that the zone declares, as seen from this vantage? */
  readonly forecasts?: readonly Forecast[];
  readonly tookMs: number;
}
