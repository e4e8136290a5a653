import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, parsePolicy } from '../../../functions/core/sts.ts';

const POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: mx1.example.org\r\nmx: *.Example.NET\r\nmax_age: 604800\r\n';

describe('an MTA-STS policy', () => {
  it('is read line by line', () => {
    expect(parsePolicy(POLICY)).toEqual({ mode: 'enforce', mx: ['mx1.example.org', '*.example.net'] });
  });

  it.each([
    ['blank lines, other line ends and unknown keys', `\n${POLICY.replaceAll('\r', '')}\nfuture_key: 1\nnonsense\n`, 'enforce'],
    ['a mode of none without hosts', 'version: STSv1\nmode: none\nmax_age: 0', 'none'],
  ])('may have %s', (_, text, mode) => {
    expect(parsePolicy(text)).toMatchObject({ mode });
  });

  it.each([
    ['', /version/],
    ['<html>', /version/],
    [POLICY.replace('STSv1', 'STSv2'), /version/],
    [POLICY.replace('enforce', 'Enforced'), /mode/],
    [POLICY.replace('604800', 'long'), /max_age/],
    [POLICY.replaceAll('mx:', 'mix:'), /no mx/],
  ])('is none: %j', (text, fault) => {
    expect(parsePolicy(text)).toMatchObject({ fault: expect.stringMatching(fault) });
  });

  it('may be made to keep its reader busy, and does not', () => {
    for (const blank of [' ', '\t', ':', '\u2028', 'mx: ', 'mx:a\n'])
      expect(parsePolicy(`version: x${blank.repeat(200_000)}y`)).toMatchObject({ fault: expect.stringMatching(/version/) });
  });

  it('may be any text at all', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parsePolicy(text) !== undefined));
  });
});

describe('a pattern of a policy', () => {
  it.each([
    ['mx1.example.org', 'mx1.example.org', true],
    ['mx1.example.org', 'mx2.example.org', false],
    ['*.example.org', 'mx1.example.org', true],
    ['*.example.org', 'a.mx1.example.org', false],
    ['*.example.org', 'example.org', false],
  ])('%s for %s: %s', (pattern, host, covered) => {
    expect(covers(pattern, host)).toBe(covered);
  });
});
