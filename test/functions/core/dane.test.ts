import { describe, expect, it } from 'vitest';
import { fits, type Tlsa } from '../../../functions/core/dane.ts';
import type { Certificate, Handshake } from '../../../functions/core/tls.ts';

const certificate = (fingerprint: string, keyFingerprint?: string) =>
  ({ fingerprint, ...(keyFingerprint && { keyFingerprint }) }) as Certificate;

const served = (...chain: readonly Certificate[]): Handshake => ({ protocol: 'TLSv1.3', chain, nameMatches: true, path: 'OK' });
const SERVED = served(certificate('c1', 'k1'), certificate('c2', 'k2'), certificate('c3', 'k3'));

function tlsa(text: string): Tlsa {
  const [usage = '', selector = '', matching = '', data = ''] = text.split(' ');
  return { usage: Number(usage), selector: Number(selector), matching: Number(matching), data };
}

describe('TLSA records and a served chain', () => {
  it.each<[string, readonly string[], boolean | undefined]>([
    ['the key of the leaf', ['3 1 1 k1'], true],
    ['the leaf itself', ['3 0 1 c1'], true],
    ['the key of an issuer', ['2 1 1 k3'], true],
    ['an issuer itself', ['2 0 1 c2'], true],
    ['another key', ['3 1 1 k9'], false],
    ['an issuer’s key as that of the leaf', ['3 1 1 k2'], false],
    ['the leaf as its own authority', ['2 1 1 k1'], false],
    ['one of two, as while a key is replaced', ['3 1 1 k9', '3 1 1 k1'], true],
    ['none of two', ['3 1 1 k9', '2 1 1 k8'], false],
    ['records for other means alone', ['1 1 1 k1', '0 0 1 c2'], undefined],
    ['a whole key, which is not compared', ['3 1 0 30820122'], undefined],
    ['SHA-512, which is not compared', ['3 1 2 k1k1'], undefined],
    ['no record', [], undefined],
  ])('%s', (_, records, verdict) => {
    expect(fits(records.map(tlsa), SERVED)).toBe(verdict);
  });

  it('of a key that nobody can read', () => {
    expect(fits([tlsa('3 1 1 k1')], served(certificate('c1')))).toBeUndefined();
    expect(fits([tlsa('3 0 1 c9')], served(certificate('c1')))).toBe(false);
  });
});
