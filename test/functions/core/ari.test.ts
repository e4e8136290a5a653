import { describe, expect, it } from 'vitest';
import { suggestionFor } from '../../../functions/core/ari.ts';
import type { HttpRequest } from '../../../functions/core/http.ts';
import type { Net } from '../../../functions/core/net.ts';
import { found } from '../../../functions/core/observation.ts';
import type { Certificate } from '../../../functions/core/tls.ts';
import { openHttp } from '../../../functions/net/http.ts';
import { withSources } from '../../../functions/net/sources.ts';
import { type Authority, authority, mint, sentWith } from '../../../lab/certificate.ts';
import { type HttpServerOptions, openHttpServer } from '../../../lab/http-server.ts';

const CA = 'acme-v02.api.letsencrypt.org';
const NOW = new Date('2026-11-20T10:00:00Z');
const LEAF = {
  ...{ issuer: "C=US, O=Let's Encrypt, CN=YR1", renewalId: 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE' },
  ...{ notBefore: '2026-10-01T00:00:00.000Z', notAfter: '2026-12-30T00:00:00.000Z' },
} as Certificate;

const lab = authority();
const lookup: Net['lookup'] = async (name) =>
  found({ name, addresses: ['127.0.0.1'], chain: [], ends: 'addresses', detail: '' }, 1);

const WINDOW = { start: '2026-11-28T00:00:00Z', end: '2026-11-30T00:00:00Z' };
const answers: NonNullable<HttpServerOptions['respond']> = (path) => ({
  headers: { 'Retry-After': '21600' },
  body: JSON.stringify(path === '/directory' ? { renewalInfo: `https://${CA}/info` } : { suggestedWindow: WINDOW }),
});

/** Asks a server that stands at the CA's name, with a certificate of this authority, about a certificate of a number of its own; its port alone is another. */
async function askedOf(signer: Authority, respond = answers, number = '00', times = 1) {
  const dates = { notBefore: new Date('2020-01-01'), notAfter: new Date('2099-01-01') };
  const identity = sentWith(mint({ ...dates, names: [CA], issuer: signer.intermediate }), signer.intermediate);
  await using server = await openHttpServer({ identity, respond });
  const door = openHttp({ lookup, allowPrivate: true, signal: new AbortController().signal, trust: [lab.root.chain] });
  const request = withSources((asked: HttpRequest) => door({ ...asked, url: asked.url.replace(CA, `${CA}:${server.port}`) }));
  const leaf = { ...LEAF, renewalId: `aki.${number}` };
  const told = await Promise.all(Array.from({ length: times }, () => suggestionFor(leaf, request, NOW)));
  return { told: told[0], paths: server.asked.map((header) => header.split(' ')[1]) };
}

const info = (body: unknown, status = 200): typeof answers => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (path, ...rest) => (path === '/directory' ? answers(path, ...rest) : { status, body: text });
};
const windowOf = (start: string, end: string) => info({ suggestedWindow: { start, end } });

describe('the question when a CA wants a certificate renewed', () => {
  it('is put once to the CA, which tells its window', async () => {
    expect(await askedOf(lab, answers, 'once', 3)).toEqual({
      told: { window: { start: '2026-11-28T00:00:00.000Z', end: '2026-11-30T00:00:00.000Z' } },
      paths: ['/directory', '/info/aki.once'],
    });
  });

  it('is not put again before Retry-After has passed, within the life of the process', async () => {
    const first = await askedOf(lab, answers, 'kept');
    expect(first.paths).toEqual(['/directory', '/info/aki.kept']);
    expect(await askedOf(lab, windowOf('2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z'), 'kept')).toEqual({
      told: first.told,
      paths: ['/directory'],
    });
  });

  it('is not put to somebody who only stands at the name of the CA', async () => {
    const { told, paths } = await askedOf(authority('Stranger'));
    expect([told?.failure, paths]).toEqual([expect.stringContaining('certificate is not valid'), []]);
  });

  it.each<[string, Partial<Certificate>]>([
    ['of a CA that is not known to answer', { issuer: 'C=US, O=Some CA, CN=1' }],
    ['of a CA that has the name in its own', { issuer: "C=US, O=Not Let's Encrypt, CN=O" }],
    ['that has expired', { notAfter: '2026-11-20T09:59:59.000Z' }],
    ['without a key identifier', { renewalId: undefined as never }],
  ])('is not put about a certificate %s', async (_, change) => {
    const never = () => Promise.reject(new Error('asked'));
    expect(await suggestionFor({ ...LEAF, ...change }, never, NOW)).toEqual({});
  });

  it.each<[string, typeof answers, object]>([
    ['knows the certificate not', info({}, 404), {}],
    ['offers no such thing', () => ({ body: '{}' }), {}],
    ['offers it in the clear', () => ({ body: JSON.stringify({ renewalInfo: `http://${CA}/info` }) }), {}],
    ['has no answer now', info({}, 500), { failure: 'its CA: HTTP status 500' }],
    ['has no directory now', () => ({ status: 502 }), { failure: "its CA's directory: HTTP status 502" }],
    ['answers with a page for people', info('<html>'), { failure: 'its CA: its answer is no JSON' }],
    [
      'ends its window before it begins',
      windowOf('2026-11-30T00:00:00Z', '2026-11-28T00:00:00Z'),
      { failure: expect.any(String) },
    ],
    [
      'ends its window before the certificate',
      windowOf('2025-01-01T00:00:00Z', '2025-01-02T00:00:00Z'),
      { failure: expect.any(String) },
    ],
    [
      'ends its window after the certificate',
      windowOf('2026-12-01T00:00:00Z', '2099-01-01T00:00:00Z'),
      { failure: expect.any(String) },
    ],
    ['tells no time', windowOf('soon', ''), { failure: expect.any(String) }],
    ['tells no window', info([[]]), { failure: expect.any(String) }],
  ])('has no window for an answer where the CA %s', async (what, respond, told) => {
    expect((await askedOf(lab, respond, what.replace(/\W/g, ''))).told).toEqual(told);
  });

  it('is over where the CA is busy, for whatever else is asked of it', async () => {
    const busy = () => ({ status: 429, headers: { 'Retry-After': '600' } });
    expect(await askedOf(lab, busy, 'busy', 2)).toEqual({
      told: { failure: "its CA's directory: HTTP status 429" },
      paths: ['/directory'],
    });
  });
});
