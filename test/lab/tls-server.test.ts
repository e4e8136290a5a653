import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { mint } from '../../lab/certificate.ts';
import { openTlsServer, type TlsServer, type TlsVice } from '../../lab/tls-server.ts';

const dates = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2099-01-01T00:00:00Z') };
const identity = (serialNumber: string) => mint({ ...dates, names: ['a.test'], serialNumber });

function serialAt({ address, port }: TlsServer): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host: address, port, servername: 'a.test', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerX509Certificate()?.serialNumber);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

/** What comes back for a few bytes: all of it, or the code of the error; the first byte alone where it need not end. */
function answerOf({ address, port }: TlsServer, until: 'end' | 'first byte'): Promise<string> {
  return new Promise((resolve) => {
    const socket: Socket = connectTcp(port, address, () => socket.write('hello'));
    const parts: Buffer[] = [];
    const stop = (answer: string) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('data', (part) => {
      parts.push(part);
      if (until === 'first byte') stop(part.subarray(0, 1).toString('hex'));
    });
    socket.on('end', () => stop(Buffer.concat(parts).toString('latin1')));
    socket.on('error', (error: NodeJS.ErrnoException) => stop(error.code ?? error.message));
  });
}

async function vicious(vice: TlsVice, until: 'end' | 'first byte' = 'end'): Promise<string> {
  await using server = await openTlsServer({ vice });
  return await answerOf(server, until);
}

describe('a TLS server of the lab', () => {
  it('shows its certificate at the address it was given, and remembers what was asked', async () => {
    await using server = await openTlsServer({ identities: [identity('01')], address: '127.0.0.7' });
    expect(await serialAt(server)).toBe('01');
    expect([server.address, server.asked, server.connections()]).toEqual(['127.0.0.7', ['a.test'], 1]);
  });

  it('shows another one from the next handshake on', async () => {
    await using server = await openTlsServer({ identities: [identity('01')] });
    expect(await serialAt(server)).toBe('01');
    server.show(identity('02'));
    expect(await serialAt(server)).toBe('02');
  });

  it('lets its port go when it is done, whoever still hangs on it', async () => {
    const server = await openTlsServer({ vice: 'hang' });
    const ended = answerOf(server, 'end');
    await expect.poll(() => server.connections()).toBe(1);
    await server[Symbol.asyncDispose]();
    await ended;
    await using next = await openTlsServer({ identities: [identity('03')], port: server.port });
    expect(next.port).toBe(server.port);
  });

  it('says so where its port is taken', async () => {
    await using server = await openTlsServer({ vice: 'hang' });
    await expect(openTlsServer({ vice: 'hang', port: server.port })).rejects.toThrow(/EADDRINUSE/);
  });
});

describe('the vices of a TLS server', () => {
  it('refuses', async () => expect(await vicious('refuse')).toBe('ECONNREFUSED'));
  it('sends noise', async () => expect(await vicious('garbage')).toMatch(/^(garbage )+$|ECONNRESET/));
  it('speaks HTTP', async () => expect(await vicious('http')).toMatch(/^HTTP\/1.1 400/));
  it('hangs up', async () => expect(await vicious('close')).toBe(''));
  it('resets', async () => expect(await vicious('reset')).toMatch(/ECONNRESET|EPIPE/));
  it('alerts', async () => expect(Buffer.from(await vicious('alert'), 'latin1').toString('hex')).toBe('15030300020228'));
  it('sends a byte of a handshake', async () => expect(await vicious('drip', 'first byte')).toBe('16'));
  it('floods', async () => expect(await vicious('endless', 'first byte')).toBe('16'));
});
