import { describe, expect, it } from 'vitest';
import { suggestedEnd } from '../../../functions/core/ari.ts';
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

/** Asks a server that stands at the CA's name, with a certificate of this authority; its port alone is another than the CA's. */
async function endAt(signer: Authority, respond = answers, times = 1) {
  const dates = { notBefore: new Date('2020-01-01'), notAfter: new Date('2099-01-01') };
  const identity = sentWith(mint({ ...dates, names: [CA], issuer: signer.intermediate }), signer.intermediate);
  await using server = await openHttpServer({ identity, respond });
  const door = openHttp({ lookup, allowPrivate: true, signal: new AbortController().signal, trust: [lab.root.chain] });
  const request = withSources((asked: HttpRequest) => door({ ...asked, url: asked.url.replace(CA, `${CA}:${server.port}`) }));
  const ends = await Promise.all(Array.from({ length: times }, () => suggestedEnd(LEAF, request, NOW)));
  return { end: ends[0], paths: server.asked.map((header) => header.split(' ')[1]) };
}

describe('the question when a CA wants a certificate renewed', () => {
  it('is put once to the CA, and its window ends then', async () => {
    expect(await endAt(lab, answers, 3)).toEqual({
      end: '2026-11-30T00:00:00.000Z',
      paths: ['/directory', `/info/${LEAF.renewalId}`],
    });
  });

  it('is not put to somebody who only stands at the name of the CA', async () => {
    expect(await endAt(authority('Stranger'))).toEqual({ end: undefined, paths: [] });
  });

  it('is over where the CA is busy, for whatever else is asked of it', async () => {
    const busy = () => ({ status: 429, headers: { 'Retry-After': '0' } });
    expect(await endAt(lab, busy, 2)).toEqual({ end: undefined, paths: ['/directory'] });
  });
});
