import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance, meantTarget, nearest, readName, readTarget } from '../../cli/near.ts';
import { parseTarget } from '../../functions/core/target.ts';

const word = fc.stringMatching(/^[a-c.]{0,8}$/);

describe('distance', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['same', 'same', 0],
  ])('from %j to %j is %i', (from, to, steps) => {
    expect(distance(from, to)).toBe(steps);
  });

  it('is a metric', () => {
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, b) === 0).toBe(a === b);
        expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c));
      }),
    );
  });
});

describe('nearest', () => {
  const codes = ['dns.serial.behind', 'dns.serial.ahead', 'dns.ns.timeout', 'tls.expired', 'tls.expiring'];

  it.each([
    ['dns.serial.behnd', ['dns.serial.behind', 'dns.serial.ahead']],
    ['dns.serial', ['dns.serial.behind', 'dns.serial.ahead']],
    ['TIMEOUT', ['dns.ns.timeout']],
    ['tls.expire', ['tls.expired', 'tls.expiring']],
    ['nothing-like-it', []],
    ['', []],
  ])('to %j is %j', (typed, expected) => {
    expect(nearest(typed, codes)).toEqual(expected);
  });

  it('takes a text of any length', () => {
    expect(nearest('x'.repeat(100_000), codes)).toEqual([]);
  });
});

describe('meantTarget', () => {
  it.each([
    ['a page', 'https://www.example.org/shop?id=1#top', 'https://www.example.org'],
    ['a page at a port of its own', 'http://www.example.org:8080/', 'http://www.example.org:8080'],
    ['a page without its scheme', 'www.example.org/shop', 'https://www.example.org'],
    ['a host at a known port', 'example.org:443', 'https://example.org'],
    ['a host at another port', 'example.org:8443', 'tls://example.org:8443'],
    ['a nameserver as dig takes it', 'example.org:53', 'example.org'],
    ['a user before the host', 'https://user:secret@example.org', 'https://example.org'],
    ['a mail address', 'postmaster@example.org', 'example.org'],
    ['a mail address as a link', 'mailto:postmaster@example.org', 'example.org'],
    ['a wildcard', '*.example.org', 'example.org'],
    ['an international name', 'münchen.example/', 'https://münchen.example'],
    ['an address', '192.0.2.1:443', undefined],
    ['an address of a page', 'https://[2001:db8::1]/', undefined],
    ['two dots', 'example..org', undefined],
    ['an unknown scheme', 'gopher://example.org/1', undefined],
    ['nothing', '', undefined],
  ])('of %s', (_sentence, typed, meant) => {
    expect(meantTarget(typed)).toBe(meant);
  });

  it('is a target, whatever was typed', () => {
    const piece = fc.constantFrom('https', ':', '//', '/', '@', '*.', 'example', '.', 'org', '443', '?', ' ', 'ü', '\u001b');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const meant = meantTarget(pieces.join(''));
        expect(meant === undefined || parseTarget(meant).ok).toBe(true);
      }),
    );
  });
});

describe('readTarget', () => {
  it('reads what parseTarget reads', () => {
    expect(readTarget('example.org')).toEqual(parseTarget('example.org'));
  });

  it('guesses in one line, and only where there is something to guess', () => {
    expect(readTarget('192.0.2.1')).toEqual(parseTarget('192.0.2.1'));
    expect(readTarget('a@b.example')).toEqual({
      ok: false,
      fault: expect.stringMatching(/^'a@b\.example' .* \(did you mean b\.example\?\)$/),
    });
  });
});

describe('readName', () => {
  it.each<[string, object]>([
    ['example.org', { ok: true, value: 'example.org' }],
    ['_acme-challenge.Example.org.', { ok: true, value: '_acme-challenge.example.org' }],
    [
      'https://example.org',
      { fault: "'https://example.org' is a service; expected a name such as example.org (did you mean example.org?)" },
    ],
    ['https://www.example.org/x', { fault: expect.stringMatching(/ \(did you mean www\.example\.org\?\)$/) }],
    ['example.org:8443', { fault: expect.stringMatching(/ \(did you mean example\.org\?\)$/) }],
    ['192.0.2.1', { fault: expect.stringMatching(/is an address; expected a name such as example\.org$/) }],
    ['example..org', { fault: expect.not.stringContaining('did you mean') }],
  ])('of %s', (typed, expected) => {
    expect(readName(typed)).toMatchObject(expected);
  });
});
