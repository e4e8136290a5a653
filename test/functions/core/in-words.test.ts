import { describe, expect, it } from 'vitest';
import { WORDS } from '../../../functions/checks/words.ts';
import type { Words } from '../../../functions/core/finding.ts';
import { inWords } from '../../../functions/core/in-words.ts';
import type { Report, Weighed } from '../../../functions/core/report.ts';
import type { Target } from '../../../functions/core/target.ts';

const ZONE: Target = { kind: 'zone', zone: 'example.org' };
const WORDED: Words = {
  actWithin: '1 day',
  who: 'whoever',
  title: 'A fault.',
  says: '{subject} is {how} until {endsAt}.',
  advice: ['dig {subject}', 'Look at {how}.'],
  source: 'ours',
};
const BOOK = { one: { asks: 'anything?', codes: { 'one.bad': WORDED } } };

const bad = (part: Partial<Weighed> = {}): Weighed => ({
  code: 'one.bad',
  subject: 'ns1',
  severity: 'warning',
  evidence: { how: 'broken', endsAt: '2027-01-02T10:00:00Z' },
  ...part,
});

const report = (check: string, findings: readonly Weighed[], part: Partial<Report<Weighed>> = {}): Report<Weighed> => ({
  target: ZONE,
  check,
  vantage: 'here',
  at: '2026-11-20T10:00:00.000Z',
  state: findings[0]?.severity ?? 'well',
  findings,
  measurements: [],
  facts: [],
  tookMs: 3,
  ...part,
});

describe('inWords', () => {
  it('fills the sentence and the steps, and leaves out the title', () => {
    const [told] = inWords([report('one', [bad({ echoes: 'other.bad' })])], BOOK);
    expect(told?.findings).toEqual([
      {
        ...bad({ echoes: 'other.bad' }),
        actWithin: '1 day',
        who: 'whoever',
        says: 'ns1 is broken until 2 January 2027 10:00 UTC.',
        advice: ['dig ns1', 'Look at broken.'],
        source: 'ours',
      },
    ]);
  });

  it.each<[string, Partial<Weighed>, string]>([
    ['an hour where it is critical now, though the code alone has a day', { severity: 'critical' }, '1 hour'],
    [
      'an hour where what was to come has come',
      { severity: 'critical', outlook: { at: '2026-11-20T09:59:00Z', what: 'it fails' } },
      '1 hour',
    ],
    [
      'its own time where it fails only later',
      { severity: 'critical', outlook: { at: '2026-11-24T10:00:00Z', what: 'it fails' } },
      '1 day',
    ],
    ['its own time where it only warns', {}, '1 day'],
  ])('gives %s', (_, part, actWithin) => {
    expect(inWords([report('one', [bad(part)])], BOOK)[0]?.findings[0]?.actWithin).toBe(actWithin);
  });

  it('quotes in a step what a shell would take for more, and in a sentence what a terminal would', () => {
    const [told] = inWords([report('one', [bad({ subject: 'a;reboot', evidence: { how: 'a\nb', endsAt: 'x' } })])], BOOK);
    expect(told?.findings[0]).toMatchObject({ says: 'a;reboot is a?b until x.', advice: ["dig 'a;reboot'", "Look at 'a?b'."] });
  });

  it('tells that a check broke, whichever it was', () => {
    const evidence = { check: 'one', error: 'out of\nluck' };
    const [told] = inWords([report('one', [bad({ code: 'check.broken', severity: 'unknown', evidence })])], BOOK);
    expect(told?.findings[0]?.says).toBe('The check one could not finish: out of?luck.');
  });

  it.each([
    ['a code that it has no words for', 'one', 'one.newer'],
    ['a check that it has no words for', 'newer', 'newer.bad'],
    ['a code of another check', 'newer', 'one.bad'],
    ['a name that every object has', 'one', 'constructor'],
  ])('leaves no finding out: %s', (_, check, code) => {
    const [told] = inWords([report(check, [bad({ code, severity: 'critical' })])], BOOK);
    expect(told).toMatchObject({ state: 'critical', findings: [{ code, severity: 'critical', evidence: bad().evidence }] });
    expect(told?.findings[0]?.says).toBe(`A probe of another version tells ${code} of ns1, for which there are no words here.`);
    expect(told?.findings[0]?.advice.join()).toContain(`picket explain ${code}`);
  });

  it('adds to the report of dns-01 what all findings of its vantage together mean for the declared certificates', () => {
    const certificate = { names: ['example.org'], ca: 'letsencrypt.org', method: 'dns-01' } as const;
    const target = { ...ZONE, certificates: [certificate] };
    const bogus = bad({ code: 'dnssec.bogus', subject: 'example.org', severity: 'critical' });
    const reports = ['far', 'near'].flatMap((vantage) => [
      report('dns-01', [], { target, vantage }),
      report('dnssec', vantage === 'near' ? [bogus] : [], { target, vantage }),
    ]);
    const [far, other, near] = inWords(reports, WORDS);
    expect(near?.forecasts).toMatchObject([{ certificate, outcome: 'BLOCKED', reasons: [{ code: 'dnssec.bogus' }] }]);
    expect(far?.forecasts?.[0]?.reasons).toEqual([]);
    expect(other).not.toHaveProperty('forecasts');
  });
});

describe('the words', () => {
  it('leave no slot that the shell or a person would stumble over: each names a key, in braces', () => {
    const texts = Object.values(WORDS).flatMap(({ codes }) =>
      Object.values(codes).flatMap(({ says, advice }) => [says, ...advice]),
    );
    expect(texts.filter((text) => /\{\W|\{[^}]*$/.test(text.replace(/'[^']*'/g, '')))).toEqual([]);
  });
});
