import type { Query } from './alarms.ts';
import { evaluateMath } from './math.ts';
import type { Metrics } from './metrics.ts';
import type { Series, Value } from './series.ts';

/** The values of all queries by id, each over the same periods; expressions may name any query, in any order. */
export function evaluateQueries(
  queries: readonly Query[],
  metrics: Metrics,
  windows: readonly number[],
): Readonly<Record<string, Value>> {
  const measured: Record<string, Series> = {};
  for (const { id, metric } of queries) if (metric) measured[id] = windows.map((start) => metrics.value(metric, start));
  const expressions: Record<string, Value> = {};
  let left = queries.filter(({ expression }) => expression !== undefined);
  while (left.length > 0) {
    const ids = left.map(({ id }) => id);
    const next = left.find(({ expression = '' }) => !namesAny(expression, ids));
    if (!next) throw new Error(`metric math: ${ids.join(', ')} name each other in a circle`);
    const scope = { windows: windows.length, metrics: measured, expressions };
    expressions[next.id] = evaluateMath(next.expression ?? '', scope);
    left = left.filter((query) => query !== next);
  }
  return { ...Object.fromEntries(Object.entries(measured).map(([id, series]) => [id, { series }])), ...expressions };
}

function namesAny(expression: string, ids: readonly string[]): boolean {
  const bare = expression.replace(/"[^"]*"/g, '');
  return (bare.match(/[A-Za-z_]\w*/g) ?? []).some((name) => ids.includes(name));
}
