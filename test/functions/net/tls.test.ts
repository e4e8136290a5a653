import { spawn } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { getEventListeners, once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HandshakeTiming } from '../../../functions/net/handshake.ts';
import { openHandshake } from '../../../functions/net/tls.ts';
import { authority, type Identity, mint, sentWith, type Wish } from '../../../lab/certificate.ts';
import { openTlsServer, type TlsServerOptions } from '../../../lab/tls-server.ts';

const DAY = 86_400_000;
const HOST = 'www.example.org';
const { root, intermediate } = authority();
const stranger = authority('Stranger');

/** Far beyond what any of these servers needs. */
const LONG: HandshakeTiming = { connectMs: 2000, bannerMs: 20_000, wordsMs: 20_000, handshakeMs: 20_000 };

const inDays = (days: number) => new Date(Date.now() + days * DAY);

/** A leaf below the trusted intermediate, in its best years. */
function leaf(wish: Partial<Wish> = {}): Identity {
  return mint({ names: [HOST], notBefore: inDays(-10), notAfter: inDays(80), issuer: intermediate, ...wish });
}

const whole = (wish: Partial<Wish> = {}) => sentWith(leaf(wish), intermediate);

function door(more: { timing?: HandshakeTiming; signal?: AbortSignal; allowPrivate?: boolean; trust?: readonly string[] } = {}) {
  return openHandshake({ allowPrivate: true, signal: new AbortController().signal, trust: [root.chain], ...more });
}

/** One handshake with a server of these manners. */
async function meet(options: TlsServerOptions, timing?: HandshakeTiming) {
  await using server = await openTlsServer(options);
  return await door(timing === undefined ? {} : { timing })(HOST, server.address, server.port);
}

async function shown(...identities: readonly Identity[]) {
  const seen = await meet({ identities });
  if (!seen.ok) throw new Error(seen.detail);
  return seen.value;
}

const subjects = ({ chain }: { readonly chain: readonly { readonly subject: string }[] }) => chain.map(({ subject }) => subject);

describe('a certificate on the wire', () => {
  it('is read as it is', async () => {
    const names = [HOST, '*.example.org', '192.0.2.1'];
    const identity = whole({
      names,
      organization: 'Example, Ltd',
      serialNumber: '0abc',
      issuerUrl: 'http://ca.example.org/i.der',
    });
    const { protocol, chain, nameMatches, path } = await shown(identity);
    expect({ protocol, nameMatches, path }).toEqual({ protocol: 'TLSv1.3', nameMatches: true, path: 'OK' });
    expect(chain[0]).toMatchObject({
      subject: `O=Example\\, Ltd, CN=${HOST}`,
      issuer: 'O=Lab, CN=Lab Intermediate',
      commonName: HOST,
      names: [HOST, '*.example.org'],
      addresses: ['192.0.2.1'],
      serialNumber: '0ABC',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      keyType: 'RSA 2048',
      selfSigned: false,
      issuerUrl: 'http://ca.example.org/i.der',
    });
    expect(chain[1]).not.toHaveProperty('issuerUrl');
    expect(Date.parse(chain[0]?.notAfter ?? '')).toBeCloseTo(inDays(80).getTime(), -5);
  });

  it.each(['RSA 2048', 'EC P-256', 'Ed25519'] as const)('may have a key of %s', async (key) => {
    const { chain, path } = await shown(whole({ key }));
    expect([chain[0]?.keyType, path]).toEqual([key, 'OK']);
  });

  it('is chosen by key type where the server has two', async () => {
    const { chain } = await shown(whole(), whole({ key: 'EC P-256' }));
    expect(chain[0]?.keyType).toBe('EC P-256');
  });

  it('may carry more names than anybody reads', async () => {
    const { chain, nameMatches } = await shown(
      whole({ names: [...Array.from({ length: 400 }, (_, index) => `n${index}.example.org`), HOST] }),
    );
    expect(chain[0]?.names).toHaveLength(200);
    expect(nameMatches).toBe(true);
  });

  it('may have no common name to speak of, and control characters in it', async () => {
    const { chain } = await shown(whole({ commonName: 'a\nCN=b\u0007' }));
    expect(chain[0]?.commonName).not.toContain('\n');
    expect(chain[0]?.subject).not.toContain('\u0007');
  });

  it('cannot pass one name off as two', async () => {
    const { chain, nameMatches } = await shown(whole({ names: [`a.example.org, DNS:${HOST}`, '"b", DNS:c'] }));
    expect([chain[0]?.names.length, chain[0]?.names.includes(HOST), nameMatches]).toEqual([2, false, false]);
  });

  it('is shown by SNI: the server hears the name of the host', async () => {
    await using server = await openTlsServer({ identities: [whole()] });
    await door()(HOST, server.address, server.port);
    expect(server.asked).toEqual([HOST]);
  });
});

describe('the name of a certificate', () => {
  const table: readonly [string, Partial<Wish>, boolean][] = [
    ['covers the host that it lists', { names: [HOST] }, true],
    ['covers the host whatever the case', { names: ['WWW.Example.ORG'] }, true],
    ['covers it by a wildcard one label deep', { names: ['*.example.org'] }, true],
    ['does not cover it by a wildcard two labels up', { names: ['*.org'] }, false],
    ['does not cover it by a wildcard within a label', { names: ['w*.example.org'] }, false],
    ['does not cover it by its common name', { names: ['example.com'], commonName: HOST }, false],
    ['does not cover it by its common name where it has no names', { names: [], commonName: HOST }, false],
    ['does not cover it by the parent', { names: ['example.org'] }, false],
  ];
  it.each(table)('%s', async (_, wish, matches) => {
    expect((await shown(whole(wish))).nameMatches).toBe(matches);
  });
});

describe('the chain', () => {
  it('is complete without its root', async () => {
    const seen = await shown(whole());
    expect(subjects(seen)).toEqual([`CN=${HOST}`, 'O=Lab, CN=Lab Intermediate']);
    expect(seen.path).toBe('OK');
  });

  it('is shown as sent where the intermediate is missing', async () => {
    const seen = await shown(leaf());
    expect(subjects(seen)).toEqual([`CN=${HOST}`]);
    expect(seen.path).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  it('is shown as sent where there is too much of it, in the order of the server', async () => {
    const seen = await shown(sentWith(leaf(), stranger.intermediate, intermediate, root, root));
    expect(subjects(seen).slice(1)).toEqual([
      'O=Stranger, CN=Stranger Intermediate',
      'O=Lab, CN=Lab Intermediate',
      'O=Lab, CN=Lab Root',
      'O=Lab, CN=Lab Root',
    ]);
    expect(seen.path).toBe('OK');
  });

  it('is cut at 16 where 30 are sent', async () => {
    const seen = await shown(sentWith(leaf(), ...Array<Identity>(30).fill(intermediate)));
    expect([seen.chain.length, seen.path]).toEqual([16, 'OK']);
  });

  it('is not trusted below a stranger', async () => {
    const below = leaf({ issuer: stranger.intermediate });
    expect((await shown(sentWith(below, stranger.intermediate))).path).toBe('UNABLE_TO_GET_ISSUER_CERT_LOCALLY');
    expect((await shown(sentWith(below, stranger.intermediate, stranger.root))).path).toBe('SELF_SIGNED_CERT_IN_CHAIN');
  });

  it('is not trusted where nobody stands behind the leaf', async () => {
    const { chain, path } = await shown(mint({ names: [HOST], notBefore: inDays(-1), notAfter: inDays(9) }));
    expect([chain[0]?.selfSigned, path]).toEqual([true, 'DEPTH_ZERO_SELF_SIGNED_CERT']);
  });

  it('does not call a certificate self-signed for its names alone', async () => {
    const posing = { commonName: 'Lab Intermediate', organization: 'Lab' };
    expect((await shown(leaf(posing))).chain[0]?.selfSigned).toBe(false);
  });

  it('is not trusted with a key that is too small', async () => {
    const seen = await meet({ identities: [whole({ key: 'RSA 1024' })], tls: { ciphers: 'DEFAULT@SECLEVEL=0' } });
    expect(seen).toMatchObject({ ok: true, value: { path: 'UNSPECIFIED' } });
  });
});

describe('the trust of a net', () => {
  it('has the roots of the system, and those that were given besides', async () => {
    const usual = getCACertificates('default');
    setDefaultCACertificates([...usual, stranger.root.chain]);
    const below = [sentWith(leaf({ issuer: stranger.intermediate }), stranger.intermediate), whole()];
    const paths = [];
    for (const identity of below) paths.push((await shown(identity)).path);
    await using server = await openTlsServer({ identities: below.slice(1) });
    const without = await door({ trust: [] })(HOST, server.address, server.port);
    setDefaultCACertificates(usual);
    expect(paths).toEqual(['OK', 'OK']);
    expect(without).toMatchObject({ ok: true, value: { path: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' } });
  });
});

describe('the path beside the dates of the leaf', () => {
  const past = { notBefore: inDays(-90), notAfter: inDays(-1) };
  const future = { notBefore: inDays(1), notAfter: inDays(90) };
  const server = leaf({ names: ['other.example.org'], keySlot: 'other' });
  const pinned = mint({ names: ['pinned.example.org'], ...past });
  const old = mint({ ...past, commonName: 'Old', isAuthority: true, issuer: root });
  const table: readonly [string, () => Identity, string][] = [
    ['is OK for an expired leaf', () => whole(past), 'OK'],
    ['is OK for a leaf of tomorrow', () => whole(future), 'OK'],
    [
      'is OK for an expired leaf in a disorderly chain',
      () => sentWith(leaf(past), stranger.intermediate, root, intermediate),
      'OK',
    ],
    ['is OK for a self-signed leaf that is trusted itself', () => pinned, 'OK'],
    ['still lacks the intermediate', () => leaf(past), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    [
      'still ends nowhere',
      () => sentWith(leaf({ ...past, issuer: stranger.intermediate }), stranger.intermediate),
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    ],
    [
      'still ends in a stranger',
      () => sentWith(leaf({ ...past, issuer: stranger.intermediate }), stranger.intermediate, stranger.root),
      'SELF_SIGNED_CERT_IN_CHAIN',
    ],
    [
      'does not lead over a certificate that may not sign',
      () => sentWith(leaf({ ...past, issuer: server }), server, intermediate),
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    [
      'is not OK for a forged signature',
      () => sentWith(leaf({ ...past, forged: true }), intermediate),
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    ['still is nobody but itself', () => mint({ names: [HOST], ...past }), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['is about an issuer where the leaf is in date', () => sentWith(leaf({ issuer: old }), old), 'CERT_HAS_EXPIRED'],
  ];
  it.each(table)('%s', async (_, identity, path) => {
    await using open = await openTlsServer({ identities: [identity()] });
    const seen = await door({ trust: [root.chain, pinned.chain] })(HOST, open.address, open.port);
    expect(seen).toMatchObject({ ok: true, value: { path } });
  });
});

describe('a server that wants a certificate of its clients', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('has shown its own by then, in %s', async (maxVersion) => {
    const tls = { requestCert: true, rejectUnauthorized: true, ca: root.chain, maxVersion };
    const seen = await meet({ identities: [whole()], tls });
    expect(seen).toMatchObject({ ok: true, value: { protocol: maxVersion, path: 'OK', nameMatches: true } });
  });
});

describe('a server with a vice', () => {
  const hasty: HandshakeTiming = { ...LONG, handshakeMs: 250 };
  const table: readonly [string, TlsServerOptions, string, RegExp][] = [
    ['that refuses', { vice: 'refuse' }, 'refused', /closed/],
    ['that says nothing', { vice: 'hang' }, 'handshake', /within 250 ms/],
    ['that sends a byte a second', { vice: 'drip' }, 'handshake', /within 250 ms/],
    ['that sends 1 MiB of noise', { vice: 'garbage' }, 'handshake', /does not speak TLS/],
    ['that speaks HTTP', { vice: 'http' }, 'handshake', /does not speak TLS/],
    ['that hangs up', { vice: 'close' }, 'handshake', /closes the connection at once/],
    ['that refuses by an alert', { vice: 'alert' }, 'handshake', /alert 'handshake failure'/],
    ['that never comes to its hello', { vice: 'endless' }, 'malformed', /more than 262144 bytes/],
    [
      'that has TLS 1.1 alone',
      { identities: [whole()], tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } },
      'handshake',
      /protocol version/,
    ],
    ['whose certificate is larger than OpenSSL takes', { identities: [whole({ ballastBytes: 200_000 })] }, 'handshake', /100 kB/],
  ];
  it.each(table)('%s', async (_, options, failure, detail) => {
    const timing = options.vice === 'endless' ? { ...LONG, handshakeMs: 20_000 } : hasty;
    const seen = await meet(options, options.identities === undefined ? timing : undefined);
    expect(seen).toMatchObject({ ok: false, failure, detail: expect.stringMatching(detail) });
  });

  it('that resets the connection, before TLS or in it', async () => {
    const seen = await meet({ vice: 'reset' }, hasty);
    expect(seen.ok ? 'ok' : seen.failure).toMatch(/^(refused|handshake)$/);
  });

  it.each([
    ['data of an application', '1703030005hello'],
    ['a change of ciphers', '140303000101'],
    ['an alert that is cut short', '150303000102'],
    ['a heartbeat', '1803030003010000'],
    ['a kind that nobody knows', '6303030001ff'],
    ['a hello of the client', '16030300060100000203ff'],
    ['a record longer than any may be', '160303ffff00'],
  ])('whose first record is %s', async (_, hex) => {
    const bytes = Buffer.from(hex.replace('hello', Buffer.from('hello').toString('hex')), 'hex');
    const server = createServer((socket) => void socket.on('error', () => {}).once('data', () => socket.end(bytes)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const seen = await door({ timing: hasty })(HOST, '127.0.0.1', (server.address() as AddressInfo).port);
    server.close();
    expect(seen).toMatchObject({ ok: false, failure: 'handshake' });
    // OpenSSL may leave an error behind, for which the next key that is read would be blamed: here one that is none.
    expect(() => createPrivateKey('none')).toThrow();
  });

  it('whose certificate is as large as OpenSSL takes', async () => {
    expect((await meet({ identities: [whole({ ballastBytes: 80_000 })] })).ok).toBe(true);
  });

  it('that answers whatever it likes, and is understood to be no TLS server', async () => {
    const record = fc
      .uint8Array({ maxLength: 300 })
      .map((body) => Buffer.concat([Buffer.from([22, 3, 3, body.length >> 8, body.length & 255]), body]));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 600 }), record), async (bytes) => {
        const server = createServer((socket) => void socket.on('error', () => {}).end(bytes)).listen(0, '127.0.0.1');
        await once(server, 'listening');
        const seen = await door({ timing: hasty })(HOST, '127.0.0.1', (server.address() as AddressInfo).port);
        server.close();
        expect(seen).toMatchObject({ ok: false, failure: 'handshake' });
      }),
      { numRuns: 50 },
    );
  });

  it('whose packets are lost', async () => {
    const deaf = await openDeaf();
    const seen = await door({ timing: { ...LONG, connectMs: 100, handshakeMs: 100 } })(HOST, '127.0.0.1', deaf.port);
    deaf.close();
    expect(seen).toMatchObject({ ok: false, failure: 'timeout', detail: 'no TCP connection within 100 ms' });
  });
});

/** A process that listens and is then stopped, with its queue filled up: the kernel drops every further SYN. */
async function openDeaf(): Promise<{ port: number; close(): void }> {
  const script = `const s = require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port))`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = await once(child.stdout, 'data');
  const port = Number(String(text));
  child.kill('SIGSTOP');
  const filling = Array.from({ length: 2 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await Promise.all(filling.map((socket) => once(socket, 'connect')));
  const close = () => {
    for (const socket of filling) socket.destroy();
    child.kill('SIGKILL');
  };
  return { port, close };
}

describe('what is no fault of the server', () => {
  it.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', 'fe80::1'])('%s is not asked', async (address) => {
    await using server = await openTlsServer({ identities: [whole()] });
    const seen = await door({ allowPrivate: false })(HOST, address, server.port);
    expect(seen).toMatchObject({ ok: false, failure: 'unmeasured', detail: expect.stringContaining(address) });
    expect(server.connections()).toBe(0);
  });

  it('an address that our own routing table refuses', async () => {
    expect(await door()(HOST, '255.255.255.255', 443)).toMatchObject({ ok: false, failure: 'unmeasured' });
  });

  it('the end of the run, before and during the handshake', async () => {
    await using server = await openTlsServer({ vice: 'hang' });
    const late = await door({ signal: AbortSignal.abort() })(HOST, server.address, server.port);
    expect(late).toMatchObject({ ok: false, failure: 'unmeasured' });
    const run = new AbortController();
    const seen = door({ signal: run.signal })(HOST, server.address, server.port);
    await expect.poll(() => server.connections()).toBe(1);
    run.abort();
    expect(await seen).toMatchObject({ ok: false, failure: 'unmeasured' });
  });
});

describe('many handshakes of one run', () => {
  it('ask the same question once', async () => {
    await using server = await openTlsServer({ identities: [whole()] });
    const handshake = door();
    const [one, two] = await Promise.all([
      handshake(HOST, server.address, server.port),
      handshake(HOST, server.address, server.port),
    ]);
    await handshake('example.org', server.address, server.port);
    expect(one).toBe(two);
    expect(server.connections()).toBe(2);
  });

  it('wait for each other beyond 32, and are all answered', async () => {
    const addresses = Array.from({ length: 40 }, (_, index) => `127.0.1.${index + 1}`);
    const servers = await Promise.all(addresses.map((address) => openTlsServer({ vice: 'hang', address })));
    const run = new AbortController();
    const handshake = door({ signal: run.signal });
    const seen = servers.map(({ address, port }) => handshake(HOST, address, port));
    const taken = () => servers.reduce((sum, server) => sum + server.connections(), 0);
    await expect.poll(taken).toBe(32);
    run.abort();
    expect((await Promise.all(seen)).every((one) => !one.ok && one.failure === 'unmeasured')).toBe(true);
    expect(taken()).toBe(32);
    expect(getEventListeners(run.signal, 'abort')).toHaveLength(0);
    for (const server of servers) await server[Symbol.asyncDispose]();
  });

  it('leave no listener on the deadline', async () => {
    const run = new AbortController();
    await using server = await openTlsServer({ identities: [whole()] });
    await door({ signal: run.signal })(HOST, server.address, server.port);
    expect(getEventListeners(run.signal, 'abort')).toHaveLength(0);
  });
});
