import { describe, expect, it } from 'vitest';
import type { Exchange, QueryType } from '../../../functions/core/dns.ts';
import type { AskOptions } from '../../../functions/core/net.ts';
import { type AskingOptions, openAsking } from '../../../functions/net/asking.ts';
import { MOST_UNPROVEN } from '../../../functions/net/breaker.ts';
import {
  answerTo,
  askedName,
  byTcp,
  FLAG,
  hasOpt,
  type OnPacket,
  onQuestion,
  opt,
  option,
  questionEnd,
  record,
  respond,
  u16,
  u32,
  withAddress,
} from './responder.ts';

const TIMING = { udpMs: 120, tcpConnectMs: 2000, tcpReadMs: 300 };
/** Where no rung may time out, so that a busy machine does not fail a test. */
const PATIENT = { udpMs: 8000, tcpConnectMs: 8000, tcpReadMs: 8000 };

const SILENT: OnPacket = () => {};
const GOOD: OnPacket = (query, send) => send(withAddress(query));
const TRUNCATING: OnPacket = (query, send) => send(answerTo(query, { flags: FLAG.tc | FLAG.aa }));
const goodByTcp = byTcp((query) => withAddress(query));

function opened(port: number, options: Partial<AskingOptions> = {}) {
  const all = { roots: [], port, allowPrivate: true, signal: new AbortController().signal, timing: PATIENT, ...options };
  const { ask } = openAsking(all);
  return (name = 'www.example.org', type: QueryType = 'A', how?: AskOptions, address = '127.0.0.1') =>
    ask({ name: 'ns1.example.org', address }, { name, type }, how);
}

/** `udp+ timeout` is a rung with OPT, `udp- NOERROR` one without. */
const rungs = (exchange: Exchange) =>
  exchange.rungs.map(({ transport, edns, outcome }) => `${transport}${edns ? '+' : '-'} ${outcome}`).join(', ');

const outcome = ({ answer }: Exchange) => (answer.ok ? answer.value.rcode : answer.failure);
const detail = ({ answer }: Exchange) => (answer.ok ? '' : answer.detail);

describe('a question', () => {
  it('is answered by one packet', async () => {
    await using server = await respond({
      udp: (query, send) => send(answerTo(query, { authorities: [], additionals: [opt(option(9, u32(3600)))] })),
    });
    const exchange = await opened(server.port)('example.org', 'SOA');
    expect(exchange).toMatchObject({ question: { name: 'example.org', type: 'SOA' }, strays: 0, caseMangled: false });
    expect(exchange.answer).toMatchObject({ ok: true, value: { authoritative: true, edns: { expireSeconds: 3600 } } });
    expect(exchange.server).toEqual({ name: 'ns1.example.org', address: '127.0.0.1' });
    expect([rungs(exchange), exchange.roundTripMs]).toEqual(['udp+ NOERROR', exchange.rungs[0]?.tookMs]);
  });

  it('is put again on another port, and told as lost once', async () => {
    const ports = new Set<number>();
    const lossy: OnPacket = (query, send, from) => ports.add(from.port).size > 1 && send(withAddress(query));
    await using server = await respond({ udp: lossy });
    const exchange = await opened(server.port, { timing: { ...PATIENT, udpMs: 400 } })();
    expect([rungs(exchange), outcome(exchange)]).toEqual(['udp+ timeout, udp+ NOERROR', 'NOERROR']);
    expect(exchange.roundTripMs).toBeLessThan(exchange.answer.tookMs);
  });

  it.each([
    ['drops packets with OPT', undefined, 'udp+ timeout, udp+ timeout, udp- NOERROR'],
    ['answers FORMERR to OPT', 1, 'udp+ FORMERR, udp- NOERROR'],
    ['answers NOTIMP to OPT', 4, 'udp+ NOTIMP, udp- NOERROR'],
  ])('reaches a server that %s', async (_what, rcode, climbed) => {
    const fussy: OnPacket = (query, send) => {
      if (!hasOpt(query)) send(withAddress(query));
      else if (rcode !== undefined) send(answerTo(query, { rcode }));
    };
    await using server = await respond({ udp: fussy });
    const exchange = await opened(server.port, { timing: { ...PATIENT, udpMs: rcode === undefined ? 400 : 8000 } })();
    expect([rungs(exchange), outcome(exchange)]).toEqual([climbed, 'NOERROR']);
  });

  /** The id of the question, and a header of its own: flags, then how many questions and records it counts. */
  const header = (query: Buffer, flags: number, counts = 0) =>
    Buffer.concat([query.subarray(0, 2), u16(flags), u16(counts), Buffer.alloc(6)]);

  it('takes an error of twelve bytes for what it is', async () => {
    const old: OnPacket = (query, send) => send(hasOpt(query) ? header(query, 0x8001) : withAddress(query));
    await using server = await respond({ udp: old });
    const exchange = await opened(server.port)();
    expect([rungs(exchange), outcome(exchange)]).toEqual(['udp+ FORMERR, udp- NOERROR', 'NOERROR']);
  });

  it.each([
    ['says that all is well, to nobody', 0x8000, 0],
    ['says that the name does not exist, to nobody', 0x8003, 0],
    ['is a question', 0x0001, 0],
    ['is cut', 0x8201, 0],
    ['has another opcode', 0xa801, 0],
    ['counts a question that is not there', 0x8001, 1],
  ])('does not take a header for an answer that %s', async (_what, flags, counts) => {
    await using server = await respond({
      udp: (query, send) => send(header(query, flags, counts)),
      tcp: byTcp((query) => header(query, flags, counts)),
    });
    const exchange = await opened(server.port, { timing: TIMING })();
    expect(outcome(exchange)).toBe('malformed');
  });

  it('goes on by TCP where the answer is truncated', async () => {
    await using server = await respond({ udp: TRUNCATING, tcp: goodByTcp });
    const exchange = await opened(server.port)();
    expect(rungs(exchange)).toBe('udp+ TC, tcp+ NOERROR');
    expect(exchange.answer).toMatchObject({ ok: true, value: { truncated: false, answers: [{ address: '192.0.2.1' }] } });
  });

  it('keeps the truncated answer where TCP fails', async () => {
    await using server = await respond({ udp: TRUNCATING });
    const exchange = await opened(server.port)();
    expect(rungs(exchange)).toBe('udp+ TC, tcp+ refused');
    expect(exchange.answer).toMatchObject({ ok: true, value: { truncated: true } });
  });

  it('goes by TCP where UDP is silent', async () => {
    await using server = await respond({ udp: SILENT, tcp: goodByTcp });
    const exchange = await opened(server.port, { timing: { ...PATIENT, udpMs: 120 } })();
    expect([rungs(exchange), outcome(exchange)]).toEqual(['udp+ timeout, udp+ timeout, udp- timeout, tcp+ NOERROR', 'NOERROR']);
  });

  it('tells of both transports where neither answers', async () => {
    await using server = await respond({ udp: SILENT });
    const exchange = await opened(server.port, { timing: TIMING })();
    expect(rungs(exchange)).toBe('udp+ timeout, udp+ timeout, udp- timeout, tcp+ refused');
    expect([outcome(exchange), detail(exchange)]).toEqual(['refused', 'UDP: no answer in 120 ms; TCP: the port is closed']);
  });

  it('ends at once where both ports are closed', async () => {
    await using server = await respond({});
    const exchange = await opened(server.port)();
    expect([rungs(exchange), detail(exchange)]).toEqual(['udp+ refused, tcp+ refused', 'the port is closed']);
  });

  it('is asked again by TCP where the name came back in another case', async () => {
    const lowering: OnPacket = (query, send) => {
      const name = askedName(query).toString('latin1').toLowerCase();
      send(
        Buffer.concat([
          withAddress(query).subarray(0, 12),
          Buffer.from(name),
          withAddress(query).subarray(questionEnd(query) - 4),
        ]),
      );
    };
    await using server = await respond({ udp: lowering, tcp: goodByTcp });
    const exchange = await opened(server.port)('a-name-that-is-long-enough-not-to-be-in-lower-case-by-chance.example.org');
    expect([rungs(exchange), exchange.caseMangled, outcome(exchange)]).toEqual(['udp+ NOERROR, tcp+ NOERROR', true, 'NOERROR']);
  });

  it.each([
    [2, 'udp+ SERVFAIL, udp+ SERVFAIL', 'SERVFAIL'],
    [5, 'udp+ REFUSED', 'REFUSED'],
    [3, 'udp+ NXDOMAIN', 'NXDOMAIN'],
  ])('takes rcode %i for an answer', async (rcode, climbed, word) => {
    await using server = await respond({ udp: (query, send) => send(answerTo(query, { rcode })) });
    const exchange = await opened(server.port)();
    expect([rungs(exchange), outcome(exchange)]).toEqual([climbed, word]);
  });

  it('survives a SERVFAIL that was a blip', async () => {
    let asked = 0;
    await using server = await respond({
      udp: (query, send) => send(asked++ === 0 ? answerTo(query, { rcode: 2 }) : withAddress(query)),
    });
    expect(outcome(await opened(server.port)())).toBe('NOERROR');
  });

  it('is malformed where garbage is all that comes', async () => {
    const garbage: OnPacket = (query, send) => send(Buffer.concat([query.subarray(0, 2), Buffer.alloc(30, 0xff)]));
    await using server = await respond({
      udp: garbage,
      tcp: (stream) => onQuestion(stream, () => stream.end('HTTP/1.1 400\r\n\r\n')),
    });
    const exchange = await opened(server.port, { timing: { ...PATIENT, udpMs: 120 } })();
    expect([outcome(exchange), exchange.strays]).toEqual(['malformed', 3]);
    expect(rungs(exchange)).toBe('udp+ malformed, udp+ malformed, udp- malformed, tcp+ malformed');
  });

  it('counts what is forged and takes the answer', async () => {
    const forging: OnPacket = (query, send) => {
      send(Buffer.concat([u16(query.readUInt16BE(0) ^ 1), withAddress(query).subarray(2)]));
      send(answerTo(Buffer.concat([query.subarray(0, 12), Buffer.from('\x05other\0'), u16(1), u16(1)])));
      send(withAddress(query));
    };
    await using server = await respond({ udp: forging });
    const exchange = await opened(server.port)();
    expect([outcome(exchange), exchange.strays, rungs(exchange)]).toEqual(['NOERROR', 2, 'udp+ NOERROR']);
  });

  it('uses one connection and nothing else where TCP is wanted', async () => {
    await using server = await respond({ udp: GOOD, tcp: goodByTcp });
    const exchange = await opened(server.port)('www.example.org', 'A', { transport: 'tcp' });
    expect([rungs(exchange), server.packets.length, server.streams()]).toEqual(['tcp+ NOERROR', 0, 1]);
  });

  it('carries the RD bit where it is wanted', async () => {
    await using server = await respond({ udp: GOOD });
    const ask = opened(server.port);
    await ask('a');
    await ask('b', 'A', { recursionDesired: true });
    expect(server.packets.map((query) => query.readUInt16BE(2) & FLAG.rd)).toEqual([0, FLAG.rd]);
  });

  it('carries the CD bit and another UDP size where they are wanted, on every rung', async () => {
    await using server = await respond({ udp: (query, send) => send(answerTo(query, { rcode: 2 })) });
    const ask = opened(server.port);
    await ask('a', 'A', { checkingDisabled: true, ednsSize: 512 });
    await ask('a');
    const sizeOf = (query: Buffer) => query.readUInt16BE(questionEnd(query) + 3);
    const seen = server.packets.map((query) => [query.readUInt16BE(2) & 0x10, sizeOf(query)]);
    expect(seen).toEqual([...Array(2).fill([0x10, 512]), ...Array(2).fill([0, 1232])]);
  });

  it('does not leave where its name cannot be written', async () => {
    await using server = await respond({ udp: GOOD });
    const exchange = await opened(server.port)('a..b');
    expect([outcome(exchange), detail(exchange), server.packets.length]).toEqual([
      'unmeasured',
      'the name has an empty label',
      0,
    ]);
  });
});

describe('the same question', () => {
  it('is asked once, whoever asks it', async () => {
    await using server = await respond({ udp: GOOD, tcp: goodByTcp });
    const { ask } = openAsking({
      roots: [],
      port: server.port,
      allowPrivate: true,
      signal: new AbortController().signal,
      timing: PATIENT,
    });
    const asked = await Promise.all(
      ['ns1.example', 'ns2.example'].map((name) =>
        ask({ name, address: '127.0.0.1' }, { name: 'WWW.example'.toLowerCase(), type: 'A' }),
      ),
    );
    const again = await ask({ name: 'ns1.example', address: '127.0.0.1' }, { name: 'www.EXAMPLE', type: 'A' });
    expect(asked.map(({ server: { name } }) => name)).toEqual(['ns1.example', 'ns2.example']);
    expect([again.question.name, again.answer]).toEqual(['www.EXAMPLE', asked[0]?.answer]);
    expect(server.packets).toHaveLength(1);
  });

  it('is another one by another CD bit or UDP size', async () => {
    await using server = await respond({ udp: GOOD });
    const ask = opened(server.port);
    const [first] = await Promise.all([ask(), ask('www.example.org', 'A', { ednsSize: 1232, checkingDisabled: false })]);
    expect(server.packets).toHaveLength(1);
    await Promise.all([ask('www.example.org', 'A', { checkingDisabled: true }), ask('www.example.org', 'A', { ednsSize: 512 })]);
    expect([server.packets.length, outcome(first as Exchange)]).toEqual([3, 'NOERROR']);
  });

  it('is another one by another type, RD bit, transport or address', async () => {
    await using server = await respond({ udp: GOOD, tcp: goodByTcp });
    await using second = await respond({ udp: GOOD, address: '127.0.0.2', port: server.port });
    const ask = opened(server.port);
    await Promise.all([
      ask(),
      ask('www.example.org', 'AAAA'),
      ask('www.example.org', 'A', { recursionDesired: true }),
      ask('www.example.org', 'A', { transport: 'tcp' }),
      ask('www.example.org', 'A', {}, '127.0.0.2'),
    ]);
    expect([server.packets.length, server.streams(), second.packets.length]).toEqual([3, 1, 1]);
  });
});

describe('an address of our own networks', () => {
  it('is not asked', async () => {
    await using server = await respond({ udp: GOOD, tcp: goodByTcp });
    const ask = opened(server.port, { allowPrivate: false });
    const exchange = await ask();
    expect(detail(exchange)).toBe('127.0.0.1 is a loopback address; Picket does not ask it');
    expect(detail(await ask('a', 'A', {}, '192.168.1.1'))).toBe('192.168.1.1 is a private address; Picket does not ask it');
    expect([outcome(exchange), rungs(exchange), server.packets.length]).toEqual(['unmeasured', '', 0]);
  });
});

describe('a dead server', () => {
  it('gets few packets from many questions, and all end alike', async () => {
    await using server = await respond({ udp: SILENT });
    const ask = opened(server.port, { timing: TIMING });
    const all = await Promise.all(Array.from({ length: 100 }, (_, index) => ask(`host${index}.example.org`)));
    expect(new Set(all.map(outcome))).toEqual(new Set(['refused']));
    expect(new Set(all.map(rungs))).toEqual(new Set(['udp+ timeout, udp+ timeout, udp- timeout, tcp+ refused']));
    expect(server.packets.length).toBe(3 * MOST_UNPROVEN);
  });

  it('is not one that drops only packets with OPT', async () => {
    await using server = await respond({ udp: (query, send) => !hasOpt(query) && send(withAddress(query)) });
    const ask = opened(server.port, { timing: { ...PATIENT, udpMs: 400 } });
    const all = await Promise.all(Array.from({ length: 30 }, (_, index) => ask(`host${index}.example.org`)));
    expect(new Set(all.map(outcome))).toEqual(new Set(['NOERROR']));
  });

  it('by UDP may be alive by TCP', async () => {
    await using server = await respond({ udp: SILENT, tcp: goodByTcp });
    const ask = opened(server.port, { timing: { ...PATIENT, udpMs: 120 } });
    const all = await Promise.all(Array.from({ length: 30 }, (_, index) => ask(`host${index}.example.org`)));
    expect(new Set(all.map(outcome))).toEqual(new Set(['NOERROR']));
    expect(server.packets.length).toBe(3 * MOST_UNPROVEN);
  });
});

describe('silence', () => {
  const roots = [{ name: 'a.root', address: '127.0.0.9' }];
  const mute = { udp: SILENT, tcp: () => {} };

  it('counts where a root server answers', async () => {
    await using server = await respond(mute);
    await using root = await respond({ udp: GOOD, tcp: goodByTcp, address: '127.0.0.9', port: server.port });
    const exchange = await opened(server.port, { roots, timing: TIMING })();
    expect([outcome(exchange), root.packets.length, root.streams()]).toEqual(['timeout', 1, 1]);
  });

  it('is not measured where the root servers are silent too, and ends the asking', async () => {
    await using server = await respond(mute);
    await using root = await respond({ ...mute, address: '127.0.0.9', port: server.port });
    const ask = opened(server.port, { roots, timing: TIMING });
    const exchange = await ask();
    const blind = 'nothing answers this machine over IPv4, not even the root servers';
    expect(exchange.rungs.map((rung) => rung.outcome)).toEqual(Array(4).fill('unmeasured'));
    expect(detail(exchange)).toContain('nothing answers this machine over IPv4');
    const later = await ask('other.example.org', 'A', {}, '127.0.0.3');
    expect([outcome(later), detail(later)]).toEqual(['unmeasured', expect.stringContaining(blind.slice(0, 38))]);
    expect([root.packets.length, server.packets.length]).toEqual([2, 3]);
  });

  it('is told by UDP alone where TCP is what does not come through', async () => {
    await using server = await respond({ udp: TRUNCATING, tcp: () => {} });
    await using root = await respond({ udp: GOOD, tcp: () => {}, address: '127.0.0.9', port: server.port });
    const exchange = await opened(server.port, { roots, timing: { ...PATIENT, tcpReadMs: 200 } })();
    expect([rungs(exchange), outcome(exchange), root.streams()]).toEqual(['udp+ TC, tcp+ unmeasured', 'NOERROR', 1]);
  });

  it('stands where no root server of the family may be asked', async () => {
    await using server = await respond({ ...mute, address: '127.0.0.1' });
    const v6Only = [{ name: 'a.root', address: '::1' }];
    expect(outcome(await opened(server.port, { roots: v6Only, timing: TIMING })())).toBe('timeout');
  });
});

describe('the deadline', () => {
  it('leaves every question unmeasured, before and after', async () => {
    const deadline = new AbortController();
    await using server = await respond({ udp: () => deadline.abort(), tcp: () => {} });
    const ask = opened(server.port, { signal: deadline.signal });
    const exchanges = [...(await Promise.all([ask('a'), ask('b')])), await ask('c')];
    expect(exchanges.map(outcome)).toEqual(['unmeasured', 'unmeasured', 'unmeasured']);
    expect(exchanges.map(detail)).toEqual(Array(3).fill('the time for this look was over'));
    expect([server.packets.length <= 2, server.streams()]).toEqual([true, 0]);
  });

  it('does not spoil an answer that is there', async () => {
    const deadline = new AbortController();
    await using server = await respond({ udp: TRUNCATING, tcp: (stream) => onQuestion(stream, () => deadline.abort()) });
    const exchange = await opened(server.port, { signal: deadline.signal })();
    expect([rungs(exchange), outcome(exchange)]).toEqual(['udp+ TC, tcp+ unmeasured', 'NOERROR']);
  });

  it('also ends those who wait for a place', async () => {
    const deadline = new AbortController();
    await using server = await respond({ udp: SILENT });
    const ask = opened(server.port, { signal: deadline.signal });
    const all = Array.from({ length: 1000 }, (_, index) => ask(`host${index}.example.org`));
    setImmediate(() => deadline.abort());
    expect(new Set((await Promise.all(all)).map(outcome))).toEqual(new Set(['unmeasured']));
  });
});

describe('a record that only TXT could say', () => {
  it('arrives byte by byte', async () => {
    const bytes = Buffer.from([0, 0x80, 0xff, 0x61]);
    const udp: OnPacket = (query, send) =>
      send(answerTo(query, { answers: [record(16, Buffer.concat([Buffer.from([4]), bytes]))] }));
    await using server = await respond({ udp });
    const { answer } = await opened(server.port)('example.org', 'TXT');
    expect(answer).toMatchObject({ ok: true, value: { answers: [{ type: 'TXT', strings: [bytes] }] } });
  });
});
