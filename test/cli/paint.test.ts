import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { pageFor, wrap } from '../../cli/paint.ts';

const stream = (isTTY: boolean, columns?: number) =>
  Object.assign(Object.create(process.stdout), { isTTY, columns, getColorDepth: () => 8 }) as NodeJS.WriteStream;

const painted = (isTTY: boolean, env: NodeJS.ProcessEnv) => pageFor(stream(isTTY), env).paint('critical', 'x');

describe('a page', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is coloured on a terminal', () => {
    vi.stubEnv('FORCE_COLOR', undefined);
    expect(painted(true, {})).toContain('\u001b[');
  });

  it('is plain in a pipe', () => {
    vi.stubEnv('FORCE_COLOR', undefined);
    expect(painted(false, {})).toBe('x');
  });

  it('is plain where NO_COLOR is set, on a terminal and against FORCE_COLOR', () => {
    vi.stubEnv('FORCE_COLOR', '1');
    expect(painted(true, { NO_COLOR: '1' })).toBe('x');
  });

  it('is coloured in a pipe under FORCE_COLOR, and an empty NO_COLOR changes nothing (no-color.org)', () => {
    vi.stubEnv('FORCE_COLOR', '1');
    vi.stubEnv('NO_COLOR', undefined);
    expect(painted(false, { NO_COLOR: '' })).toContain('\u001b[');
  });

  it.each([
    [{ LANG: 'de_DE.UTF-8' }, '–'],
    [{ LANG: 'C.utf8' }, '–'],
    [{ LC_ALL: 'C', LANG: 'de_DE.UTF-8' }, '-'],
    [{}, '-'],
  ])('with the locale %j shows a missing value as %s', (env, missing) => {
    expect(pageFor(stream(false), env).missing).toBe(missing);
  });

  it.each([
    [46, 46],
    [undefined, 100],
    [0, 100],
  ])('of %s columns is %i wide', (columns, width) => {
    expect(pageFor(stream(true, columns), {}).width).toBe(width);
  });
});

describe('wrap', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 40 });

  it('keeps every word in order and no line too long', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 12, max: 80 }), (typed, width) => {
        const lines = wrap(typed.join(' '), width);
        expect(lines.join(' ').split(' ').filter(Boolean)).toEqual(typed);
        expect(lines.filter((line) => line.length > width)).toEqual([]);
      }),
    );
  });

  it('lets no control or bidirectional character through, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(wrap(text, 40).join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('breaks neither a command in backticks nor a number from its unit', () => {
    expect(wrap('Run `certbot renew --now`, then wait for 6 d or so', 24)).toEqual([
      'Run',
      '`certbot renew --now`,',
      'then wait for 6 d or so',
    ]);
    expect(wrap('aaaa 6 d', 6)).toEqual(['aaaa', '6 d']);
  });
});
