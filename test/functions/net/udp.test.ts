import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import { newQuery } from '../../../functions/net/reply.ts';
import { tryUdp } from '../../../functions/net/udp.ts';
import { answerTo, askedName, FLAG, type OnPacket, questionEnd, record, respond, u16, withAddress } from './responder.ts';

const NEVER = new AbortController().signal;

function newest(name = 'www.example.org') {
  const query = newQuery({ name, type: 'A' }, { recursionDesired: false, edns: false });
  if (!query.ok) throw new Error(query.fault);
  return query.value;
}

async function ask(port: number, { address = '127.0.0.1', timeoutMs = 150, signal = NEVER } = {}) {
  const { seen, ...rest } = await tryUdp({ address, port, family: 'IPv4' }, newest(), false, timeoutMs, signal);
  return { ...rest, outcome: seen.ok ? seen.value.rcode : seen.failure, detail: seen.ok ? '' : seen.detail, tookMs: seen.tookMs };
}

/** Sends the answer that `spoil` makes of the right one, and the right one behind it. */
const afterSpoilt =
  (spoil: (answer: Buffer) => Buffer): OnPacket =>
  (query, send) => {
    send(spoil(withAddress(query)));
    send(withAddress(query));
  };

const flipped = (at: number, bits: number) => (answer: Buffer) => {
  const spoilt = Buffer.from(answer);
  spoilt[at] = (spoilt[at] ?? 0) ^ bits;
  return spoilt;
};

describe('a packet', () => {
  it('brings an answer', async () => {
    await using server = await respond({ udp: (query, send) => send(withAddress(query)) });
    expect(await ask(server.port, { timeoutMs: 5000 })).toMatchObject({ outcome: 'NOERROR', strays: 0, caseMangled: false });
  });

  it('is met with silence', async () => {
    await using server = await respond({ udp: () => {} });
    expect(await ask(server.port)).toMatchObject({ outcome: 'timeout', detail: 'no answer in 150 ms', strays: 0 });
  });

  it('finds a closed port without waiting', async () => {
    await using server = await respond({});
    expect(await ask(server.port, { timeoutMs: 20_000 })).toMatchObject({ outcome: 'refused' });
  });

  it('does not leave where this machine has no route', async () => {
    // A link-local address without an interface: no packet can leave, whatever the machine.
    const { seen } = await tryUdp({ address: 'fe80::1', port: 53, family: 'IPv6' }, newest(), false, 20_000, NEVER);
    expect(seen).toMatchObject({ ok: false, failure: 'unmeasured', detail: expect.stringContaining('no IPv6 route') });
  });

  it('is cut off by the deadline', async () => {
    const deadline = new AbortController();
    await using server = await respond({ udp: () => deadline.abort() });
    const cut = await ask(server.port, { timeoutMs: 20_000, signal: deadline.signal });
    expect(cut).toMatchObject({ outcome: 'unmeasured', detail: 'the time for this look was over' });
    expect(await ask(server.port, { timeoutMs: 20_000, signal: deadline.signal })).toMatchObject({ outcome: 'unmeasured' });
    expect(server.packets).toHaveLength(1);
  });

  it.each([
    ['another id', flipped(0, 1)],
    ['a question', flipped(2, 0x80)],
    ['another opcode', flipped(2, 0x28)],
    ['another name', flipped(13, 1)],
    ['another type', flipped(12 + 17 + 1, 1)],
    ['another class', flipped(12 + 17 + 3, 2)],
    ['a cut message', (answer: Buffer) => answer.subarray(0, -1)],
    ['an empty message', () => Buffer.alloc(0)],
    ['garbage', () => Buffer.from('GET / HTTP/1.1\r\n')],
  ])('waits on past %s for the answer', async (_what, spoil) => {
    await using server = await respond({ udp: afterSpoilt(spoil) });
    expect(await ask(server.port, { timeoutMs: 5000 })).toMatchObject({ outcome: 'NOERROR', strays: 1 });
  });

  it.each([
    ['another id', flipped(0, 1), 'timeout', 'no answer'],
    ['another name', flipped(13, 1), 'malformed', 'answers another question'],
    ['a cut message', (answer: Buffer) => answer.subarray(0, -1), 'malformed', 'in the middle of a record'],
  ])('tells %s where nothing better came', async (_what, spoil, outcome, words) => {
    await using server = await respond({ udp: (query, send) => send(spoil(withAddress(query))) });
    const told = await ask(server.port);
    expect(told).toMatchObject({ outcome, strays: 1 });
    expect(told.detail).toContain(words);
  });

  it('takes no answer from another address', async () => {
    const other = createSocket('udp4');
    await new Promise<void>((done) => other.bind(0, '127.0.0.2', done));
    await using server = await respond({ udp: (query, _send, from) => other.send(withAddress(query), from.port, from.address) });
    expect(await ask(server.port)).toMatchObject({ outcome: 'timeout' });
    other.close();
  });

  it('takes no answer from another port', async () => {
    const other = createSocket('udp4');
    await new Promise<void>((done) => other.bind(0, '127.0.0.1', done));
    await using server = await respond({ udp: (query, _send, from) => other.send(withAddress(query), from.port, from.address) });
    expect(await ask(server.port)).toMatchObject({ outcome: 'timeout' });
    other.close();
  });

  it('tells an answer that spells the name otherwise', async () => {
    await using server = await respond({
      udp: (query, send) => {
        const name = askedName(query).toString('latin1').toLowerCase();
        const swapped = [...name].map((letter, at) => (query[12 + at] === letter.charCodeAt(0) ? letter.toUpperCase() : letter));
        send(
          Buffer.concat([
            answerTo(query).subarray(0, 12),
            Buffer.from(swapped.join(''), 'latin1'),
            query.subarray(questionEnd(query) - 4),
          ]),
        );
      },
    });
    expect(await ask(server.port, { timeoutMs: 5000 })).toMatchObject({ outcome: 'NOERROR', caseMangled: true, strays: 0 });
  });

  it('goes out with another id, port and spelling each time', async () => {
    const ports = new Set<number>();
    await using server = await respond({
      udp: (query, send, from) => {
        ports.add(from.port);
        send(withAddress(query, FLAG.aa));
      },
    });
    for (let time = 0; time < 8; time += 1) await ask(server.port, { timeoutMs: 5000 });
    const distinct = (of: (query: Buffer) => string) => new Set(server.packets.map(of)).size;
    expect(distinct((query) => query.toString('hex', 0, 2))).toBeGreaterThan(5);
    expect(distinct((query) => askedName(query).toString('latin1'))).toBeGreaterThan(5);
    expect(ports.size).toBeGreaterThan(5);
  });

  it('outlives a flood of strays', async () => {
    await using server = await respond({
      udp: (query, send) => {
        for (let count = 0; count < 50; count += 1) send(u16(count));
        send(answerTo(query, { answers: [record(1, Buffer.alloc(4))] }));
      },
    });
    expect(await ask(server.port, { timeoutMs: 5000 })).toMatchObject({ outcome: 'NOERROR' });
  });
});
