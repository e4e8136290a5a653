import { describe, expect, it } from 'vitest';
import type { PairTries, PairTry } from '../../../functions/core/net.ts';
import type { Observation } from '../../../functions/core/observation.ts';
import { openAsking } from '../../../functions/net/asking.ts';
import { answerTo, askedName, FLAG, type OnPacket, questionEnd, respond, withAddress } from './responder.ts';

const PATIENT = { udpMs: 8000, tcpConnectMs: 8000, tcpReadMs: 8000 };
/** Where an answer is meant to be lost. */
const SHORT = { ...PATIENT, udpMs: 400 };

function opened(port: number, { timing = PATIENT, allowPrivate = true, signal = new AbortController().signal } = {}) {
  const { askPair } = openAsking({ roots: [], port, allowPrivate, signal, timing });
  return (name = 'example.org', address = '127.0.0.1') => askPair({ name: 'ns1.example.org', address }, name);
}

const word = (seen: Observation<{ rcode: string }>) => (seen.ok ? seen.value.rcode : seen.failure);
const words = (tries: readonly PairTry[]) => tries.map(({ a, aaaa }) => `${word(a)} ${word(aaaa)}`);
const told = ({ together, apart }: PairTries) => ({ together: words(together), apart: words(apart) });

const typeOf = (query: Buffer) => query.readUInt16BE(questionEnd(query) - 4);
const good: OnPacket = (query, send) => send(withAddress(query));

/** Loses the second packet of every socket, the first time it comes to `times`. */
function racing(times = Number.POSITIVE_INFINITY): OnPacket {
  const ports = new Set<number>();
  let lost = 0;
  return (query, send, from) => {
    const isSecond = ports.has(from.port);
    ports.add(from.port);
    if (!isSecond || lost >= times) return send(withAddress(query));
    lost += 1;
  };
}

describe('a pair of questions', () => {
  it('leaves from one socket, A before AAAA, and is answered at once', async () => {
    const ports: number[] = [];
    const watched: OnPacket = (query, send, from) => {
      ports.push(from.port);
      send(withAddress(query));
    };
    await using server = await respond({ udp: watched });
    expect(told(await opened(server.port)())).toEqual({ together: ['NOERROR NOERROR'], apart: [] });
    expect(server.packets.map(typeOf)).toEqual([1, 28]);
    expect(new Set(ports).size).toBe(1);
  });

  it('has two ids and two spellings', async () => {
    await using server = await respond({ udp: good });
    await opened(server.port)('a-long-name-with-many-letters.example.org');
    const [one, other] = server.packets;
    expect(one?.readUInt16BE(0)).not.toBe(other?.readUInt16BE(0));
    expect(askedName(one ?? Buffer.alloc(13))).not.toEqual(askedName(other ?? Buffer.alloc(13)));
  });

  it('gives each answer to its own question, whatever the order', async () => {
    const held: (() => void)[] = [];
    const swapping: OnPacket = (query, send) => {
      held.unshift(() => send(answerTo(query, { rcode: typeOf(query) === 28 ? 3 : 0 })));
      if (held.length === 2) for (const go of held) go();
    };
    await using server = await respond({ udp: swapping });
    expect(told(await opened(server.port)()).together).toEqual(['NOERROR NXDOMAIN']);
  });

  it('is put again, apart and together in turns, where one of two is lost', async () => {
    const seen: string[] = [];
    const race = racing();
    const watched: OnPacket = (query, send, from) => {
      seen.push(String(from.port));
      race(query, send, from);
    };
    await using server = await respond({ udp: watched });
    const tries = told(await opened(server.port, { timing: SHORT })());
    expect(tries.together).toEqual(['NOERROR timeout', 'NOERROR timeout']);
    expect(tries.apart).toEqual(['NOERROR NOERROR', 'NOERROR NOERROR']);
    const sockets = seen.map((port) => seen.indexOf(port));
    expect(sockets).toEqual([0, 0, 2, 3, 4, 4, 6, 7]);
  });

  it('is told whole where only a moment lost it', async () => {
    await using server = await respond({ udp: racing(1) });
    const tries = told(await opened(server.port, { timing: SHORT })());
    expect(tries.together).toEqual(['NOERROR timeout', 'NOERROR NOERROR']);
  });

  it('is not put again to a server that is silent to both', async () => {
    await using server = await respond({ udp: () => {} });
    expect(told(await opened(server.port, { timing: SHORT })())).toEqual({ together: ['timeout timeout'], apart: [] });
    expect(server.packets).toHaveLength(2);
  });

  it('waits for an answer that is slow', async () => {
    const late: OnPacket = (query, send) => void setTimeout(() => send(withAddress(query)), typeOf(query) === 28 ? 150 : 0);
    await using server = await respond({ udp: late });
    expect(told(await opened(server.port)())).toEqual({ together: ['NOERROR NOERROR'], apart: [] });
  });

  it('finds a closed port', async () => {
    await using server = await respond({});
    expect(told(await opened(server.port)())).toEqual({ together: ['refused refused'], apart: [] });
  });

  it('takes no answer twice, none of another id, and no garbage', async () => {
    const noisy: OnPacket = (query, send) => {
      const other = withAddress(query, FLAG.aa);
      other.writeUInt16BE((other.readUInt16BE(0) + 1) & 0xffff);
      for (const bytes of [other, Buffer.from('noise'), withAddress(query).subarray(0, -1)]) send(bytes);
      if (typeOf(query) === 1) for (const rcode of [0, 3]) send(answerTo(query, { rcode }));
    };
    await using server = await respond({ udp: noisy });
    expect(told(await opened(server.port, { timing: SHORT })())).toEqual({ together: ['NOERROR malformed'], apart: [] });
  });

  it('is cut off by the deadline, and keeps what has come', async () => {
    const deadline = new AbortController();
    const half: OnPacket = (query, send) => {
      if (typeOf(query) === 1) return send(withAddress(query));
      setTimeout(() => deadline.abort(), 50);
    };
    await using server = await respond({ udp: half });
    const tries = told(await opened(server.port, { signal: deadline.signal })());
    expect(tries).toEqual({ together: ['NOERROR unmeasured'], apart: [] });
  });

  it('does not go to an address that is not global', async () => {
    await using server = await respond({ udp: good });
    const tries = await opened(server.port, { allowPrivate: false })();
    expect(told(tries)).toEqual({ together: ['unmeasured unmeasured'], apart: [] });
    expect(tries.together[0]?.a).toMatchObject({ detail: '127.0.0.1 is a loopback address; Picket does not ask it' });
    expect(server.packets).toHaveLength(0);
  });

  it('does not leave for a name that no message can hold', async () => {
    await using server = await respond({ udp: good });
    const tries = await opened(server.port)(`${'a'.repeat(64)}.example.org`);
    expect(told(tries).together).toEqual(['unmeasured unmeasured']);
    expect(server.packets).toHaveLength(0);
  });

  it('is put once a run, whoever asks', async () => {
    await using server = await respond({ udp: good });
    const ask = opened(server.port);
    await Promise.all([ask(), ask('EXAMPLE.org'), ask()]);
    expect(server.packets).toHaveLength(2);
  });
});
