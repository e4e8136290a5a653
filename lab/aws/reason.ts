import type { AlarmState } from './alarm.ts';
import { COMPARISONS, type MetricAlarm } from './alarms.ts';
import type { Series } from './series.ts';

/** A time as CloudWatch writes it: ISO 8601 with `+0000`. */
export function stampOf(at: Date): string {
  return at.toISOString().replace('Z', '+0000');
}

/** Why a metric alarm changed, in CloudWatch's own words, and the same as data (User Guide, "Alarm events and EventBridge"). */
export function changeReason(
  alarm: MetricAlarm,
  value: AlarmState,
  windows: readonly number[],
  points: Series,
  at: Date,
): { reason: string; reasonData: string } {
  const real = points.flatMap((point, index) => (point === undefined ? [] : [{ point, start: windows[index] ?? 0 }]));
  const recent = real.slice(-alarm.evaluationPeriods);
  const { threshold, periodSeconds: period, evaluationPeriods } = alarm;
  const stat = alarm.plain ? { statistic: alarm.queries[0]?.metric?.stat } : {};
  const reasonData = {
    version: '1.0',
    queryDate: stampOf(at),
    ...(recent[0] ? { startDate: stampOf(new Date(recent[0].start)) } : {}),
    ...stat,
    period,
    recentDatapoints: recent.map(({ point }) => point),
    threshold,
    evaluatedDatapoints: recent.map(({ point, start }) => ({ timestamp: stampOf(new Date(start)), value: point })).reverse(),
  };
  const gaps = evaluationPeriods - recent.length;
  const reason = gaps > 0 ? gapReason(alarm, value, gaps) : crossedReason(alarm, value, recent);
  return { reason, reasonData: JSON.stringify(reasonData) };
}

function gapReason({ evaluationPeriods, treatMissingData }: MetricAlarm, value: AlarmState, gaps: number): string {
  const periods = `${gaps} of ${evaluationPeriods} ${evaluationPeriods === 1 ? 'period' : 'periods'}`;
  if (value === 'INSUFFICIENT_DATA') return `Insufficient Data: no datapoints were received for ${periods}.`;
  return `Threshold Crossed: no datapoints were received for ${periods}; missing data is treated as [${treatMissingData}].`;
}

function crossedReason(alarm: MetricAlarm, value: AlarmState, recent: readonly { point: number; start: number }[]): string {
  const comparison = COMPARISONS[alarm.comparison];
  const against = recent.filter(({ point }) => comparison?.holds(point, alarm.threshold) === (value === 'ALARM'));
  const newestFirst = against.toReversed();
  const shown = newestFirst.map(({ point, start }) => `${javaNumber(point)} (${shortTime(start)})`).join(', ');
  const was = `${against.length === 1 ? 'was' : 'were'}${value === 'ALARM' ? '' : ' not'} ${comparison?.says}`;
  const needed = value === 'ALARM' ? alarm.datapointsToAlarm : alarm.evaluationPeriods - alarm.datapointsToAlarm + 1;
  const transition = value === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK';
  return (
    `Threshold Crossed: ${against.length} out of the last ${alarm.evaluationPeriods} datapoints [${shown}] ${was} ` +
    `the threshold (${javaNumber(alarm.threshold)}) (minimum ${needed} datapoint${needed === 1 ? '' : 's'} for ${transition} transition).`
  );
}

function javaNumber(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** `02/10/19 16:59:00`. */
function shortTime(milliseconds: number): string {
  const [date = '', time = ''] = new Date(milliseconds).toISOString().split('T');
  const [year = '', month, day] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}
