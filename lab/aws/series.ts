/** Values of one metric over the windows asked for, oldest first; undefined where there is no data. */
export type Series = readonly (number | undefined)[];

/** What an expression is worth: a number, one series, or several. */
export type Value = number | { readonly series: Series } | { readonly array: readonly Series[] };

/** The operators, by their sign. */
export const OPERATE: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  AND: (a, b) => Number(a !== 0 && b !== 0),
  OR: (a, b) => Number(a !== 0 || b !== 0),
};

/** The points of a value that must be one series; a scalar is the same at every window. */
export function seriesOf(value: Value, windows: number): Series {
  if (typeof value === 'number') return Array<number>(windows).fill(value);
  if ('series' in value) return value.series;
  if (value.array.length === 1) return value.array[0] ?? [];
  throw new Error(`expected one time series, got ${value.array.length}`);
}

/** A value as the series it consists of. */
export function manyOf(value: Value, windows: number): readonly Series[] {
  return isArray(value) ? value.array : [seriesOf(value, windows)];
}

/** Operates point by point. Both missing is missing; one missing counts as 0 against a series; a number leaves a gap a gap. */
export function combine(a: Value, b: Value, operate: (a: number, b: number) => number): Value {
  if (typeof a === 'number' && typeof b === 'number') return operate(a, b);
  if (isArray(a)) {
    return { array: a.array.map((series) => pointwise({ series }, b, operate)) };
  }
  if (isArray(b)) {
    return { array: b.array.map((series) => pointwise(a, { series }, operate)) };
  }
  return { series: pointwise(a, b, operate) };
}

function pointwise(a: Value, b: Value, operate: (a: number, b: number) => number): Series {
  const windows = Math.max(lengthOf(a), lengthOf(b));
  return Array.from({ length: windows }, (_, index) => {
    const [left, right] = [pointOf(a, index), pointOf(b, index)];
    const gap = typeof a === 'number' ? right === undefined : typeof b === 'number' ? left === undefined : false;
    if (gap || (left === undefined && right === undefined)) return undefined;
    const value = operate(left ?? 0, right ?? 0);
    return Number.isFinite(value) ? value : undefined;
  });
}

function lengthOf(value: Value): number {
  return typeof value === 'number' ? 0 : 'series' in value ? value.series.length : 0;
}

function pointOf(value: Value | undefined, index: number): number | undefined {
  if (value === undefined || typeof value === 'number') return value;
  return 'series' in value ? value.series[index] : undefined;
}

type Fold = (points: readonly number[], members: number) => number;

const FOLDS: Readonly<Record<string, Fold>> = {
  SUM: (points) => points.reduce((sum, point) => sum + point, 0),
  AVG: (points, members) => points.reduce((sum, point) => sum + point, 0) / members,
  MIN: (points) => Math.min(...points),
  MAX: (points) => Math.max(...points),
};

/**
 * The functions of metric math that are known, by name. Several series fold into one, point by point; one series into a number.
 */
export const FUNCTIONS: Readonly<Record<string, (members: readonly Value[], windows: number) => Value>> = {
  ...Object.fromEntries(Object.entries(FOLDS).map(([name, fold]) => [name, (members) => folded(members[0] ?? 0, fold)])),
  ...Object.fromEntries(
    (['abs', 'ceil', 'floor'] as const).map((name) => [
      name.toUpperCase(),
      (members: readonly Value[]) => combine(members[0] ?? 0, 0, (value) => Math[name](value)),
    ]),
  ),
  FILL: ([value = 0, filler = 0], windows) => {
    const filled = manyOf(value, windows).map((series) => series.map((point, index) => point ?? pointOf(filler, index)));
    return isArray(value) ? { array: filled } : { series: filled[0] ?? [] };
  },
  IF: ([condition = 0, yes = 0, no], windows) => {
    if (typeof condition === 'number') return (condition === 0 ? no : yes) ?? { series: Array(windows).fill(undefined) };
    return { series: seriesOf(condition, windows).map((point, index) => chosen(point, pointOf(yes, index), pointOf(no, index))) };
  },
};

/** A missing condition drops the point; a true one whose value is missing gives 0 (User Guide, "Using IF expressions"). */
function chosen(condition: number | undefined, yes: number | undefined, no: number | undefined): number | undefined {
  if (condition === undefined) return undefined;
  return condition === 0 ? no : (yes ?? 0);
}

function folded(value: Value, fold: Fold): Value {
  if (typeof value === 'number') return value;
  if (!isArray(value)) {
    const points = value.series.filter((point) => point !== undefined);
    return fold(points, points.length);
  }
  const { array } = value;
  const windows = Math.max(0, ...array.map((series) => series.length));
  const series = Array.from({ length: windows }, (_, index) => {
    const points = array.map((member) => member[index]).filter((point) => point !== undefined);
    return points.length === 0 ? undefined : fold(points, array.length);
  });
  return { series };
}

function isArray(value: Value): value is { readonly array: readonly Series[] } {
  return typeof value === 'object' && 'array' in value;
}
