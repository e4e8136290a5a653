import * as v from 'valibot';
import { namespaceOf, VOTES } from './core/metric.ts';
import { nameOf, parseTarget, type Target } from './core/target.ts';
import type { VoteSeverity } from './core/vote.ts';
import type { History } from './publish/history.ts';

/** A vote alarm that went to ALARM, or back to OK from there. */
export interface Change {
  readonly alarm: string;
  readonly target: Target;
  readonly check: string;
  readonly severity: VoteSeverity;
  readonly state: 'ALARM' | 'OK';
  readonly at: Date;
  /** The alarm's description, one sentence. */
  readonly says: string;
  /** The metric it listens to. */
  readonly history: History;
}

const EVENT = v.object({
  detail: v.object({
    alarmName: v.string(),
    state: v.object({ value: v.string(), timestamp: v.string() }),
    previousState: v.optional(v.object({ value: v.string() })),
    configuration: v.optional(v.object({ description: v.optional(v.string()), metrics: v.optional(v.array(v.unknown())) })),
  }),
});

const METRIC = v.object({
  metricStat: v.object({
    metric: v.object({
      namespace: v.string(),
      name: v.string(),
      dimensions: v.object({ Target: v.string(), Check: v.string() }),
    }),
    period: v.number(),
    stat: v.string(),
  }),
});

/**
 * Reads a "CloudWatch Alarm State Change" event out of a queue message. Undefined for what is nobody's letter: alarms that are not of this
 * deployment's votes, INSUFFICIENT_DATA, and the OK that every alarm says when it is born. Throws where the text is no such event.
 */
export function readChange(text: string, deployment: string): Change | undefined {
  const { detail } = v.parse(EVENT, JSON.parse(text));
  const { value } = detail.state;
  if (value !== 'ALARM' && !(value === 'OK' && detail.previousState?.value === 'ALARM')) return undefined;
  const at = new Date(detail.state.timestamp);
  if (Number.isNaN(at.getTime())) throw new Error(`the event's time '${detail.state.timestamp}' is none`);
  const listens = (detail.configuration?.metrics ?? []).map((one) => v.safeParse(METRIC, one)).find(({ success }) => success);
  if (!listens?.success) return undefined;
  const { metric, period, stat } = listens.output.metricStat;
  const severity = (['critical', 'warning'] as const).find((one) => VOTES[one] === metric.name);
  const target = parseTarget(metric.dimensions.Target);
  if (metric.namespace !== namespaceOf(deployment) || severity === undefined || !target.ok) return undefined;
  const history = { ...metric, statistic: stat, periodSeconds: period };
  const says = detail.configuration?.description ?? detail.alarmName;
  return {
    alarm: detail.alarmName,
    target: target.value,
    check: metric.dimensions.Check,
    severity,
    state: value,
    at,
    says,
    history,
  };
}

/** The newest state of every alarm, by target: duplicates fold, and an older state of an alarm that has a newer one is dropped. */
export function byTarget(changes: readonly Change[]): readonly (readonly Change[])[] {
  const newest = new Map<string, Change>();
  for (const change of changes) {
    const known = newest.get(change.alarm);
    if (known === undefined || known.at < change.at) newest.set(change.alarm, change);
  }
  return [...Map.groupBy(newest.values(), ({ target }) => nameOf(target)).values()];
}
