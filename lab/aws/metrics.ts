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

/** The metrics of one region. Nothing is pruned. */
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
  const kept = new Map<string, { name: MetricName; minutes: Map<number, Map<string, StatisticSet>> }>();
  return {
    put(datum) {
      const key = keyOf(datum);
      const metric = kept.get(key) ?? { name: nameOf(datum), minutes: new Map() };
      kept.set(key, metric);
      const minute = Math.floor(datum.at / MINUTE);
      const units = metric.minutes.get(minute) ?? new Map<string, StatisticSet>();
      metric.minutes.set(minute, units);
      units.set(datum.unit, merged([units.get(datum.unit), datum]) ?? datum);
    },
    value(stat, start) {
      const minutes = kept.get(keyOf(stat))?.minutes;
      if (!minutes) return undefined;
      const first = Math.floor(start / MINUTE);
      const sets: (StatisticSet | undefined)[] = [];
      for (let minute = first; minute < first + Math.max(1, stat.periodSeconds / 60); minute += 1) {
        for (const [unit, set] of minutes.get(minute) ?? []) {
          if (stat.unit === undefined || stat.unit === unit) sets.push(set);
        }
      }
      return statisticOf(merged(sets), stat.stat);
    },
    list: () => [...kept.values()].map(({ name }) => name),
  };
}

function merged(sets: readonly (StatisticSet | undefined)[]): StatisticSet | undefined {
  return sets.reduce((sum, set) => {
    if (!sum || !set) return sum ?? set;
    return {
      sampleCount: sum.sampleCount + set.sampleCount,
      sum: sum.sum + set.sum,
      minimum: Math.min(sum.minimum, set.minimum),
      maximum: Math.max(sum.maximum, set.maximum),
    };
  }, undefined);
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
