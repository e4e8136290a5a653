import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCHEMES } from '../../../functions/core/scheme.ts';
import { dialectOf, isPlain, nameOf, parseTarget, shownName } from '../../../functions/core/target.ts';

const READ: readonly [typed: string, name: string][] = [
  ['example.org', 'example.org'],
  ['Example.ORG.', 'example.org'],
  ['  example.org ', 'example.org'],
  ['münchen.example', 'xn--mnchen-3ya.example'],
  ['_acme.example.org', '_acme.example.org'],
  ['https://www.example.org', 'https://www.example.org'],
  ['https://www.example.org/', 'https://www.example.org'],
  ['HTTPS://www.example.org:443', 'https://www.example.org'],
  ['https://www.example.org:8443', 'https://www.example.org:8443'],
  ['tls://mail.example.org:993', 'tls://mail.example.org:993'],
  ['imap://mail.example.org', 'imap://mail.example.org'],
  ['imap://mail.example.org:143', 'imap://mail.example.org'],
  ['SMTP://mx.example.org:587', 'smtp://mx.example.org:587'],
  ['smtp://mx.example.org', 'smtp://mx.example.org'],
  ['xmpp-server://example.org', 'xmpp-server://example.org'],
  ['http://www.example.org:80/', 'http://www.example.org'],
  ['postgres://db.example.org/', 'postgres://db.example.org'],
];

const REJECTED: readonly [typed: string, fault: RegExp][] = [
  ['', /is empty/],
  ['org', /is a top-level domain; expected a zone below one/],
  ['a..example.org', /has an empty label/],
  ['.example.org', /has an empty label/],
  [`${'a'.repeat(64)}.org`, /has a label of 64 bytes/],
  [`${'a.'.repeat(127)}org`, /has 257 characters/],
  ['-a.example.org', /expected letters, digits and inner hyphens/],
  ['a b.example.org', /expected letters, digits and inner hyphens/],
  ['192.0.2.1', /is an address/],
  ['１９２.0.2.1', /is an address/],
  ['bücher.example/path', /is no valid domain name/],
  ['bücher.example?x', /is no valid domain name/],
  ['bücher%2eexample.org', /is no valid domain name/],
  ['bü\ncher.example', /is no valid domain name/],
  ['https://[2001:db8::1]', /is not of the form/],
  ['gopher://example.org', /unknown scheme 'gopher'; expected https, http, tls/],
  ['tls://mail.example.org', /needs a port, as in tls:\/\/mail.example.org:993/],
  ['https://example.org:0', /has no valid port/],
  ['https://example.org:65536', /has no valid port/],
  ['https://example.org/path', /is not of the form/],
  ['https://user@example.org', /is not of the form/],
  ['constructor://example.org', /unknown scheme/],
];

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
const names = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => `${labels.join('.')}.example`);

describe('parseTarget', () => {
  it.each(READ)('reads %j as %s', (typed, name) => {
    const target = parseTarget(typed);
    expect(target.ok && nameOf(target.value)).toBe(name);
  });

  it.each(REJECTED)('rejects %j with a sentence that says why', (typed, fault) => {
    const target = parseTarget(typed);
    expect(target.ok ? nameOf(target.value) : target.fault).toMatch(fault);
  });

  it('reads the name of a target as that target again', () => {
    const schemes = fc.constantFrom('', ...Object.keys(SCHEMES).map((scheme) => `${scheme}://`));
    fc.assert(
      fc.property(names, schemes, fc.integer({ min: 1, max: 65_535 }), (host, scheme, port) => {
        const first = parseTarget(scheme === '' ? host : `${scheme}${host}:${port}`);
        return first.ok && nameOf(first.value) === nameOf(again(nameOf(first.value)));
      }),
    );
  });

  it('knows the usual port of every scheme but one, and what is spoken there', () => {
    const read = Object.keys(SCHEMES).map((scheme) => parseTarget(`${scheme}://a.example.org`));
    const ports = read.flatMap((target) =>
      target.ok && target.value.kind === 'service' ? [[target.value.port, dialectOf(target.value)]] : [],
    );
    expect(ports).toHaveLength(Object.keys(SCHEMES).length - 1);
    expect(ports).toContainEqual([587, 'smtp']);
    expect(ports).toContainEqual([993, undefined]);
  });

  it('knows the one scheme without TLS', () => {
    const read = Object.keys(SCHEMES).map((scheme) => parseTarget(`${scheme}://a.example.org:80`));
    const plain = read.flatMap((target) =>
      target.ok && target.value.kind === 'service' && isPlain(target.value) ? [target.value] : [],
    );
    expect(plain.map(({ scheme }) => scheme)).toEqual(['http']);
  });

  it('never throws, and never lets a control character into its sentence', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (typed) => {
        const target = parseTarget(typed);
        return target.ok || !/\p{C}/u.test(target.fault);
      }),
    );
  });

  it('remembers what was typed, to show it', () => {
    const target = parseTarget('münchen.example');
    expect(target.ok && shownName(target.value)).toBe('münchen.example');
  });
});

function again(name: string) {
  const target = parseTarget(name);
  if (!target.ok) throw new Error(target.fault);
  return target.value;
}
