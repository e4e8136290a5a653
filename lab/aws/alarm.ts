/** The three states of an alarm. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** The part of an alarm's definition that decides over points already compared with the threshold. */
export interface Patience {
  /** N: points that are evaluated. */
  readonly evaluationPeriods: number;
  /** M of N: breaching points that make an alarm; N where the definition is silent. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: 'missing' | 'ignore' | 'breaching' | 'notBreaching';
}

/** One point of the evaluation range; undefined where data is missing. */
export type Breach = boolean | undefined;

/**
 * Points that CloudWatch fetches for N evaluation periods, so that missing ones can be stepped over. The guide leaves the number
 * open; its published examples fetch 5 for 3, and so N + 2 is used throughout.
 */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + 2;
}

/**
 * The next state, by the rules of the CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data"
 * (awsdocs/amazon-cloudwatch-user-guide, doc_source/AlarmThatSendsEmail.md, both tables of the edition of May 2023). `points` are
 * the evaluation range, oldest first. With N real points, missing ones do not matter; with fewer, each is treated as told, except
 * that a non-breaching point settles OK and breaching ones alone may be premature. `- - - - X` under `missing` is in neither
 * table: the state is kept (ours: the guide says only that it is not ALARM yet, and INSUFFICIENT_DATA only if all are missing).
 */
export function nextState(points: readonly Breach[], patience: Patience, previous: AlarmState): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = patience;
  const real = points.filter((point) => point !== undefined);
  const counted = real.slice(-evaluationPeriods);
  const breaching = counted.filter(Boolean).length;
  const gaps = Math.max(0, evaluationPeriods - real.length);
  const filled = treatMissingData === 'breaching' ? gaps : 0;
  if (breaching + filled >= datapointsToAlarm) return 'ALARM';
  if (gaps === 0 || treatMissingData === 'breaching' || treatMissingData === 'notBreaching') return 'OK';
  if (real.includes(false)) return 'OK';
  if (treatMissingData === 'ignore') return previous;
  if (real.length === 0) return 'INSUFFICIENT_DATA';
  return isOldEnough(points, datapointsToAlarm) ? 'ALARM' : previous;
}

/** "Avoiding premature transitions": the oldest breaching point, with nothing well after it, is at least M points old. */
function isOldEnough(points: readonly Breach[], datapointsToAlarm: number): boolean {
  return points.length - points.indexOf(true) >= datapointsToAlarm;
}
