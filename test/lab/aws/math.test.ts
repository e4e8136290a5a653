import { describe, expect, it } from 'vitest';
import { evaluateMath, type Scope } from '../../../lab/aws/math.ts';
import { seriesOf } from '../../../lab/aws/series.ts';

const GAP = undefined;

function scope(metrics: Scope['metrics']): Scope {
  return { windows: Object.values(metrics)[0]?.length ?? 0, metrics, expressions: {} };
}

function worth(expression: string, metrics: Scope['metrics']) {
  const given = scope(metrics);
  return seriesOf(evaluateMath(expression, given), given.windows);
}

// User Guide, "Using metric math": the tables of operators and of IF.
describe("the guide's own examples", () => {
  const pair = { metric1: [30, 20, 0, 0], metric2: [20, GAP, 20, GAP] };
  const three = { metric1: [1, 1, 0, 0, GAP], metric2: [30, GAP, 0, 0, 30], metric3: [0, 0, 20, GAP, 20] };
  it.each([
    ['metric1 < metric2', pair, [0, 0, 1, 0]],
    ['metric1 >= 30', pair, [1, 0, 0, 0]],
    ['metric1 > 15 AND metric2 > 15', pair, [1, 0, 0, 0]],
    ['IF(metric1, metric2, metric3)', three, [30, 0, 20, GAP, GAP]],
    ['IF(metric1, 5, metric3)', three, [5, 5, 20, GAP, GAP]],
  ])('%s', (expression, metrics, expected) => {
    expect(worth(expression, metrics)).toEqual(expected);
  });
});

describe('metric math', () => {
  it.each([
    ['binds * before +, and ^ before *', '1 + 2 * 3 ^ 2 + m', { m: [0] }, [19]],
    ['reads brackets and unary minus', '-(m - 5) / 2', { m: [1] }, [2]],
    ['compares before it joins', 'm > 1 && m < 3 || m == 9', { m: [0, 2, 9] }, [0, 1, 1]],
    ['fills a gap', 'FILL(m, 0) < 1', { m: [3, GAP, 0] }, [0, 1, 1]],
    ['lets a gap be a gap in a comparison with a number', 'm < 1', { m: [3, GAP, 0] }, [0, GAP, 1]],
    ['sums several series, a gap counting nothing', 'SUM([a, b])', { a: [1, GAP, GAP], b: [1, 1, GAP] }, [2, 1, GAP]],
    ['sums those whose id contains a text', 'SUM(METRICS("fail"))', { fail1: [1], fail2: [1], other: [9] }, [2]],
    ['divides an average by all members', 'AVG(METRICS())', { a: [1], b: [GAP] }, [0.5]],
    ['drops a division by zero', '1 / m', { m: [0, 2] }, [GAP, 0.5]],
  ] as const)('%s', (_, expression, metrics, expected) => {
    expect(worth(expression, metrics)).toEqual(expected);
  });

  it('is a quorum of those that report: 2 of 3, or all that are left', () => {
    const quorum = (m0: number | undefined, m1: number | undefined, m2: number | undefined) => {
      const metrics = { m0: [m0], m1: [m1], m2: [m2] };
      const f = evaluateMath('SUM(METRICS("m"))', scope(metrics));
      const n = evaluateMath('SUM([m0>=0, m1>=0, m2>=0])', scope(metrics));
      const q = evaluateMath('IF((f >= 2) || (f >= n), f, 0)', { windows: 1, metrics, expressions: { f, n } });
      return seriesOf(q, 1)[0];
    };
    expect([quorum(1, 1, 0), quorum(1, 0, 0), quorum(1, GAP, GAP), quorum(GAP, GAP, GAP)]).toEqual([2, 0, 1, GAP]);
  });

  it.each([
    ['names a function that it does not know', 'RATE(m)', 'the function RATE is not known'],
    ['names an id that is not there', 'x + 1', "no query has the id 'x'"],
    ['says where an expression is broken', 'm +', 'ends where a value was expected'],
    ['says what is too much', 'm m', "unexpected 'm'"],
  ])('%s', (_, expression, fault) => {
    expect(() => worth(expression, { m: [1] })).toThrow(fault);
  });
});
