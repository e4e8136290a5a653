import { type CloudWatchClient, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import { slotOf } from '../core/order.ts';

/** The metric of an alarm, as its event names it. */
export interface History {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
  readonly periodSeconds: number;
  /** The alarm's threshold, where it is known. */
  readonly threshold?: number;
}

/** The value of one slot. */
export interface SlotValue {
  readonly at: Date;
  readonly value: number;
}

/** A run of votes: its first slot, its last one, and whether it may have begun before the history does. */
export interface VoteRun {
  readonly since: Date;
  readonly until: Date;
  readonly atLeast: boolean;
}

/**
 * Would this value of the history make its alarm ring? `Maximum`: one vantage is enough. `Average`: more than half of those that voted.
 * `Sum`: more than the threshold, since votes of 0 are not sent then.
 */
export function breachOf({ statistic, threshold = 0.5 }: History): (value: number) => boolean {
  if (statistic === 'Maximum') return (value) => value >= 1;
  return statistic === 'Sum' ? (value) => value > threshold : (value) => value > 0.5;
}

/** How far back a letter looks. CloudWatch keeps points of a minute for 15 days. */
const LOOK_BACK_MS = 14 * 24 * 3_600_000;

/**
 * The newest run of votes. One slot without the vote does not end it, as it would not end the alarm (M of M + 1); two in a row do.
 * A slot without data neither ends nor prolongs it.
 */
export function newestRun(values: readonly SlotValue[], breaches: (value: number) => boolean): VoteRun | undefined {
  const newestFirst = [...values].sort((a, b) => b.at.getTime() - a.at.getTime());
  const head = newestFirst.findIndex(({ value }) => breaches(value));
  const last = newestFirst[head];
  if (last === undefined) return undefined;
  let first = last;
  let calm = 0;
  for (const slot of newestFirst.slice(head + 1)) {
    calm = breaches(slot.value) ? 0 : calm + 1;
    if (calm === 2) return { since: first.at, until: last.at, atLeast: false };
    if (calm === 0) first = slot;
  }
  return { since: first.at, until: last.at, atLeast: newestFirst.at(-1) === first };
}

/** The values of the last 14 days, newest first. Where only votes of 1 are sent (`Sum`), a slot without any is 0. */
export async function readHistory(client: CloudWatchClient, history: History, now: Date): Promise<readonly SlotValue[]> {
  const { namespace, name, dimensions, statistic, periodSeconds } = history;
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: name, Dimensions };
  const pages = paginateGetMetricData(
    { client },
    {
      MetricDataQueries: [{ Id: 'votes', MetricStat: { Metric, Stat: statistic, Period: periodSeconds } }],
      StartTime: slotOf(new Date(now.getTime() - LOOK_BACK_MS), periodSeconds),
      EndTime: now,
      ScanBy: 'TimestampDescending',
    },
  );
  const values: SlotValue[] = [];
  for await (const page of pages) {
    for (const { Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
      values.push(...Timestamps.flatMap((at, index) => (Values[index] === undefined ? [] : [{ at, value: Values[index] }])));
    }
  }
  return statistic === 'Sum' ? withZeros(values, periodSeconds, now) : values;
}

function withZeros(values: readonly SlotValue[], periodSeconds: number, now: Date): readonly SlotValue[] {
  const known = new Map(values.map(({ at, value }) => [at.getTime(), value]));
  const oldest = Math.min(...known.keys());
  const filled: SlotValue[] = [];
  // The newest slot may still be filling.
  for (let at = slotOf(now, periodSeconds).getTime() - periodSeconds * 1000; at > oldest; at -= periodSeconds * 1000)
    filled.push({ at: new Date(at), value: known.get(at) ?? 0 });
  return values.length === 0 ? [] : [...filled, { at: new Date(oldest), value: known.get(oldest) ?? 0 }];
}
