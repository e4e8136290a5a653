import { type Column, merged, openColumn } from './column.ts';

/** Name, namespace and dimensions: together a metric's identity. Two sets of dimensions are two metrics. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What CloudWatch keeps of the values of one minute. */
export interface StatisticSet {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** One datum as it is kept. `at` is in milliseconds since 1970; `unit` is `None` unless the publisher said otherwise. */
export interface Datum extends MetricName, StatisticSet {
  readonly at: number;
  readonly unit: string;
}

/** A statistic over a period of a metric. Without `unit`, data of every unit counts. */
export interface MetricStat extends MetricName {
  readonly stat: string;
  readonly periodSeconds: number;
  readonly unit?: string | undefined;
}

/** The metrics of one region. Values of the last 15 days are kept, by the minute. */
export interface Metrics {
  put(datum: Datum): void;
  /** The statistic of the period that begins at `start` (milliseconds); undefined where there is no data. */
  value(stat: MetricStat, start: number): number | undefined;
  list(): readonly MetricName[];
}

/** The statistics that are understood. */
export const STATISTICS = ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount'] as const;

const MINUTE = 60_000;

/** Standard resolution: values are kept by the minute, high-resolution ones too. */
export function openMetrics(): Metrics {
  const kept = new Map<string, { readonly name: MetricName; readonly units: Map<string, Column> }>();
  // The alarms ask every minute with the same words.
  const keys = new WeakMap<MetricStat, string>();
  return {
    put(datum) {
      const key = keyOf(datum);
      const metric = kept.get(key) ?? { name: nameOf(datum), units: new Map<string, Column>() };
      kept.set(key, metric);
      const column = metric.units.get(datum.unit) ?? openColumn();
      metric.units.set(datum.unit, column);
      column.add(Math.floor(datum.at / MINUTE), datum);
    },
    value(stat, start) {
      const key = keys.get(stat) ?? keyOf(stat);
      keys.set(stat, key);
      let all: StatisticSet | undefined;
      for (const [unit, column] of kept.get(key)?.units ?? []) {
        if (stat.unit !== undefined && stat.unit !== unit) continue;
        const set = column.over(Math.floor(start / MINUTE), Math.max(1, stat.periodSeconds / 60));
        all = all && set ? merged(all, set) : (all ?? set);
      }
      return statisticOf(all, stat.stat);
    },
    list: () => [...kept.values()].map(({ name }) => name),
  };
}

function statisticOf(set: StatisticSet | undefined, stat: string): number | undefined {
  if (!set) return undefined;
  if (stat === 'Average') return set.sum / set.sampleCount;
  const values: Record<string, number> = {
    Sum: set.sum,
    Minimum: set.minimum,
    Maximum: set.maximum,
    SampleCount: set.sampleCount,
  };
  return values[stat];
}

function nameOf({ namespace, name, dimensions }: MetricName): MetricName {
  return { namespace, name, dimensions };
}

function keyOf({ namespace, name, dimensions }: MetricName): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}
