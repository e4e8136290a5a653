import { describe, expect, it } from 'vitest';
import { newQuery } from '../../../functions/net/reply.ts';
import { tryTcp } from '../../../functions/net/tcp.ts';
import { answerTo, byTcp, framed, type OnStream, onQuestion, record, respond, u16, withAddress } from './responder.ts';

const NEVER = new AbortController().signal;
const GENEROUS = { udpMs: 1, tcpConnectMs: 5000, tcpReadMs: 5000 };

async function ask(port: number, timing = GENEROUS, signal = NEVER) {
  const query = newQuery({ name: 'www.example.org', type: 'A' }, { recursionDesired: false, edns: true });
  if (!query.ok) throw new Error(query.fault);
  const { seen, ...rest } = await tryTcp({ address: '127.0.0.1', port, family: 'IPv4' }, query.value, true, timing, signal);
  return { ...rest, outcome: seen.ok ? seen.value.rcode : seen.failure, detail: seen.ok ? '' : seen.detail, seen };
}

/** Writes what `make` makes of the right answer, in those pieces. */
const inPieces =
  (make: (answer: Buffer) => Buffer[]): OnStream =>
  (stream) =>
    onQuestion(stream, async (query) => {
      for (const piece of make(framed(withAddress(query)))) await new Promise((done) => stream.write(piece, done));
    });

describe('a connection', () => {
  it('brings an answer', async () => {
    await using server = await respond({ tcp: byTcp(withAddress) });
    expect(await ask(server.port)).toMatchObject({
      transport: 'tcp',
      edns: true,
      outcome: 'NOERROR',
      strays: 0,
      caseMangled: false,
    });
  });

  it('brings an answer of 65,535 bytes', async () => {
    const filled = (query: Buffer) => {
      const bare = answerTo(query).length + 12;
      return answerTo(query, { answers: [record(65400, Buffer.alloc(0xffff - bare))] });
    };
    await using server = await respond({ tcp: byTcp(filled) });
    const { seen } = await ask(server.port);
    expect(seen.ok && seen.value.bytes).toBe(0xffff);
  });

  it('puts an answer in pieces together, and drops what follows it', async () => {
    await using server = await respond({
      tcp: inPieces((answer) => [answer.subarray(0, 1), answer.subarray(1, 9), answer.subarray(9), Buffer.from('more')]),
    });
    expect(await ask(server.port)).toMatchObject({ outcome: 'NOERROR' });
  });

  it('is refused by a closed port', async () => {
    await using server = await respond({});
    expect(await ask(server.port)).toMatchObject({ outcome: 'refused' });
  });

  it('is not opened where this machine has no route', async () => {
    const query = newQuery({ name: 'example.org', type: 'A' }, { recursionDesired: false, edns: true });
    if (!query.ok) throw new Error(query.fault);
    // No connection leads to a multicast address, so that none is tried.
    const { seen } = await tryTcp({ address: '224.0.0.1', port: 53, family: 'IPv4' }, query.value, true, GENEROUS, NEVER);
    expect(seen).toMatchObject({ ok: false, failure: 'unmeasured', detail: expect.stringContaining('no IPv4 route') });
  });

  it('is reset', async () => {
    await using server = await respond({ tcp: (stream) => onQuestion(stream, () => stream.resetAndDestroy()) });
    expect(await ask(server.port)).toMatchObject({ outcome: 'refused', detail: 'the server reset the connection' });
  });

  it('is accepted and met with silence', async () => {
    await using server = await respond({ tcp: () => {} });
    const told = await ask(server.port, { ...GENEROUS, tcpReadMs: 100 });
    expect(told).toMatchObject({ outcome: 'timeout', detail: 'no complete answer over TCP in 100 ms' });
  });

  it.each([
    ['without a word', 0],
    ['in the middle of the length', 1],
    ['in the middle of the answer', 20],
  ])('is closed %s', async (_when, bytes) => {
    const tcp: OnStream = (stream) => onQuestion(stream, (query) => stream.end(framed(withAddress(query)).subarray(0, bytes)));
    await using server = await respond({ tcp });
    expect(await ask(server.port)).toMatchObject({ outcome: 'malformed' });
  });

  it('ends in time where the answer drips byte by byte', async () => {
    const tcp: OnStream = (stream) =>
      onQuestion(stream, (query) => {
        const answer = framed(withAddress(query));
        let at = 0;
        const drip = setInterval(() => stream.write(answer.subarray(at, ++at)), 40);
        stream.on('close', () => clearInterval(drip));
      });
    await using server = await respond({ tcp });
    expect(await ask(server.port, { ...GENEROUS, tcpReadMs: 200 })).toMatchObject({ outcome: 'timeout' });
  });

  it('ends with the message where the stream is endless', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const tcp: OnStream = (stream) => {
      const pour = () => !stream.destroyed && stream.write(Buffer.alloc(16_384, 0xff), pour);
      closed = new Promise((done) => stream.on('close', done));
      pour();
    };
    await using server = await respond({ tcp });
    expect(await ask(server.port)).toMatchObject({ outcome: 'malformed', detail: 'the message has the id of another question' });
    await closed;
  });

  it.each([
    ['nothing', () => [u16(0)], 'too short for an id'],
    [
      'another id',
      (answer: Buffer) => [u16(answer.length - 2), Buffer.from([(answer[2] ?? 0) ^ 1]), answer.subarray(3)],
      'another question',
    ],
    ['a length too short', (answer: Buffer) => [u16(answer.length - 3), answer.subarray(2)], 'in the middle of a record'],
  ])('tells a message of %s', async (_what, make, words) => {
    await using server = await respond({ tcp: inPieces(make) });
    const told = await ask(server.port);
    expect(told.outcome).toBe('malformed');
    expect(told.detail).toContain(words);
  });

  it('is cut off by the deadline', async () => {
    const deadline = new AbortController();
    await using server = await respond({ tcp: (stream) => onQuestion(stream, () => deadline.abort()) });
    expect(await ask(server.port, GENEROUS, deadline.signal)).toMatchObject({
      outcome: 'unmeasured',
      detail: 'the time for this look was over',
    });
  });
});
