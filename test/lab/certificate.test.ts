import { createPublicKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authority, mint, sentWith } from '../../lab/certificate.ts';

const { root, intermediate } = authority();
const dates = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2026-04-01T12:34:56Z') };

describe('a certificate of the lab', () => {
  it.each(['RSA 2048', 'EC P-256', 'Ed25519'] as const)('is signed by its issuer, for a key of %s', (key) => {
    const leaf = mint({ ...dates, names: ['a.test'], key, issuer: intermediate });
    const x509 = new X509Certificate(leaf.chain);
    const issuer = new X509Certificate(intermediate.chain);
    expect([x509.checkIssued(issuer), x509.verify(issuer.publicKey)]).toEqual([true, true]);
    expect(x509.publicKey.equals(createPublicKey(leaf.key))).toBe(true);
  });

  it.each(['RSA 2048', 'EC P-256', 'Ed25519'] as const)('can be signed by an authority with a key of %s', (key) => {
    const ca = mint({ ...dates, commonName: `CA ${key}`, isAuthority: true, key });
    const leaf = mint({ ...dates, names: ['a.test'], issuer: ca });
    expect(new X509Certificate(leaf.chain).verify(createPublicKey(ca.key))).toBe(true);
  });

  it('says what was wished', () => {
    const wish = {
      organization: 'Acme Co',
      subjectSerialNumber: '1234567890',
      serialNumber: '0f',
      issuerUrl: 'http://a.test/i.der',
    };
    const x509 = new X509Certificate(mint({ ...dates, ...wish, names: ['a.test', '192.0.2.1'], issuer: intermediate }).chain);
    expect(x509.subject).toBe('O=Acme Co\nserialNumber=1234567890\nCN=a.test');
    expect(x509.issuer).toBe('O=Lab\nCN=Lab Intermediate');
    expect(x509.subjectAltName).toBe('DNS:a.test, IP Address:192.0.2.1');
    expect(x509.infoAccess).toBe('CA Issuers - URI:http://a.test/i.der');
    expect(x509.serialNumber).toBe('0F');
    expect([x509.validFromDate, x509.validToDate]).toEqual([dates.notBefore, dates.notAfter]);
    expect(x509.ca).toBe(false);
  });

  it('may be as long-lived as 9999 and as old as 1950', () => {
    const span = { notBefore: new Date('1950-01-01T00:00:00Z'), notAfter: new Date('9999-12-31T23:59:59Z') };
    const x509 = new X509Certificate(mint({ ...span, names: ['a.test'] }).chain);
    expect([x509.validFromDate, x509.validToDate]).toEqual([span.notBefore, span.notAfter]);
  });

  it('signs itself where nobody else does', () => {
    const x509 = new X509Certificate(mint({ ...dates, names: ['a.test'] }).chain);
    expect(x509.verify(x509.publicKey)).toBe(true);
  });

  it('shares its key with its fellows, and not with its authority', () => {
    const [one, two] = [mint({ ...dates, names: ['a.test'] }), mint({ ...dates, names: ['b.test'] })];
    expect(one.key).toBe(two.key);
    expect(one.key).not.toBe(root.key);
    expect(mint({ ...dates, names: ['a.test'], keySlot: 'other' }).key).not.toBe(one.key);
  });

  it('is sent with others in the order given', () => {
    const chain = sentWith(intermediate, root, root).chain.match(/BEGIN/g);
    expect(chain).toHaveLength(3);
  });
});
