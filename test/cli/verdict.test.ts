import { describe, expect, it } from 'vitest';
import { verdictsOf, worstFirst } from '../../cli/verdict.ts';
import type { Told } from '../../functions/core/report.ts';
import { report, told } from './reports.ts';

const headlines = (...findings: readonly Told[]) =>
  verdictsOf([report('serial', 'example.org', findings)]).flatMap((verdict) =>
    verdict.headlines.map(({ first, more, echoes }) => [first.code, more.length, echoes.map(({ code }) => code)]),
  );

describe('a verdict', () => {
  it('puts the worst first, and leaves equals in the order of the checks', () => {
    const found = [
      told('a', 's', { severity: 'notice' }),
      told('b', 's'),
      told('c', 's', { severity: 'critical' }),
      told('d', 's'),
    ];
    expect(headlines(...found, told('e', 's', { severity: 'unknown' })).map(([code]) => code)).toEqual(['c', 'b', 'd', 'e', 'a']);
  });

  it('tells the same finding of many servers once', () => {
    expect(headlines(told('a', 'ns1'), told('a', 'ns2'), told('a', 'ns3'))).toEqual([['a', 2, []]]);
  });

  it('keeps two severities of one code apart', () => {
    expect(headlines(told('a', 'ns1'), told('a', 'ns2', { severity: 'critical' }))).toHaveLength(2);
  });

  it('folds an echo under its cause', () => {
    expect(headlines(told('echo', 'ns1', { echoes: 'cause' }), told('cause', 'ns1'))).toEqual([['cause', 0, ['echo']]]);
  });

  it('folds the echo of an echo under the first cause', () => {
    const found = [told('far', 'ns1', { echoes: 'near' }), told('near', 'ns1', { echoes: 'cause' }), told('cause', 'ns1')];
    expect(headlines(...found)).toEqual([['cause', 0, ['far', 'near']]]);
  });

  it.each([
    ['whose cause is not there', [told('a', 'ns1', { echoes: 'gone' })], 1],
    ['in a ring', [told('a', 'ns1', { echoes: 'b' }), told('b', 'ns1', { echoes: 'a' })], 2],
    ['of itself', [told('a', 'ns1', { echoes: 'a' })], 1],
  ])('makes an echo %s a headline: nothing gets lost', (_, found, count) => {
    expect(headlines(...found)).toHaveLength(count);
  });

  it('takes its state from all checks of the target, echoes too', () => {
    const findings = [told('a', 'ns1', { severity: 'notice' }), told('b', 'ns1', { severity: 'critical', echoes: 'a' })];
    const [verdict] = verdictsOf([report('delegation', 'example.org'), report('serial', 'example.org', findings)]);
    expect(verdict?.state).toBe('critical');
  });

  it('is one for each target, in the order they were given', () => {
    const names = ['b.test', 'https://a.test', 'b.test'];
    expect(verdictsOf(names.map((name) => report('serial', name))).map(({ target }) => target.kind)).toEqual(['zone', 'service']);
  });
});

describe('worstFirst', () => {
  it('ranks critical, warning, unknown, notice, well', () => {
    const states = ['notice', 'well', 'critical', 'unknown', 'warning'] as const;
    expect(worstFirst(states, (state) => state)).toEqual(['critical', 'warning', 'unknown', 'notice', 'well']);
  });
});
