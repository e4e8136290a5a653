import type { StatisticSet } from './metrics.ts';

/** The values of one metric in one unit, by the minute. */
export interface Column {
  /** A minute that has values already gets these on top. */
  add(minute: number, set: StatisticSet): void;
  /** All values of `count` minutes from `first` on; undefined where there are none. */
  over(first: number, count: number): StatisticSet | undefined;
}

/** CloudWatch keeps points of a minute for 15 days (User Guide, "Metrics retention"). Its coarser ones, kept for longer, are not modelled. */
export const KEPT_MINUTES = 15 * 1440;

const FIRST_ROWS = 16;
/** sampleCount, sum, minimum, maximum */
const WIDTH = 4;

/** 36 bytes a minute that has values: weeks of thousands of metrics fit into memory. What is older than 15 days makes room when room is needed. */
export function openColumn(): Column {
  let minutes = new Int32Array(FIRST_ROWS);
  let values = new Float64Array(FIRST_ROWS * WIDTH);
  let rows = 0;

  /** The first row that is not before the minute. */
  function rowOf(minute: number): number {
    let [low, high] = [0, rows];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((minutes[middle] as number) < minute) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function makeRoom(): void {
    const old = rowOf((minutes[rows - 1] as number) - KEPT_MINUTES);
    const size = old > rows / 4 ? minutes.length : minutes.length * 2;
    const [wider, longer] = [new Int32Array(size), new Float64Array(size * WIDTH)];
    wider.set(minutes.subarray(old, rows));
    longer.set(values.subarray(old * WIDTH, rows * WIDTH));
    [minutes, values, rows] = [wider, longer, rows - old];
  }

  function write(row: number, { sampleCount, sum, minimum, maximum }: StatisticSet): void {
    values.set([sampleCount, sum, minimum, maximum], row * WIDTH);
  }

  function read(row: number): StatisticSet {
    const at = (column: number) => values[row * WIDTH + column] as number;
    return { sampleCount: at(0), sum: at(1), minimum: at(2), maximum: at(3) };
  }

  return {
    add(minute, set) {
      if (rows === minutes.length) makeRoom();
      const row = rowOf(minute);
      if (row < rows && minutes[row] === minute) return write(row, merged(read(row), set));
      minutes.copyWithin(row + 1, row, rows);
      values.copyWithin((row + 1) * WIDTH, row * WIDTH, rows * WIDTH);
      minutes[row] = minute;
      rows += 1;
      write(row, set);
    },
    over(first, count) {
      let all: StatisticSet | undefined;
      for (let row = rowOf(first); row < rows && (minutes[row] as number) < first + count; row += 1)
        all = all === undefined ? read(row) : merged(all, read(row));
      return all;
    },
  };
}

/** Two sets as one. */
export function merged(one: StatisticSet, other: StatisticSet): StatisticSet {
  return {
    sampleCount: one.sampleCount + other.sampleCount,
    sum: one.sum + other.sum,
    minimum: Math.min(one.minimum, other.minimum),
    maximum: Math.max(one.maximum, other.maximum),
  };
}
