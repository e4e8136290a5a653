import { hash, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathIgnoringDates, readCertificate } from '../../../functions/net/chain.ts';
import { readExtensions } from '../../../functions/net/extensions.ts';
import { openHandshake } from '../../../functions/net/tls.ts';
import { authority, type Identity, mint, sentWith, type Wish } from '../../../lab/certificate.ts';
import { openTlsServer, type TlsServerOptions } from '../../../lab/tls-server.ts';

const HOST = 'www.example.org';
const dates = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2099-01-01T00:00:00Z') };
const { root, intermediate } = authority();

const leaf = (wish: Partial<Wish> = {}) => mint({ ...dates, names: [HOST], issuer: intermediate, ...wish });
const whole = (wish: Partial<Wish> = {}) => sentWith(leaf(wish), intermediate);

async function shown(identities: readonly Identity[], rsaOnly = false, more: TlsServerOptions = {}) {
  await using server = await openTlsServer({ identities, ...more });
  const door = openHandshake({ allowPrivate: true, signal: new AbortController().signal, trust: [root.chain] });
  const seen = await door(HOST, server.address, server.port, { rsaOnly });
  return seen.ok ? { ...seen.value, leaf: seen.value.chain[0] } : seen;
}

describe('a second handshake with RSA alone', () => {
  const both = [whole(), whole({ key: 'EC P-256' })];

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('shows the other certificate of a server that has two, in %s', async (maxVersion) => {
    const first = await shown(both, false, { tls: { maxVersion, honorCipherOrder: false } });
    const second = await shown(both, true, { tls: { maxVersion, honorCipherOrder: false } });
    expect(first).toMatchObject({ leaf: { keyType: 'EC P-256' }, path: 'OK' });
    expect(second).toMatchObject({ leaf: { keyType: 'RSA 2048' }, path: 'OK' });
  });

  it('is refused by a server that has none', async () => {
    expect(await shown(both.slice(1), true)).toMatchObject({ ok: false, failure: 'handshake' });
  });
});

describe('the prints of a certificate', () => {
  it('are of its bytes and of its key, by both digests that TLSA records know', () => {
    const x509 = new X509Certificate(leaf().chain);
    const spki = x509.publicKey.export({ type: 'spki', format: 'der' });
    expect(readCertificate(x509)).toMatchObject({
      fingerprint: hash('sha256', x509.raw, 'hex'),
      fingerprint512: hash('sha512', x509.raw, 'hex'),
      keyFingerprint: hash('sha256', spki, 'hex'),
      keyFingerprint512: hash('sha512', spki, 'hex'),
    });
  });
});

describe('a certificate whose subject is empty', () => {
  it.each(['RSA 2048', 'EC P-256'] as const)('is as good as any, since its names are elsewhere: %s', async (key) => {
    const seen = await shown([whole({ commonName: '', key })]);
    expect(seen).toMatchObject({ nameMatches: true, path: 'OK', leaf: { subject: '', commonName: '', names: [HOST] } });
  });

  it('may be signed by itself, and is read all the same', async () => {
    expect(await shown([mint({ ...dates, names: [HOST], commonName: '' })])).toMatchObject({
      path: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      leaf: { subject: '', issuer: '', selfSigned: true },
    });
  });
});

describe('a certificate made to do harm', () => {
  const table: readonly [string, Identity, object][] = [
    ['without a name', whole({ names: [], commonName: HOST }), { nameMatches: false, path: 'OK', leaf: { names: [] } }],
    [
      'with 2,000 names',
      whole({ names: [...Array.from({ length: 1999 }, (_, index) => `n${index}.example.org`), HOST] }),
      { nameMatches: true, path: 'OK' },
    ],
    ['with a NUL in its name', whole({ names: [`${HOST}\0.evil.example`] }), { nameMatches: false, path: 'OK' }],
    ['of 20 kB', whole({ ballastBytes: 20_000 }), { nameMatches: true, path: 'OK' }],
    ['with a negative serial number', whole({ serialNumber: 'ff' }), { path: 'OK', leaf: { serialNumber: '-01' } }],
    ['with a serial number of 200 bytes', whole({ serialNumber: `01${'ab'.repeat(200)}` }), { path: 'OK' }],
    ['in a chain of 30', sentWith(leaf(), ...Array<Identity>(30).fill(intermediate)), { path: 'OK' }],
    ['that ends before it began', whole({ notBefore: dates.notAfter, notAfter: dates.notBefore }), { path: 'OK' }],
    ['with the same name 500 times', whole({ names: Array(500).fill(HOST) }), { nameMatches: true, path: 'OK' }],
    ['with a name of an address', whole({ names: ['127.0.0.1'] }), { nameMatches: false, leaf: { addresses: ['127.0.0.1'] } }],
  ];
  it.each(table)('%s', async (_, identity, what) => expect(await shown([identity])).toMatchObject(what));

  it('with a key of a kind that nobody knows', () => {
    const strange = new X509Certificate(leaf({ strangeKey: true }).chain);
    expect(readCertificate(strange)).toMatchObject({ keyType: 'unknown', selfSigned: false });
    expect(pathIgnoringDates([strange, new X509Certificate(intermediate.chain)], () => [])).toBe(
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    );
  });

  it('keeps 200 of its names, none of them longer than a line', async () => {
    const seen = await shown([
      whole({ names: Array.from({ length: 2000 }, (_, index) => `${'n'.repeat(400)}${index}.org`).slice(0, 100) }),
    ]);
    expect('leaf' in seen && seen.leaf?.names.every((name) => name.length <= 300)).toBe(true);
  });
});

describe('what stands in the extensions', () => {
  const read = (wish: Partial<Wish>) => readExtensions(new X509Certificate(leaf(wish).chain).raw);

  it('is the name by which the CA tells when to renew: key identifier and serial number, a leading zero included', () => {
    const serial = (hex: string) =>
      Buffer.from(read({ serialNumber: hex }).renewalId?.split('.')[1] ?? '', 'base64url').toString('hex');
    expect(serial('0087654321')).toBe('0087654321');
    expect(serial('7654')).toBe('7654');
    expect(Buffer.from(read({}).renewalId?.split('.')[0] ?? '', 'base64url')).toHaveLength(20);
  });

  it('is how many logs have seen it, and that it wants a stapled answer', () => {
    expect(read({ timestamps: 2, mustStaple: true })).toMatchObject({ timestamps: 2, mustStaple: true });
    expect(Object.keys(read({}))).toEqual(['renewalId']);
  });

  it('is nothing where the bytes are none of a certificate', () => {
    const der = new X509Certificate(leaf({ timestamps: 2 }).chain).raw;
    fc.assert(
      fc.property(fc.nat({ max: der.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
        const broken = Buffer.from(der);
        broken[at] = byte;
        return typeof readExtensions(broken) === 'object' && typeof readExtensions(der.subarray(0, at)) === 'object';
      }),
    );
  });
});
