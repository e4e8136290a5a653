import { type AlarmState, type Breach, evaluationRange, nextState } from './alarm.ts';
import { type Alarm, type Change, COMPARISONS, type CompositeAlarm, changed, type MetricAlarm } from './alarms.ts';
import type { Metrics } from './metrics.ts';
import { evaluateQueries } from './queries.ts';
import { changeReason, stampOf } from './reason.ts';
import { parseRule } from './rule.ts';
import { type Series, seriesOf } from './series.ts';

/** Evaluates one metric alarm at a time; the change where there is one, already made. */
export function evaluateAlarm(alarm: MetricAlarm, metrics: Metrics, at: Date): Change | undefined {
  const windows = windowsOf(alarm, at);
  const points = pointsOf(alarm, metrics, windows);
  const holds = COMPARISONS[alarm.comparison]?.holds;
  if (!holds) throw new Error(`alarm ${alarm.name}: the comparison ${alarm.comparison} is not understood by the stand-in`);
  const breaches: Breach[] = points.map((point) => (point === undefined ? undefined : holds(point, alarm.threshold)));
  const value = nextState(breaches, alarm, alarm.standing.value);
  if (value === alarm.standing.value) return undefined;
  return changed(alarm, { value, at, ...changeReason(alarm, value, windows, points, at) });
}

/**
 * Starts of the periods of the evaluation range, oldest first, in milliseconds. The newest ends at `at`, floored to the minute
 * or, for a wall-clock window, to the period (User Guide, "Alarm evaluation window"): a point stamped `at` itself is seen a
 * minute later.
 */
function windowsOf(alarm: MetricAlarm, at: Date): readonly number[] {
  const period = alarm.periodSeconds * 1000;
  const grain = alarm.wallClock ? period : Math.min(period, 60_000);
  const end = Math.floor(at.getTime() / grain) * grain;
  const count = evaluationRange(alarm.evaluationPeriods);
  return Array.from({ length: count }, (_, index) => end - (count - index) * period);
}

function pointsOf(alarm: MetricAlarm, metrics: Metrics, windows: readonly number[]): Series {
  const values = evaluateQueries(alarm.queries, metrics, windows);
  const told = alarm.queries.filter(({ returnData }) => returnData);
  if (told.length !== 1) throw new Error(`alarm ${alarm.name}: exactly one query must return data, not ${told.length}`);
  return seriesOf(values[told[0]?.id ?? ''] ?? 0, windows.length);
}

/** Evaluates the composites of a region until none changes any more: one may be built upon another. */
export function evaluateComposites(alarms: readonly Alarm[], at: Date): readonly Change[] {
  const changes: Change[] = [];
  const stateOf = (key: string) => alarms.find(({ name, arn }) => name === key || arn === key)?.standing.value;
  const composites = alarms.filter((alarm) => alarm.kind === 'composite');
  for (let round = 0; round <= composites.length; round += 1) {
    const before = changes.length;
    for (const alarm of composites) {
      const value: AlarmState = parseRule(alarm.rule)(stateOf) ? 'ALARM' : 'OK';
      if (value !== alarm.standing.value) changes.push(changed(alarm, { value, at, ...compositeReason(alarm, alarms, at) }));
    }
    if (changes.length === before) return changes;
  }
  throw new Error(`the composite alarms ${composites.map(({ name }) => name).join(', ')} depend on each other in a circle`);
}

function compositeReason(alarm: CompositeAlarm, alarms: readonly Alarm[], at: Date): { reason: string; reasonData: string } {
  const named = alarms.filter(({ name, arn }) => alarm.rule.includes(`"${name}"`) || alarm.rule.includes(arn));
  const triggers = named.filter(({ standing }) => standing.at.getTime() === at.getTime());
  const triggeringAlarms = (triggers.length > 0 ? triggers : named).map(({ arn, standing }) => ({
    arn,
    state: { value: standing.value, timestamp: stampOf(standing.at) },
  }));
  const [first] = triggeringAlarms;
  const reason = first ? `${first.arn} transitioned to ${first.state.value} at ${at.toUTCString()}` : `${alarm.arn} was created`;
  return { reason, reasonData: JSON.stringify({ triggeringAlarms }) };
}
