import { describe, expect, it } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../../functions/core/http.ts';
import { found } from '../../../functions/core/observation.ts';
import { openNet } from '../../../functions/net/net.ts';
import { withSources } from '../../../functions/net/sources.ts';
import { mint } from '../../../lab/certificate.ts';
import { openHttpServer } from '../../../lab/http-server.ts';

const response = (status: number, headers: Record<string, string> = {}) =>
  found<HttpResponse>({ address: '192.0.2.1', status, headers, body: '', truncated: false, firstByteMs: 1 }, 1);

/** A source that answers so, and what it was asked. */
function source(host: string, status: number, headers: Record<string, string> = {}, nowMs = { value: 0 }) {
  const asked: HttpRequest[] = [];
  const door = async (request: HttpRequest) => {
    asked.push(request);
    return response(status, headers);
  };
  const request = withSources(door, { keys: { 'keyed.test': 'secret' }, clock: () => nowMs.value });
  const ask = (path = '', scheme = 'https') => request({ url: `${scheme}://${host}/${path}`, isSource: true });
  return { asked, ask, request };
}

describe('requests to a source', () => {
  it.each([
    ['seconds', '600', 600_000],
    ['a date', 'Thu, 01 Jan 1970 00:10:00 GMT', 600_000],
    ['nothing that is understood', 'soon', 60_000],
    ['a year', '31536000', 86_400_000],
  ])('rest as long as Retry-After says in %s', async (_, text, restMs) => {
    const nowMs = { value: 0 };
    const { ask, asked } = source(`rest-${restMs}-${text.length}.test`, 429, { 'retry-after': text }, nowMs);
    await ask();
    nowMs.value = restMs - 1;
    expect(await ask()).toMatchObject({
      ok: false,
      failure: 'unmeasured',
      detail: expect.stringContaining('wants to be left alone'),
    });
    nowMs.value = restMs;
    await ask();
    expect(asked.length).toBe(2);
  });

  it('carry the key over https to its own host alone', async () => {
    const keyed = source('keyed.test', 200);
    await keyed.ask();
    await keyed.ask('', 'http');
    const other = source('other.test', 200);
    await other.ask();
    expect([...keyed.asked, ...other.asked].map(({ headers }) => headers?.Authorization)).toEqual([
      'Bearer secret',
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['six hours', '21600', 21_600_000],
    ['a second', '1', 0],
    ['a week', '604800', 86_400_000],
    ['a date', 'Thu, 01 Jan 1970 06:00:00 GMT', 21_600_000],
    ['nothing', undefined, 0],
  ])('give a kept answer again for as long as Retry-After says in %s, up to the last two minutes', async (_, text, holdsMs) => {
    const nowMs = { value: 0 };
    const headers: Record<string, string> = text === undefined ? {} : { 'retry-after': text };
    const { request, asked } = source('kept.test', 200, headers, nowMs);
    const ask = () => request({ url: `https://kept.test/${text}`, isSource: true, isKept: true });
    const first = await ask();
    if (holdsMs > 0) {
      nowMs.value = holdsMs - 120_001;
      expect(await ask()).toBe(first);
      expect(asked.length).toBe(1);
    }
    nowMs.value = Math.max(holdsMs - 120_000, 1);
    await ask();
    expect(asked.length).toBe(2);
  });

  it('keep no answer that is none', async () => {
    const { request, asked } = source('broken.test', 500, { 'retry-after': '21600' });
    for (const _ of [1, 2]) await request({ url: 'https://broken.test/', isSource: true, isKept: true });
    expect(asked.length).toBe(2);
  });

  it('leave every other request as it is', async () => {
    const { request, asked } = source('keyed.test', 503);
    const plain = { url: 'https://keyed.test/' };
    await request(plain);
    await request(plain);
    expect(asked).toEqual([plain, plain]);
  });

  it('say nothing to a server whose certificate is not valid', async () => {
    const identity = mint({
      names: ['api.test'],
      notBefore: new Date('2020-01-01T00:00:00Z'),
      notAfter: new Date('2040-01-01T00:00:00Z'),
    });
    await using server = await openHttpServer({ identity });
    const net = openNet({ roots: [], allowPrivate: true, keys: { 'api.test': 'secret' } });
    const url = `https://api.test:${server.port}/`;
    const seen = await net.request({ url, address: server.address, isSource: true });
    expect(seen).toMatchObject({
      ok: false,
      failure: 'handshake',
      detail: expect.stringMatching(/^its certificate is not valid \([A-Z_]+\)$/),
    });
    expect(server.asked).toEqual([]);
    expect(await net.request({ url, address: server.address })).toMatchObject({ ok: true, value: { status: 200 } });
  });
});
