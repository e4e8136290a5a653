import type { AlarmState, Patience } from './alarm.ts';
import type { MetricStat } from './metrics.ts';
import type { HeldBy } from './suppression.ts';

/** Where an alarm stands, and why. */
export interface Standing {
  readonly value: AlarmState;
  readonly reason: string;
  /** JSON text; absent where CloudWatch sends none. */
  readonly reasonData?: string;
  readonly at: Date;
  /** What holds the actions of this state back; none once they are taken. */
  heldBy?: HeldBy | undefined;
}

/** One query of a metric alarm: a metric's statistic, or an expression over the others. */
export type Query = { readonly id: string; readonly label?: string | undefined; readonly returnData: boolean } & (
  | { readonly metric: MetricStat; readonly expression?: never }
  | { readonly expression: string; readonly metric?: never }
);

/** What all alarms have. */
interface AlarmBase {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly description?: string | undefined;
  readonly actionsEnabled: boolean;
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
  standing: Standing;
}

/** An alarm over a metric or an expression. */
export interface MetricAlarm extends AlarmBase, Patience {
  readonly kind: 'metric';
  readonly queries: readonly Query[];
  /** The template gave metric and statistic directly, without `Metrics`. */
  readonly plain: boolean;
  readonly periodSeconds: number;
  readonly comparison: string;
  readonly threshold: number;
  /** Periods are aligned to the clock and complete (`EvaluationWindow.WallClockWindow`); otherwise they slide by the minute. */
  readonly wallClock: boolean;
}

/** An alarm over other alarms. */
export interface CompositeAlarm extends AlarmBase {
  readonly kind: 'composite';
  readonly rule: string;
  readonly suppressor?: string | undefined;
  /** How long the actions wait for the suppressor to ring, in seconds. */
  readonly waitSeconds: number;
  /** How long the actions wait after the suppressor has fallen silent, in seconds. */
  readonly extensionSeconds: number;
}

/** Any alarm of the template. */
export type Alarm = MetricAlarm | CompositeAlarm;

/** One change of an alarm's state. */
export interface Change {
  readonly alarm: Alarm;
  readonly from: Standing;
  readonly to: Standing;
}

/** How an alarm compares, and how its reason says so. */
export const COMPARISONS: Readonly<Record<string, { holds: (value: number, threshold: number) => boolean; says: string }>> = {
  GreaterThanThreshold: { holds: (a, b) => a > b, says: 'greater than' },
  GreaterThanOrEqualToThreshold: { holds: (a, b) => a >= b, says: 'greater than or equal to' },
  LessThanThreshold: { holds: (a, b) => a < b, says: 'less than' },
  LessThanOrEqualToThreshold: { holds: (a, b) => a <= b, says: 'less than or equal to' },
};

/** How an alarm begins. */
export function newStanding(at: Date): Standing {
  return { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', at };
}

/** Moves an alarm into a new standing. */
export function changed(alarm: Alarm, to: Standing): Change {
  const change = { alarm, from: alarm.standing, to };
  alarm.standing = to;
  return change;
}
