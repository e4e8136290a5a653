import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import type { Answerer } from '../../lab/answering.ts';
import { endlessTcp, garbage, strayFirst } from '../../lab/hostile.ts';
import { startNameserver } from '../../lab/nameserver.ts';
import { text } from '../../lab/plan.ts';
import { type LabRecord, TYPES } from '../../lab/record.ts';
import { silentUdp, slow, truncating } from '../../lab/vice.ts';
import { decodeMessage, encodeMessage, queryFor, replyTo } from '../../lab/wire.ts';
import { askTcp, askUdp, datagram } from './asking.ts';

const ADDRESS = '127.53.0.9';
const answers: LabRecord[] = [text('example.test', 'hello')];
const honest: Answerer = (query) => replyTo(query, { authoritative: true, answers });
const query = queryFor('eXample.test', TYPES.TXT);

describe('a nameserver of the lab', () => {
  it('answers over UDP and TCP on one port, and echoes the case of the question', async () => {
    await using server = await startNameserver({ address: ADDRESS, answer: honest });
    for (const ask of [askUdp, askTcp]) {
      expect(await ask(server, query)).toMatchObject({
        id: query.id,
        authoritative: true,
        question: { name: 'eXample.test' },
        answers,
      });
    }
  });

  it('remembers what was asked: transport, case, RD and EDNS', async () => {
    await using server = await startNameserver({ address: ADDRESS, answer: honest });
    await askUdp(server, { ...query, recursionDesired: true });
    const { edns: _edns, ...plain } = query;
    await askTcp(server, plain);
    expect(server.asked).toEqual([
      { ...query, recursionDesired: true, transport: 'udp' },
      { ...plain, transport: 'tcp' },
    ]);
  });

  it('truncates over UDP what does not fit the size that the asker takes, and only there', async () => {
    const long = Array.from({ length: 4 }, () => text('example.test', 'x'.repeat(200)));
    await using server = await startNameserver({ address: ADDRESS, answer: (asked) => replyTo(asked, { answers: long }) });
    const { edns: _edns, ...plain } = query;
    expect(await askUdp(server, plain)).toMatchObject({ truncated: true, answers: [] });
    expect(await askUdp(server, query)).toMatchObject({ truncated: false, answers: long });
    expect(await askTcp(server, plain)).toMatchObject({ truncated: false, answers: long });
  });

  it('says nothing where its vice is silence, and still answers over TCP', async () => {
    await using server = await startNameserver({ address: ADDRESS, answer: silentUdp(honest) });
    const socket = createSocket('udp4');
    const heard: unknown[] = [];
    socket.on('message', (bytes) => heard.push(bytes));
    socket.send(encodeMessage(query), server.port, ADDRESS);
    expect(await askTcp(server, query)).toMatchObject({ answers });
    socket.close();
    expect(heard).toEqual([]);
  });

  it('refuses connections on a closed port', async () => {
    await using server = await startNameserver({ address: ADDRESS, answer: honest, closed: ['tcp'] });
    await expect(askTcp(server, query)).rejects.toThrow('ECONNREFUSED');
    expect(await askUdp(server, query)).toMatchObject({ answers });
  });

  it('sends a stray before the answer', async () => {
    await using server = await startNameserver({ address: ADDRESS, answer: strayFirst()(honest) });
    expect((await askUdp(server, query)).id).toBe(query.id ^ 0xffff);
  });

  it('sends noise that is no message', async () => {
    await using server = await startNameserver({ address: ADDRESS, answer: garbage(honest) });
    const bytes = await datagram(server, query);
    expect(bytes.readUInt16BE(0)).toBe(query.id);
    expect(decodeMessage(bytes)?.question).toBeUndefined();
  });

  it('truncates every UDP answer, whatever its size', async () => {
    await using server = await startNameserver({ address: ADDRESS, answer: truncating(honest) });
    expect(await askUdp(server, query)).toMatchObject({ truncated: true, answers: [] });
    expect(await askTcp(server, query)).toMatchObject({ truncated: false, answers });
  });

  it('stops at once in the middle of an endless answer and of a slow one', async () => {
    const endless = await startNameserver({ address: ADDRESS, answer: endlessTcp(honest) });
    const late = await startNameserver({ address: ADDRESS, answer: slow(3_600_000)(honest) });
    await askTcp(endless, query);
    const socket = createSocket('udp4');
    await new Promise((done) => socket.send(encodeMessage(query), late.port, ADDRESS, done));
    await Promise.all([endless.stop(), late.stop()]);
    socket.close();
    await expect(askTcp(endless, query)).rejects.toThrow('ECONNREFUSED');
  });

  it('leaves alone what is no query', async () => {
    await using server = await startNameserver({ address: ADDRESS, answer: honest });
    const socket = createSocket('udp4');
    for (const noise of [Buffer.from('GET / HTTP/1.0'), Buffer.alloc(0), encodeMessage(replyTo(query))]) {
      socket.send(noise, server.port, ADDRESS);
    }
    await askUdp(server, query);
    socket.close();
    expect(server.asked).toHaveLength(1);
  });

  it('says which port it wanted where that is taken', async () => {
    await using server = await startNameserver({ address: ADDRESS, answer: honest });
    await expect(startNameserver({ address: ADDRESS, port: server.port, answer: honest })).rejects.toThrow('EADDRINUSE');
  });
});
