import type { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TsigKey } from '../../../functions/core/tsig-key.ts';
import { readTsig, signMessage } from '../../../functions/net/tsig.ts';
import { replaceTxt } from '../../../functions/net/update.ts';
import { byTcp, framed, onQuestion, respond, u16 } from './responder.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const KEY: TsigKey = { name: 'picket-canary', algorithm: 'hmac-sha256', secret: Buffer.from('secret') };
const REPLACEMENT = { zone: 'example.org', name: '_dns-canary.example.org', ttlSeconds: 60, text: 'v=1;t=1;n=1' };

/** An answer's header: the id of the request, opcode UPDATE, an rcode, and no sections. */
const header = (query: Buffer, rcode: number) => Buffer.concat([query.subarray(0, 2), u16(0xa800 | rcode), Buffer.alloc(8)]);

/** The MAC of what was sent. */
const macOf = (query: Buffer) => readTsig(query, Buffer.alloc(0), KEY)?.tsig.mac ?? Buffer.alloc(0);

async function replaceAt(tcp: (stream: Socket) => void) {
  await using server = await respond({ tcp });
  return await replaceTxt(REPLACEMENT, { host: '127.0.0.1', port: server.port, key: KEY }, NOW);
}

describe('a dynamic update', () => {
  it.each([
    ['an unsigned NOERROR', (query: Buffer) => header(query, 0), 'the answer is not signed'],
    [
      'a NOERROR signed by another secret',
      (query: Buffer) => signMessage(header(query, 0), { ...KEY, secret: Buffer.from('x') }, NOW).bytes,
      'does not hold',
    ],
    ['a NOERROR that forgets the request', (query: Buffer) => signMessage(header(query, 0), KEY, NOW).bytes, 'does not hold'],
    ['REFUSED', (query: Buffer) => header(query, 5), "REFUSED: the key 'picket-canary' may not change this name of example.org"],
    ['NOTAUTH', (query: Buffer) => header(query, 9), 'NOTAUTH: the server is not the primary'],
    ['NOTIMP', (query: Buffer) => header(query, 4), 'takes no dynamic updates'],
    ['another id', () => header(u16(1), 0), 'no answer to the update'],
    ['a question', (query: Buffer) => query, 'no answer to the update'],
    ['no message', () => Buffer.from('hello'), 'no answer to the update'],
    ['nothing', () => Buffer.alloc(0), 'no answer to the update'],
  ])('answered by %s fails in words', async (_, answer, fault) => {
    const updated = await replaceAt(byTcp(answer));
    expect(updated.ok ? '' : updated.fault).toContain(fault);
  });

  it('fails in words where nobody listens, or somebody hangs up', async () => {
    const closed = await respond({ tcp: () => {} });
    await closed[Symbol.asyncDispose]();
    const primary = { host: '127.0.0.1', port: closed.port, key: KEY };
    expect(await replaceTxt(REPLACEMENT, primary, NOW)).toMatchObject({ fault: expect.stringContaining('the port is closed') });
    const hungUp = await replaceAt((stream) => onQuestion(stream, () => stream.end(framed(Buffer.alloc(20)).subarray(0, 9))));
    expect(hungUp).toMatchObject({ fault: expect.stringContaining('closed the connection') });
  });

  it('carries the text and a signature', async () => {
    const seen: Buffer[] = [];
    const keep = (query: Buffer) => {
      seen.push(Buffer.from(query));
      return header(query, 5);
    };
    await replaceAt(byTcp(keep));
    const query = seen[0] ?? Buffer.alloc(0);
    expect(macOf(query)).toHaveLength(32);
    expect(query.includes(Buffer.from(REPLACEMENT.text))).toBe(true);
  });

  it('reads no TSIG, and never throws, from whatever bytes', () => {
    const arbitrary = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(arbitrary, (bytes) => {
        expect(readTsig(Buffer.from(bytes), Buffer.alloc(0), KEY)?.holds ?? false).toBe(false);
      }),
    );
  });
});
