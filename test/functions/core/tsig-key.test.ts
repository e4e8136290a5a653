import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTsigKey } from '../../../functions/core/tsig-key.ts';

const SECRET = 'c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3I=';
const key = (name = 'picket-canary', algorithm = 'hmac-sha256', secret = SECRET) =>
  `key "${name}" {\n\talgorithm ${algorithm};\n\tsecret "${secret}";\n};\n`;

describe('a TSIG key file', () => {
  it('is read as tsig-keygen prints it', () => {
    const parsed = parseTsigKey(key());
    const value = { name: 'picket-canary', algorithm: 'hmac-sha256', secret: Buffer.from(SECRET, 'base64') };
    expect(parsed).toEqual({ ok: true, value });
  });

  it.each([
    ['comments and other statements around it', `// mine\noptions { };\n# a\n/* key "x" {}; */ ${key('A.Key.')}`],
    ['neither quotes nor line breaks', `key a.key {secret ${SECRET};algorithm HMAC-SHA256;};`],
  ])('is read with %s', (_, text) => {
    expect(parseTsigKey(text)).toMatchObject({ ok: true, value: { name: 'a.key', algorithm: 'hmac-sha256' } });
  });

  it.each([
    ['', 'holds no key'],
    ['{"key": 1}', 'holds no key'],
    [key('k', 'hmac-md5'), "the algorithm 'hmac-md5' cannot be used; expected one of hmac-sha224"],
    [key('k', 'hmac-sha256', 'not base64!'), 'the secret is no base64'],
    [
      'key k { };',
      'the key has no algorithm; expected one of hmac-sha224, hmac-sha256, hmac-sha384, hmac-sha512\nthe key has no secret',
    ],
  ])('%j is told as a fault', (text, fault) => {
    const parsed = parseTsigKey(text);
    expect(parsed.ok ? '' : parsed.fault).toContain(fault);
  });

  it('never repeats the secret, and never throws', () => {
    expect(JSON.stringify(parseTsigKey(key('k', 'hmac-md5')))).not.toContain(SECRET);
    fc.assert(fc.property(fc.string(), (text) => typeof parseTsigKey(`key k {${text}};`).ok === 'boolean'));
  });
});
