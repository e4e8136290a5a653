import { domainToUnicode } from 'node:url';
import * as v from 'valibot';
import { isDrill } from './core/drill.ts';
import { namespaceOf, VOTES } from './core/metric.ts';
import { nameOf, parseTarget, type Target } from './core/target.ts';
import type { VoteSeverity } from './core/vote.ts';
import type { History } from './publish/history.ts';

/** A vote alarm that went to ALARM, or back to OK from there. */
export interface Change {
  readonly alarm: string;
  readonly arn?: string;
  readonly target: Target;
  readonly check: string;
  readonly severity: VoteSeverity;
  readonly state: 'ALARM' | 'OK';
  readonly at: Date;
  /** Of an alarm that is quiet again: when it had begun to ring, where that is known. */
  readonly rangAt?: Date;
  /** The alarm's description, one sentence. */
  readonly says: string;
  /** Somebody set the alarm by hand, or it comes back from there. */
  readonly drill: boolean;
  /** The metric it listens to. */
  readonly history: History;
}

const STATE = v.object({
  value: v.string(),
  timestamp: v.string(),
  reason: v.optional(v.string()),
  reasonData: v.optional(v.string()),
});

/** The parts of a "CloudWatch Alarm State Change" event that are read. */
export const EVENT = v.object({
  resources: v.optional(v.array(v.string()), []),
  detail: v.object({
    alarmName: v.string(),
    state: STATE,
    previousState: v.optional(
      v.object({
        value: v.string(),
        reason: v.optional(v.string()),
        timestamp: v.optional(v.string()),
        actionsSuppressedBy: v.optional(v.string()),
      }),
    ),
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
  const { detail, resources } = v.parse(EVENT, JSON.parse(text));
  const [arn] = resources;
  const { value } = detail.state;
  if (value !== 'ALARM' && !(value === 'OK' && detail.previousState?.value === 'ALARM')) return undefined;
  const at = new Date(detail.state.timestamp);
  if (Number.isNaN(at.getTime())) throw new Error(`the event's time '${detail.state.timestamp}' is none`);
  const listens = (detail.configuration?.metrics ?? []).map((one) => v.safeParse(METRIC, one)).find(({ success }) => success);
  if (!listens?.success) return undefined;
  const { metric, period, stat } = listens.output.metricStat;
  const vote = voteOf(metric.namespace, metric.name, metric.dimensions, deployment);
  if (vote === undefined) return undefined;
  const threshold = thresholdIn(detail.state.reasonData);
  const rangAt = new Date(detail.previousState?.timestamp ?? '');
  return {
    ...vote,
    alarm: detail.alarmName,
    ...(arn === undefined ? {} : { arn }),
    state: value,
    at,
    ...(value === 'OK' && !Number.isNaN(rangAt.getTime()) ? { rangAt } : {}),
    says: detail.configuration?.description ?? detail.alarmName,
    drill: isDrill(detail.state.reason) || (value === 'OK' && isDrill(detail.previousState?.reason)),
    history: { ...metric, statistic: stat, periodSeconds: period, ...(threshold === undefined ? {} : { threshold }) },
  };
}

/** What a vote metric is about; undefined for any other metric, and for a target that Picket cannot read. */
export function voteOf(
  namespace: string,
  name: string,
  { Target, Check }: Readonly<Record<'Target' | 'Check', string>>,
  deployment: string,
): Pick<Change, 'target' | 'check' | 'severity'> | undefined {
  const severity = (['critical', 'warning'] as const).find((one) => VOTES[one] === name);
  const target = parseTarget(Target);
  if (namespace !== namespaceOf(deployment) || severity === undefined || !target.ok) return undefined;
  return { target: inLetters(target.value), check: Check, severity };
}

/** Metrics know A-labels alone; a person reads the letters they stand for. */
function inLetters(target: Target): Target {
  const ascii = target.kind === 'zone' ? target.zone : target.host;
  const letters = domainToUnicode(ascii);
  return letters === '' || letters === ascii ? target : { ...target, typed: nameOf(target).replace(ascii, letters) };
}

/** The threshold among CloudWatch's reasons. They are told as JSON in a text, which is not always there and not always JSON. */
function thresholdIn(reasonData: string | undefined): number | undefined {
  try {
    const { threshold } = JSON.parse(reasonData ?? '{}') as { threshold?: unknown };
    return typeof threshold === 'number' ? threshold : undefined;
  } catch {
    return undefined;
  }
}

/** The same change comes twice now and then; a later one of the same alarm is another. */
export function printOf({ alarm, at }: Pick<Change, 'alarm' | 'at'>): string {
  return `${at.toISOString()} ${alarm}`;
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
