import { getEventListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../../functions/core/http.ts';
import type { Net } from '../../../functions/core/net.ts';
import { found } from '../../../functions/core/observation.ts';
import { openHttp } from '../../../functions/net/http.ts';
import { openNet } from '../../../functions/net/net.ts';
import { authority, mint, sentWith, type Wish } from '../../../lab/certificate.ts';
import { type HttpServer, type HttpServerOptions, openHttpServer } from '../../../lab/http-server.ts';
import { openTlsServer } from '../../../lab/tls-server.ts';

const identity = mint({
  names: ['www.example.org'],
  notBefore: new Date('2020-01-01T00:00:00Z'),
  notAfter: new Date('2020-02-01T00:00:00Z'),
});

const home: Net['lookup'] = async (name) =>
  found({ name, addresses: ['127.0.0.1'], chain: [], ends: 'addresses', detail: '' }, 1);

function door(more: Partial<Parameters<typeof openHttp>[0]> = {}) {
  return openHttp({ lookup: home, allowPrivate: true, signal: new AbortController().signal, ...more });
}

const urlOf = ({ port }: { port: number }, scheme = 'http', path = '/') => `${scheme}://www.example.org:${port}${path}`;

/** One request to a server of these manners. */
async function meet(options: HttpServerOptions, more: Partial<HttpRequest> = {}) {
  await using server = await openHttpServer(options);
  const scheme = options.identity === undefined ? 'http' : 'https';
  return await door()({ url: urlOf(server, scheme), address: server.address, ...more });
}

describe('a request', () => {
  it('brings status, header and body back, whoever signed the certificate', async () => {
    const respond = () => ({ status: 404, headers: { 'X-A': '1', 'x-a': '2', Server: 'lab' }, body: 'Grüße' });
    const seen = await meet({ identity, respond });
    expect(seen).toMatchObject({
      ok: true,
      value: { address: '127.0.0.1', status: 404, headers: { 'x-a': '1, 2', server: 'lab' }, body: 'Grüße', truncated: false },
    });
    expect(seen.ok && seen.value.firstByteMs).toBeGreaterThan(0);
    expect(seen.ok && seen.value).not.toHaveProperty('clockSkewSeconds');
  });

  it('names the host and asks for nothing packed', async () => {
    await using server = await openHttpServer();
    await door()({ url: urlOf(server, 'http', '/a?b=c d#e'), headers: { 'X-Own': 'yes' } });
    const [header = ''] = server.asked;
    expect(header).toMatch(/^GET \/a\?b=c%20d HTTP\/1\.1\r\n/);
    for (const line of [`Host: www.example.org:${server.port}`, 'Accept-Encoding: identity', 'Connection: close', 'X-Own: yes'])
      expect(header).toContain(`${line}\r\n`);
  });

  it('follows no redirect', async () => {
    const seen = await meet({ respond: () => ({ status: 302, headers: { Location: 'http://127.0.0.1/' } }) });
    expect(seen).toMatchObject({ ok: true, value: { status: 302, headers: { location: 'http://127.0.0.1/' } } });
  });

  it.each([
    [-600, {}, -600],
    [600, {}, 600],
    [-86_400, { Age: '86400' }, 0],
  ])('reads the clock of the server: %i s off, %o', async (offSeconds, more, skew) => {
    const respond = () => ({ headers: { Date: new Date(Date.now() + offSeconds * 1000).toUTCString(), ...more } });
    const seen = await meet({ respond });
    expect(Math.abs((seen.ok ? (seen.value.clockSkewSeconds ?? 1e9) : 1e9) - skew)).toBeLessThanOrEqual(2);
  });

  it.each(['yesterday', '', '2026'.repeat(100)])('makes nothing of the date %j', async (date) => {
    const seen = await meet({ respond: () => ({ headers: { Date: date } }) });
    expect(seen.ok && seen.value).not.toHaveProperty('clockSkewSeconds');
  });

  it('measures the first byte from the standing connection', async () => {
    const seen = await meet({ identity, respond: () => ({ afterMs: 120 }) });
    expect(seen.ok && seen.value.firstByteMs).toBeGreaterThan(110);
  });

  it('is put once, however often it is asked for', async () => {
    await using server = await openHttpServer();
    const request = door();
    const [one, two] = await Promise.all([request({ url: urlOf(server) }), request({ url: urlOf(server) })]);
    await request({ url: urlOf(server, 'http', '/other') });
    expect(one).toBe(two);
    expect(server.asked).toHaveLength(2);
  });

  it('waits for others beyond 16', async () => {
    await using server = await openHttpServer({ vice: 'hang' });
    const run = new AbortController();
    const request = door({ signal: run.signal });
    const seen = Array.from({ length: 20 }, (_, at) => request({ url: urlOf(server, 'http', `/${at}`) }));
    await expect.poll(() => server.asked.length).toBe(16);
    run.abort();
    expect((await Promise.all(seen)).map((one) => (one.ok ? '' : one.failure))).toEqual(Array(20).fill('unmeasured'));
    expect(server.asked).toHaveLength(16);
    expect(getEventListeners(run.signal, 'abort')).toHaveLength(0);
  });
});

describe('a web server with a vice', () => {
  const hasty = { timeoutMs: 400 };
  const patient = { timeoutMs: 20_000 };
  it.each<[HttpServerOptions['vice'], string, RegExp, Partial<HttpRequest>]>([
    ['hang', 'timeout', /no response within 400 ms/, hasty],
    ['close', 'refused', /closes the connection without a response/, patient],
    ['garbage', 'malformed', /no HTTP response/, patient],
    ['headers', 'malformed', /longer than 65536 bytes/, patient],
    ['drip', 'timeout', /no response within 400 ms/, hasty],
    ['interim', 'malformed', /more than 16 interim/, patient],
    ['switch', 'malformed', /another protocol/, patient],
  ])('%s is %s', async (vice = 'hang', failure, detail, more) => {
    for (const options of [{ vice }, { vice, identity }]) {
      expect(await meet(options, more)).toMatchObject({ ok: false, failure, detail: expect.stringMatching(detail) });
    }
  });

  it.each<[HttpServerOptions['vice'], RegExp, Partial<HttpRequest>]>([
    ['body', /^(and more )+.{0,9}$/, patient],
    ['short', /^short$/, patient],
    ['chunks', /^(well)?$/, patient],
    ['stall', /^half$/, hasty],
  ])('%s is a response that is not whole', async (vice = 'hang', body, more) => {
    const seen = await meet({ vice }, { maxBytes: 10_000, ...more });
    expect(seen).toMatchObject({ ok: true, value: { status: 200, truncated: true, body: expect.stringMatching(body) } });
    expect(seen.ok && seen.value.body.length).toBeLessThanOrEqual(10_000);
  });

  it.each(['body', 'headers', 'interim'] as const)('is left as soon as it is clear that its %s has no end', async (vice) => {
    await using server = await openHttpServer({ vice });
    await door()({ url: urlOf(server), maxBytes: 10_000, timeoutMs: 20_000 });
    await expect.poll(server.sent).toBeGreaterThan(0);
    expect(server.sent()).toBeLessThan(32 << 20);
  });

  it('may say whatever it likes', async () => {
    const line = fc.constantFrom(
      'HTTP/1.1 ',
      '200 OK',
      '\r\n',
      'Content-Length: ',
      '-1',
      ': ',
      '\0',
      '\n',
      'Transfer-Encoding: chunked',
    );
    const text = fc.array(fc.oneof(line, fc.string({ unit: 'binary', maxLength: 9 })), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(text, async (parts) => {
        const server = createServer((socket) => void socket.on('error', () => {}).end(parts.join(''))).listen(0, '127.0.0.1');
        await new Promise((resolve) => server.once('listening', resolve));
        const seen = await door()({ url: urlOf(server.address() as AddressInfo), timeoutMs: 2000 });
        server.close();
        expect(seen.ok || ['malformed', 'refused'].includes(seen.failure)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a page', () => {
  /** What a server says word for word, and the body that comes of it. */
  async function bodyOf(head: string, content: Uint8Array | string, more: Partial<HttpRequest> = {}) {
    const whole = Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`), Buffer.from(content as never)]);
    const server = createServer((socket) => void socket.on('error', () => {}).once('data', () => socket.end(whole)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const seen = await door()({ url: urlOf(server.address() as AddressInfo), ...more });
    server.close();
    return seen.ok ? seen.value : { body: seen.detail, truncated: false };
  }

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('that comes packed though nobody asked is unpacked: %s', async (coding, pack) => {
    expect(await bodyOf(`Content-Encoding: ${coding}`, pack('Grüße'))).toMatchObject({ body: 'Grüße', truncated: false });
  });

  it('is unpacked as far as it came, and no further than it is read', async () => {
    const packed = gzipSync(`hello ${Array.from({ length: 9000 }, (_, at) => at ** 3).join(' ')}`);
    const seen = await bodyOf('Content-Encoding: gzip', packed, { maxBytes: 10_000 });
    expect(seen).toMatchObject({ truncated: true, body: expect.stringMatching(/^hello 0 1 8 27/) });
    expect(seen.body.length).toBe(10_000);
  });

  it.each([
    ['is not what it says', 'plain'],
    ['unpacks without end', gzipSync(Buffer.alloc(30_000_000))],
  ])('that %s stays as it is', async (_, content) => {
    const seen = await bodyOf('Content-Encoding: gzip', content);
    expect(seen.body.slice(0, 9)).toBe(Buffer.from(content).toString().slice(0, 9));
  });

  it('that is to be taken byte for byte is not unpacked', async () => {
    const packed = gzipSync('der');
    expect((await bodyOf('Content-Encoding: gzip', packed, { binary: true })).body).toBe(packed.toString('latin1'));
  });

  it.each([
    ['text/html; charset=ISO-8859-1', 'latin1'],
    ['text/html; charset="windows-1252"', 'latin1'],
    ['text/html;charset=utf-16le', 'utf16le'],
    ['text/html; charset=utf-8', 'utf8'],
    ['text/html; charset=klingon', 'utf8'],
    ['text/html; charset=', 'utf8'],
  ] as const)('is read by its character set: %s', async (type, encoding) => {
    expect((await bodyOf(`Content-Type: ${type}`, Buffer.from('Grüße', encoding))).body).toBe('Grüße');
  });

  it('may end its lines as browsers take them', async () => {
    const server = createServer((socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 OK\nA: b\n\nhello')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const seen = await door()({ url: urlOf(server.address() as AddressInfo) });
    server.close();
    expect(seen).toMatchObject({ ok: true, value: { headers: { a: 'b' }, body: 'hello' } });
  });

  it('is not measured where a server speaks HTTP/2 alone, and garbage is', async () => {
    const settings = Buffer.from('00000604000000000000030000006400000408000000000000ff0001', 'hex');
    const say = async (first: Buffer) => {
      const server = createServer((socket) => void socket.on('error', () => {}).once('data', () => socket.end(first)));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const seen = await door()({ url: urlOf(server.address() as AddressInfo) });
      server.close();
      return seen;
    };
    expect(await say(settings)).toMatchObject({ failure: 'unmeasured', detail: expect.stringContaining('HTTP/2 alone') });
    expect(await say(Buffer.from('00000604000000000100', 'hex'))).toMatchObject({ failure: 'malformed' });
  });

  it('of a server that wants HTTP/2 and says so in TLS is told as that', async () => {
    await using server = await openTlsServer({ identities: [identity], tls: { ALPNProtocols: ['h2'] } });
    const seen = await door()({ url: urlOf(server, 'https') });
    expect(seen).toMatchObject({ failure: 'unmeasured', detail: expect.stringContaining('HTTP/2 alone') });
  });
});

describe('a source, which must prove who it is', () => {
  const lab = authority();
  const living = { names: ['www.example.org'], notBefore: new Date('2020-01-01'), notAfter: new Date('2099-01-01') };
  const whole = (wish: Partial<Wish> = {}) => sentWith(mint({ ...living, issuer: lab.intermediate, ...wish }), lab.intermediate);

  async function ask(identity: HttpServerOptions['identity'], isSource = true, trust = [lab.root.chain]) {
    await using server = await openHttpServer({ ...(identity && { identity }) });
    const seen = await door({ trust })({ url: urlOf(server, 'https'), isSource });
    return { seen, asked: server.asked.length };
  }

  it('is asked where an authority that is trusted stands behind it', async () => {
    expect(await ask(whole())).toMatchObject({ seen: { ok: true, value: { status: 200 } }, asked: 1 });
  });

  const stranger = authority('Stranger');
  it.each([
    ['of an authority that nobody knows', sentWith(mint({ ...living, issuer: stranger.intermediate }), stranger.intermediate)],
    ['that it signed itself', mint(living)],
    ['of another name', whole({ names: ['other.example.org'] })],
    ['of yesterday', whole({ notAfter: new Date('2020-02-01') })],
  ])('gets no word from Picket with a certificate %s', async (_, shown) => {
    const { seen, asked } = await ask(shown);
    expect(seen).toMatchObject({
      ok: false,
      failure: 'handshake',
      detail: expect.stringMatching(/^its certificate is not valid \(/),
    });
    expect(asked).toBe(0);
    expect(await ask(shown, false)).toMatchObject({ seen: { ok: true }, asked: 1 });
  });

  it('is believed on the word of the roots that the net was opened with', async () => {
    await using server = await openHttpServer({ identity: whole() });
    const question = { url: urlOf(server, 'https'), address: server.address, isSource: true };
    expect(await openNet({ allowPrivate: true, trust: [lab.root.chain] }).request(question)).toMatchObject({ ok: true });
  });

  it('is not believed on the word of a root that was not given', async () => {
    expect(await ask(whole(), true, [])).toMatchObject({ seen: { ok: false, failure: 'handshake' }, asked: 0 });
  });
});

describe('what is no response', () => {
  it('a closed port', async () => {
    const server = await openHttpServer();
    await server[Symbol.asyncDispose]();
    expect(await door()({ url: urlOf(server) })).toMatchObject({ ok: false, failure: 'refused', detail: 'the port is closed' });
  });

  it.each(['http', 'close', 'alert', 'hang'] as const)('TLS that does not come about: %s', async (vice) => {
    await using server = await openTlsServer({ vice });
    const seen = await door()({ url: urlOf(server, 'https'), timeoutMs: 400 });
    expect(seen).toMatchObject({ ok: false, failure: 'handshake' });
  });

  it('a server that wants to see our certificate', async () => {
    await using server = await openTlsServer({ identities: [identity], tls: { requestCert: true, rejectUnauthorized: true } });
    expect(await door()({ url: urlOf(server, 'https') })).toMatchObject({ ok: false, failure: 'handshake' });
  });

  it('the end of the run', async () => {
    await using server = await openHttpServer();
    const seen = await door({ signal: AbortSignal.abort() })({ url: urlOf(server) });
    expect(seen).toMatchObject({ ok: false, failure: 'unmeasured' });
    expect(server.asked).toHaveLength(0);
  });

  it.each(['gopher://www.example.org/', 'file:///etc/passwd', 'nonsense', ''])('the URL %j', async (url) => {
    expect(await door()({ url })).toMatchObject({ ok: false, failure: 'unmeasured' });
  });

  it('a host without an address', async () => {
    const lookup: Net['lookup'] = async (name) =>
      found({ name, addresses: [], chain: [], ends: 'nxdomain', detail: `${name} does not exist` }, 1);
    const seen = await door({ lookup })({ url: 'https://gone.example.org/' });
    expect(seen).toMatchObject({ ok: false, failure: 'unmeasured', detail: expect.stringContaining('does not exist') });
  });
});

describe('an address within somebody’s own network', () => {
  const guarded = (server: HttpServer, url: string, address?: string) =>
    door({ allowPrivate: false })({ url: url.replace('PORT', String(server.port)), ...(address && { address }) });

  it.each([
    ['http://www.example.org:PORT/', '127.0.0.1'],
    ['http://www.example.org:PORT/', undefined],
    ['http://127.0.0.1:PORT/', undefined],
    ['http://2130706433:PORT/', undefined],
    ['http://[::1]:PORT/', undefined],
    ['http://[::ffff:127.0.0.1]:PORT/', undefined],
    ['http://169.254.169.254/latest/meta-data/', undefined],
    ['http://0.0.0.0:PORT/', undefined],
  ])('is not asked: %s at %s', async (url, address) => {
    await using server = await openHttpServer();
    const seen = await guarded(server, url, address);
    expect(seen).toMatchObject({ ok: false, failure: 'unmeasured', detail: expect.stringContaining('does not connect to') });
    expect(server.asked).toHaveLength(0);
  });
});
