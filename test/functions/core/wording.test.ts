import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fill, fillStep, momentOf, plain, spanOf } from '../../../functions/core/wording.ts';

const NOW = new Date('2026-11-20T10:00:00Z');

describe('spanOf', () => {
  it.each([
    [0, '0 s'],
    [12.4, '12 s'],
    [59.6, '1 min'],
    [60, '1 min'],
    [90, '1 min 30 s'],
    [600, '10 min'],
    [754, '12 min'],
    [3600, '1 h'],
    [5400, '1 h 30 min'],
    [86_400, '1 d'],
    [6 * 86_400 + 3 * 3600 + 59, '6 d 3 h'],
    [-90, '1 min 30 s'],
  ])('%d s are %s', (seconds, words) => {
    expect(spanOf(seconds)).toBe(words);
  });
});

describe('momentOf', () => {
  it('is in UTC, without the year of the reader', () => {
    expect(momentOf('2026-12-03T05:10:00+01:00', NOW)).toBe('3 December 04:10 UTC');
  });

  it('names any other year', () => {
    expect(momentOf('2027-01-03T04:10:00Z', NOW)).toBe('3 January 2027 04:10 UTC');
  });

  it('says so in any order, and without knowing the reader', () => {
    const years = ['2027', '2026', '2027', '2026'].map((year) => momentOf(`${year}-12-31T23:59:00Z`, NOW));
    expect(new Set(years)).toEqual(new Set(['31 December 2027 23:59 UTC', '31 December 23:59 UTC']));
    expect(momentOf('2027-01-03T04:10:00Z')).toBe('3 January 04:10 UTC');
  });

  it('leaves what is no time as it is', () => {
    expect(momentOf('soon', NOW)).toBe('soon');
  });
});

describe('fill', () => {
  it('puts the subject and the evidence in, each in the form of its unit', () => {
    const evidence = { serial: 2026112001, ageSeconds: 5400, expiresAt: '2026-12-03T04:10:00Z', tookMs: 12.7 };
    const text = fill('{subject}: {serial}, {ageSeconds}, {expiresAt}, {tookMs}', 'ns1/198.41.0.1', evidence, NOW);
    expect(text).toBe('ns1/198.41.0.1: 2026112001, 1 h 30 min, 3 December 04:10 UTC, 13 ms');
  });

  it('leaves a slot without evidence, so that a test can see it', () => {
    expect(fill('{subject} {nothing}', 'x', {})).toBe('x {nothing}');
  });

  it('does not fill slots that came in with the evidence', () => {
    expect(fill('{text} {serial}', 'x', { text: '{serial}', serial: 7 })).toBe('{serial} 7');
  });

  it('takes text from the network as text', () => {
    expect(fill('{text}', 'x', { text: 'a\u001b[31m\nb\u202e$&' })).toBe('a?[31m?b?$&');
  });
});

describe('plain', () => {
  it('is one line of at most 300 characters, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        const safe = plain(text);
        return safe.length <= 300 && safe.isWellFormed() && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(safe);
      }),
    );
  });

  it('ends in no half of a character, which no letter can be sent with', () => {
    for (const text of [`${'a'.repeat(298)}😀${'a'.repeat(9)}`, 'a\ud83d', '\ude00'])
      expect(() => encodeURIComponent(plain(text))).not.toThrow();
  });
});

describe('fillStep', () => {
  const stepOf = (name: string) => fillStep('dig A {name}', 'x', { name });

  it.each([
    ['www.example.org', 'www.example.org'],
    ['2001:db8::1', '2001:db8::1'],
    ['-f/root/.ssh/id', "'\\045f/root/.ssh/id'"],
    ['*.example.org', "'*.example.org'"],
    ['a<b', "'a<b'"],
    ['a>b', "'a>b'"],
    ['=ls', "'=ls'"],
    ["it's", "'it'\\''s'"],
    ['`reboot`', "'?reboot?'"],
    ['a\nreboot', "'a?reboot'"],
    ['$(reboot)', "'$(reboot)'"],
  ])('writes %j as %s', (name, word) => {
    expect(stepOf(name)).toBe(`dig A ${word}`);
  });

  it('lets a hyphen stay where it begins no word', () => {
    expect(fillStep('`picket await-txt {name} --value={value}`', 'x', { name: '-n', value: '-v' })).toBe(
      "`picket await-txt '\\045n' --value=-v`",
    );
  });

  it('leaves options of ours as they are', () => {
    expect(fillStep('x {opensslFlags}', 'x', { opensslFlags: '-starttls smtp' })).toBe('x -starttls smtp');
  });

  it('keeps the quotes of a text that is too long', () => {
    expect(stepOf(`'${'"'.repeat(500)}`)).toMatch(/^dig A ''\\''"+…'$/);
  });

  it('quotes a moment that is none, and the subject', () => {
    expect(fillStep('at {subject} {expiresAt}', '$x', { expiresAt: '1;reboot' })).toBe("at '$x' '1;reboot'");
  });

  it('is words to a shell and never a command, whatever comes in', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: fc.constantFrom(...'\'"`$<>()|&;\\ !#*~{}[]=\n\t-a0') }),
    );
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 20 }), (names) => {
        const script = names.map((name) => fillStep("printf '%s' {name}; echo", 'x', { name })).join('\n');
        const told = spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8', env: {} });
        const words = names.map((name) => plain(name).replaceAll('`', '?').replace(/^-/, '\\045').replaceAll(' ', ''));
        expect(told.stderr).toBe('');
        expect(told.stdout.replaceAll(' ', '').split('\n')).toEqual([...words, '']);
      }),
    );
  });
});
