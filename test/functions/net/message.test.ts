import { decode, encode } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueryType } from '../../../functions/core/dns.ts';
import { decodeAnswer, encodeQuery, idOf } from '../../../functions/net/message.ts';
import { answerTo, FLAG, opt, option, questionEnd, record, u16, u32, type Written } from './responder.ts';

function queryFor(name: string, type: QueryType = 'A', { edns = true, recursionDesired = false, id = 0x1234 } = {}): Buffer {
  const query = encodeQuery({ id, question: { name, type }, recursionDesired, edns });
  if (!query.ok) throw new Error(query.fault);
  return query.value.bytes;
}

const QUERY = queryFor('example.org');

function read(bytes: Buffer) {
  const message = decodeAnswer(bytes);
  if (!message.ok) throw new Error(message.fault);
  return message.value;
}

const answerOf = (written: Written) => read(answerTo(QUERY, written)).answer;

function faultOf(bytes: Buffer): string {
  const message = decodeAnswer(bytes);
  return message.ok ? 'no fault' : message.fault;
}

/** The data of the only answer record. */
function dataOf(type: number, hex: string | Buffer) {
  const data = typeof hex === 'string' ? Buffer.from(hex, 'hex') : hex;
  const { owner, ttlSeconds, ...rest } = answerOf({ answers: [record(type, data)] }).answers[0] ?? { owner: '', ttlSeconds: 0 };
  expect([owner, ttlSeconds]).toEqual(['example.org', 300]);
  return rest;
}

describe('a question', () => {
  it('says what dns-packet reads out of it', () => {
    const { additionals, ...query } = decode(queryFor('example.org', 'SOA', { recursionDesired: true }));
    expect(query).toMatchObject({ id: 0x1234, type: 'query', opcode: 'QUERY', flag_rd: true, flag_aa: false, flag_cd: false });
    expect(query.questions).toEqual([{ name: 'example.org', type: 'SOA', class: 'IN' }]);
    expect(additionals).toMatchObject([{ type: 'OPT', name: '.', udpPayloadSize: 1232, ednsVersion: 0, flag_do: true }]);
  });

  it('asks for NSID, and for EXPIRE with the SOA only', () => {
    const options = (type: QueryType) => queryFor('a', type).subarray(-8).toString('hex');
    expect(options('SOA')).toBe('0003000000090000');
    expect(queryFor('a', 'TXT').subarray(-6).toString('hex')).toBe('000400030000');
  });

  it('sets the CD bit and offers 512 bytes where that is wanted', () => {
    const asked = { id: 1, question: { name: 'a', type: 'A' }, recursionDesired: true, edns: true } as const;
    const query = encodeQuery({ ...asked, checkingDisabled: true, ednsSize: 512 });
    if (!query.ok) throw new Error(query.fault);
    const { additionals, ...rest } = decode(query.value.bytes);
    expect(rest).toMatchObject({ flag_rd: true, flag_cd: true, flag_ad: false, flag_z: false });
    expect(additionals).toMatchObject([{ type: 'OPT', udpPayloadSize: 512, flag_do: true }]);
  });

  it('has no OPT record where none is wanted', () => {
    expect(queryFor('a', 'SOA', { edns: false }).toString('hex')).toBe('123400000001000000000000016100' + '00060001');
  });

  it.each([
    ['TLSA', 52],
    ['CAA', 257],
    ['TYPE65400', 65400],
    ['TYPE0', 0],
    ['TYPE65', 65],
  ] as const)('writes %s as type %i', (type, code) => {
    const query = queryFor('a', type);
    expect(query.readUInt16BE(questionEnd(query) - 4)).toBe(code);
  });

  it('goes out with escapes resolved', () => {
    expect(queryFor('a\\.b.\\255', 'A', { edns: false }).subarray(12).toString('hex')).toBe('03612e6201ff0000010001');
  });

  it.each([
    [{ name: 'a..b', type: 'A' }, 'empty label'],
    [{ name: 'a'.repeat(64), type: 'A' }, '64 bytes'],
    [{ name: 'a', type: 'TYPE65536' }, "no record type 'TYPE65536'"],
    [{ name: 'a', type: 'constructor' as QueryType }, 'no record type'],
  ] as const)('is not written for %o', (question, fault) => {
    const query = encodeQuery({ id: 1, question, recursionDesired: false, edns: true });
    expect(query.ok ? 'no fault' : query.fault).toContain(fault);
  });
});

describe('an answer', () => {
  it('carries id, question and flags', () => {
    const { id, question, answer } = read(answerTo(QUERY, { flags: FLAG.aa | FLAG.ra | FLAG.ad }));
    expect([id, question]).toEqual([0x1234, { name: 'example.org', code: 1, class: 1 }]);
    expect(answer).toMatchObject({ rcode: 'NOERROR', authoritative: true, truncated: false, recursionAvailable: true });
    expect(answer).toMatchObject({ authenticData: true, bytes: questionEnd(QUERY) });
    expect(answer.edns).toBeUndefined();
  });

  it('ends with its last record, whatever comes behind it', () => {
    const whole = answerTo(QUERY, { answers: [record(1, Buffer.from([192, 0, 2, 1]))] });
    const { bytes, ...padded } = read(Buffer.concat([whole, Buffer.from([0, 0xc0, 0xff])])).answer;
    expect([padded, bytes]).toEqual([{ ...read(whole).answer, bytes: undefined }, whole.length + 3]);
  });

  it('keeps its sections apart', () => {
    const one = (last: number) => record(1, Buffer.from([192, 0, 2, last]));
    const answer = answerOf({ answers: [one(1), one(2)], authorities: [one(3)], additionals: [one(4), opt()] });
    expect([answer.answers, answer.authorities, answer.additionals].map((section) => section.length)).toEqual([2, 1, 1]);
    expect(answer.additionals[0]).toMatchObject({ address: '192.0.2.4' });
    expect(answer.edns).toEqual({ udpSize: 1232, errors: [] });
  });

  it.each([
    [0, 0, 'NOERROR'],
    [3, 0, 'NXDOMAIN'],
    [11, 0, 'DSOTYPENI'],
    [12, 0, 'RCODE12'],
    [0, 1, 'BADVERS'],
    [7, 1, 'BADCOOKIE'],
    [15, 255, 'RCODE4095'],
  ])('joins rcode %i and extended bits %i to %s', (rcode, extended, name) => {
    expect(answerOf({ rcode, additionals: [opt(undefined, { ttl: extended * 2 ** 24 })] }).rcode).toBe(name);
  });

  it.each([
    ['NSID as text', 3, Buffer.from('fra1.ns'), { nsid: 'fra1.ns' }],
    ['NSID as hex', 3, Buffer.from([0x66, 0xff]), { nsid: '66ff' }],
    ['no empty NSID', 3, Buffer.alloc(0), {}],
    ['EXPIRE', 9, u32(1_209_600), { expireSeconds: 1_209_600 }],
    ['the largest EXPIRE', 9, u32(0xffff_ffff), { expireSeconds: 0xffff_ffff }],
    ['no EXPIRE sent back empty', 9, Buffer.alloc(0), {}],
    ['no EXPIRE of another length', 9, Buffer.alloc(3), {}],
    ['no option that is not known', 12, Buffer.alloc(8), {}],
  ] as const)('tells %s', (_what, code, data, expected) => {
    expect(answerOf({ additionals: [opt(option(code, data))] }).edns).toEqual({ udpSize: 1232, errors: [], ...expected });
  });

  it('tells extended errors, with text or without', () => {
    const errors = [Buffer.from('\0\x16no reachable authority\0'), u16(9), Buffer.from([0])];
    const { edns } = answerOf({ rcode: 2, additionals: [opt(Buffer.concat(errors.map((data) => option(15, data))))] });
    expect(edns?.errors).toEqual([
      { code: 22, text: 'no reachable authority' },
      { code: 9, text: '' },
    ]);
  });

  // Each would take seconds where every NUL is tried as the first of the last ones; all of them together more than a test may take.
  it('is not held up by extended errors of 60 kB of NULs', () => {
    const text = `${'\0'.repeat(60_000)}x`;
    const error = opt(option(15, Buffer.concat([u16(9), Buffer.from(text)])));
    for (let count = 0; count < 100; count += 1) {
      expect(answerOf({ additionals: [error] }).edns?.errors).toEqual([{ code: 9, text }]);
    }
  });

  it.each([
    ['A', 1, 'c0000201', { address: '192.0.2.1' }],
    ['AAAA', 28, '20010db8000000000000000000000001', { address: '2001:db8::1' }],
    ['NS', 2, '036e7331c00c', { name: 'ns1.example.org' }],
    ['CNAME', 5, '00', { name: '.' }],
    ['DNAME', 39, '016100', { name: 'a' }],
    ['PTR', 12, 'c00c', { name: 'example.org' }],
    ['MX', 15, '000a046d61696cc00c', { preference: 10, name: 'mail.example.org' }],
    ['TXT', 16, '0003ff00610161', { strings: [Buffer.alloc(0), Buffer.from('ff0061', 'hex'), Buffer.from('a')] }],
    ['CAA', 257, '8005697373756561ff', { flags: 128, tag: 'issue', value: Buffer.from('61ff', 'hex') }],
    ['DS', 43, '4f660d02aabb', { keyTag: 20326, algorithm: 13, digestType: 2, digest: Buffer.from('aabb', 'hex') }],
    ['DNSKEY', 48, '0101030daa', { flags: 257, protocol: 3, algorithm: 13, key: Buffer.from('aa', 'hex') }],
    ['OTHER', 65400, 'c00c', { code: 65400, data: Buffer.from('c00c', 'hex') }],
    ['OTHER', 52, '', { code: 52, data: Buffer.alloc(0) }],
  ])('reads %s', (type, code, hex, expected) => {
    expect(dataOf(code, hex)).toEqual({ type, ...expected });
  });

  it('reads SOA, the mailbox with its dot escaped', () => {
    const data = Buffer.concat([Buffer.from('036e7331c00c03612e62c00c', 'hex'), ...[2 ** 32 - 1, 1, 2, 3, 4].map(u32)]);
    const times = { refreshSeconds: 1, retrySeconds: 2, expireSeconds: 3, minimumSeconds: 4 };
    const soa = { primary: 'ns1.example.org', mailbox: 'a\\.b.example.org', serial: 4_294_967_295, ...times };
    expect(dataOf(6, data)).toEqual({ type: 'SOA', soa });
  });

  it.each([
    [6, 'SOA'],
    [47, 'NSEC'],
    [65, 'TYPE65'],
  ])('reads RRSIG over type %i as %s', (covered, name) => {
    const data = Buffer.concat([
      u16(covered),
      Buffer.from([13, 2]),
      u32(3600),
      u32(2_000_000_000),
      u32(1_900_000_000),
      u16(7),
      u16(0xc00c),
    ]);
    expect(dataOf(46, Buffer.concat([data, Buffer.from('beef', 'hex')]))).toEqual({
      type: 'RRSIG',
      typeCovered: name,
      algorithm: 13,
      labels: 2,
      originalTtlSeconds: 3600,
      expiration: 2_000_000_000,
      inception: 1_900_000_000,
      keyTag: 7,
      signer: 'example.org',
      signature: Buffer.from('beef', 'hex'),
    });
  });

  it('keeps the case and every byte of a name', () => {
    const owner = Buffer.from('0441c3bc62' + 'c00c', 'hex');
    expect(answerOf({ answers: [record(1, Buffer.alloc(4), { owner })] }).answers[0]?.owner).toBe('A\\195\\188b.example.org');
  });

  it('counts a TTL with the top bit set as 0', () => {
    const ttlOf = (ttl: number) => answerOf({ answers: [record(1, Buffer.alloc(4), { ttl })] }).answers[0]?.ttlSeconds;
    expect([ttlOf(0x7fff_ffff), ttlOf(0x8000_0000)]).toEqual([0x7fff_ffff, 0]);
  });

  it('may be cut anywhere where it says that it is truncated, and then keeps no record', () => {
    const whole = answerTo(QUERY, {
      flags: FLAG.tc | FLAG.aa,
      answers: [record(1, Buffer.alloc(4)), record(1, Buffer.alloc(4))],
    });
    const { answer } = read(whole.subarray(0, -3));
    expect(answer).toMatchObject({ truncated: true, authoritative: true, answers: [] });
    expect(read(whole).answer.answers).toHaveLength(2);
  });
});

describe('a malformed answer', () => {
  const ok = answerTo(QUERY, { answers: [record(1, Buffer.alloc(4))] });
  const patched = (at: number, bytes: Buffer) => Buffer.concat([ok.subarray(0, at), bytes, ok.subarray(at + bytes.length)]);
  const withRecord = (written: Buffer) => answerTo(QUERY, { answers: [written] });

  it.each([
    ['nothing', Buffer.alloc(0), 'too short for a header'],
    ['11 bytes', ok.subarray(0, 11), 'too short for a header'],
    ['our own question', QUERY, 'is a question, not an answer'],
    ['another opcode', patched(2, u16(0xa800)), 'opcode 5'],
    ['no question', patched(4, u16(0)), 'repeats 0 questions'],
    ['two questions', patched(4, u16(2)), 'repeats 2 questions'],
    ['65535 records in 12 bytes', Buffer.from('123480000001ffffffffffff', 'hex'), 'counts more records than it can hold'],
    ['one record too many', patched(6, u16(2)), 'a name runs past the end'],
    ['a question cut short', Buffer.from('12348000000100000000000003616263000001', 'hex'), 'in the middle of its question'],
    ['a record cut short', ok.subarray(0, -1), 'in the middle of a record'],
    ['an A record of 3 bytes', withRecord(record(1, Buffer.alloc(3))), 'in the middle of a record'],
    ['an A record of 5 bytes', withRecord(record(1, Buffer.alloc(5))), 'longer than what belongs into it'],
    ['a name that leaves its record', withRecord(record(2, Buffer.from('0361', 'hex'))), 'a name runs past the end'],
    ['a TXT string that leaves its record', withRecord(record(16, Buffer.from('0561', 'hex'))), 'in the middle of a record'],
    ['a record of class CH', withRecord(record(1, Buffer.alloc(4), { klass: 3 })), 'class 3'],
    [
      'a name that points at itself',
      withRecord(record(2, u16(0xc000 + questionEnd(QUERY) + 12))),
      'does not lead to an earlier name',
    ],
    ['a name that goes in circles', withRecord(record(2, Buffer.from([1, 97, 0xc0, questionEnd(QUERY) + 12]))), 'never ends'],
    ['a name out of the header', withRecord(record(2, u16(0xc000))), 'does not lead to an earlier name'],
    ['a label of kind 64', withRecord(record(2, Buffer.from('4161', 'hex'))), 'a label of no known kind'],
    [
      'a name of 300 bytes',
      withRecord(
        record(
          2,
          Buffer.concat(
            Array(30)
              .fill(Buffer.from('09616161616161616161', 'hex'))
              .concat(Buffer.from([0])),
          ),
        ),
      ),
      'longer than 255',
    ],
    ['two OPT records', answerTo(QUERY, { additionals: [opt(), opt()] }), 'more than one OPT'],
    ['OPT among the answers', withRecord(opt()), 'OPT record in a place'],
    ['OPT below a name', answerTo(QUERY, { additionals: [record(41, Buffer.alloc(0))] }), 'OPT record in a place'],
    [
      'an option that leaves its record',
      answerTo(QUERY, { additionals: [opt(Buffer.from('000300ff', 'hex'))] }),
      'in the middle of a record',
    ],
  ])('is told from %s', (_what, bytes, fault) => {
    expect(faultOf(bytes)).toContain(fault);
  });
});

describe('hostile bytes', () => {
  const samples = [
    answerTo(QUERY, {
      answers: [record(1, Buffer.alloc(4)), record(16, Buffer.from('0361626300', 'hex'))],
      additionals: [opt(option(9, u32(5)))],
    }),
    answerTo(queryFor('example.org', 'SOA'), {
      authorities: [record(6, Buffer.concat([u16(0xc00c), u16(0xc00c), Buffer.alloc(20)]))],
    }),
    answerTo(QUERY, {
      answers: [record(257, Buffer.from('00056973737565', 'hex')), record(46, Buffer.concat([Buffer.alloc(18), u16(0xc00c)]))],
    }),
  ];
  const mutated = fc
    .tuple(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 8 }), fc.nat(40))
    .map(([sample, changes, cut]) => {
      const bytes = Buffer.from(sample.subarray(0, sample.length - (cut > 20 ? cut - 20 : 0)));
      for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
      return bytes;
    });
  const headed = fc.tuple(fc.uint8Array({ maxLength: 1500 }), fc.nat(6)).map(([rest, records]) => {
    return Buffer.concat([Buffer.from([0x12, 0x34, 0x80, 0, 0, 1, 0, records, 0, 0, 0, 0]), rest]);
  });

  it.each([
    ['at random', fc.uint8Array({ maxLength: 1500 }).map((bytes) => Buffer.from(bytes))],
    ['behind a plausible header', headed],
    ['in a real answer', mutated],
  ])('%s become an answer or a fault', (_what, bytes) => {
    fc.assert(
      fc.property(bytes, (some) => {
        const message = decodeAnswer(some);
        expect(message.ok || message.fault.length > 0).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  /** An answer whose second owner leads through so many pointers, each to the one before, kept in the data of the first record. */
  function chained(pointers: number): Buffer {
    const query = queryFor('.', 'A', { edns: false });
    const first = questionEnd(query) + 11;
    const chain = Array.from({ length: pointers - 1 }, (_, index) => u16(0xc000 + (index === 0 ? 12 : first + 2 * (index - 1))));
    const owner = u16(0xc000 + first + 2 * (pointers - 2));
    const data = record(65400, Buffer.concat(chain), { owner: Buffer.from([0]) });
    return answerTo(query, { answers: [data, record(1, Buffer.alloc(4), { owner })] });
  }

  it('may lead through 126 pointers, and not through more', () => {
    expect(read(chained(126)).answer.answers[1]?.owner).toBe('.');
    expect(faultOf(chained(127))).toContain('more than 126 compression pointers');
    expect(faultOf(chained(8000))).toContain('never ends');
  });

  it('may be a thousand names behind one another in honest pointers', () => {
    const owners = Array.from({ length: 1000 }, (_, index) =>
      record(1, Buffer.alloc(4), { owner: Buffer.from([2, 97, 48 + (index % 10), 0xc0, 0x0c]) }),
    );
    expect(answerOf({ answers: owners }).answers).toHaveLength(1000);
  });
});

describe('a plain answer', () => {
  const label = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
  const name = fc.array(label, { minLength: 1, maxLength: 6 }).map((labels) => labels.join('.'));
  const answer = fc.oneof(
    fc.tuple(name, fc.ipV4()).map(([owner, data]) => ({ name: owner, type: 'A' as const, ttl: 60, data })),
    fc.tuple(name, name).map(([owner, data]) => ({ name: owner, type: 'NS' as const, ttl: 60, data })),
    fc
      .tuple(name, name)
      .map(([owner, exchange]) => ({ name: owner, type: 'MX' as const, ttl: 60, data: { preference: 5, exchange } })),
    fc
      .tuple(name, fc.uint8Array({ maxLength: 255 }))
      .map(([owner, text]) => ({ name: owner, type: 'TXT' as const, ttl: 60, data: [Buffer.from(text)] })),
  );

  it('is what dns-packet wrote', () => {
    fc.assert(
      fc.property(name, fc.array(answer, { maxLength: 6 }), (asked, answers) => {
        const bytes = encode({
          type: 'response',
          id: 7,
          questions: [{ name: asked, type: 'A' }],
          answers: answers.map((one) => ({ ...one })),
        });
        const { question, answer: got } = read(bytes);
        expect(question.name).toBe(asked);
        expect(got.answers).toEqual(
          answers.map(({ name: owner, type, ttl, data }) => {
            const rest =
              type === 'A'
                ? { address: data }
                : type === 'NS'
                  ? { name: data }
                  : type === 'MX'
                    ? { preference: 5, name: data.exchange }
                    : { strings: data };
            return { owner, ttlSeconds: ttl, type, ...rest };
          }),
        );
      }),
    );
  });

  it('repeats the name of our question, as dns-packet reads it', () => {
    fc.assert(
      fc.property(name, (asked) => {
        expect(decode(queryFor(asked)).questions?.[0]?.name).toBe(asked);
        expect(read(answerTo(queryFor(asked))).question.name).toBe(asked);
      }),
    );
  });
});

describe('an id', () => {
  it('is there from two bytes on', () => {
    expect([idOf(Buffer.from([1])), idOf(Buffer.from([1, 2]))]).toEqual([undefined, 0x102]);
  });
});
