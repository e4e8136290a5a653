import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelsOf, nameOf } from '../../lab/name.ts';
import type { LabRecord } from '../../lab/record.ts';
import { decodeMessage, encodeMessage, type Message, queryFor, replyTo } from '../../lab/wire.ts';

const bytes = (max: number) => fc.uint8Array({ maxLength: max });
const label = fc.uint8Array({ minLength: 1, maxLength: 20 });
const name = fc.array(label, { maxLength: 5 }).map(nameOf);
const uint16 = fc.integer({ min: 0, max: 0xffff });
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const soa = fc.record({
  ...{ primary: name, mailbox: name, serial: uint32, refreshSeconds: uint32 },
  ...{ retrySeconds: uint32, expireSeconds: uint32, minimumSeconds: uint32 },
});
const data = fc.oneof(
  fc.record({ type: fc.constant('A' as const), address: fc.ipV4() }),
  fc.record({ type: fc.constantFrom('NS', 'CNAME', 'PTR', 'DNAME'), name }),
  fc.record({ type: fc.constant('SOA' as const), soa }),
  fc.record({ type: fc.constant('TXT' as const), strings: fc.array(bytes(255), { maxLength: 4 }) }),
  fc.record({ type: fc.constant('MX' as const), preference: uint16, name }),
  fc.record({
    type: fc.constant('CAA' as const),
    flags: fc.integer({ min: 0, max: 255 }),
    tag: fc.constantFrom('issue', 'issuewild', 'iodef'),
    value: bytes(40),
  }),
  fc.record({ type: fc.constant('OTHER' as const), code: fc.constantFrom(65_400, 99, 46), data: bytes(60) }),
);
const record = fc.tuple(name, uint32, data).map(([owner, ttlSeconds, rest]): LabRecord => ({ owner, ttlSeconds, ...rest }));
const records = fc.array(record, { maxLength: 5 });
const options = fc.array(fc.record({ code: uint16, data: bytes(20) }), { maxLength: 3 });
const edns = fc.record({ udpSize: uint16, version: fc.integer({ min: 0, max: 255 }), dnssecOk: fc.boolean(), options });

const message: fc.Arbitrary<Message> = fc.record({
  ...{ id: uint16, response: fc.boolean(), opcode: fc.integer({ min: 0, max: 15 }), authoritative: fc.boolean() },
  ...{ truncated: fc.boolean(), recursionDesired: fc.boolean(), recursionAvailable: fc.boolean() },
  rcode: fc.integer({ min: 0, max: 4095 }),
  question: fc.record({ name, type: uint16, class: uint16 }),
  ...{ answers: records, authorities: records, additionals: records, edns },
});

describe('the wire of the lab', () => {
  it('reads back every message that it wrote, compressed or not', () => {
    fc.assert(
      fc.property(message, fc.boolean(), (written, compress) => {
        expect(decodeMessage(encodeMessage(written, compress))).toEqual(written);
      }),
    );
  });

  it('reads back a message without question and without OPT', () => {
    const { question: _question, edns: _edns, ...bare } = queryFor('example.test', 1);
    expect(decodeMessage(encodeMessage(bare))).toEqual(bare);
  });

  it('writes AAAA in its shortest form', () => {
    const answer: LabRecord = { owner: 'a.test', ttlSeconds: 5, type: 'AAAA', address: '2001:db8::53' };
    const reply = replyTo(queryFor('a.test', 28), { answers: [answer] });
    expect(decodeMessage(encodeMessage(reply))?.answers).toEqual([answer]);
  });

  it('is shorter with compression than without', () => {
    const answers = [1, 2, 3].map(
      (n): LabRecord => ({ owner: 'a.example.test', ttlSeconds: 5, type: 'NS', name: `ns${n}.example.test` }),
    );
    const reply = replyTo(queryFor('a.example.test', 2), { answers });
    expect(encodeMessage(reply).length).toBeLessThan(encodeMessage(reply, false).length);
  });

  it('never throws on bytes from the network', () => {
    fc.assert(
      fc.property(bytes(200), (noise) => {
        const read = decodeMessage(noise);
        expect(read === undefined || typeof read.id === 'number').toBe(true);
      }),
    );
  });

  it('refuses a compression pointer to itself', () => {
    const query = encodeMessage(queryFor('a.test', 1));
    expect(decodeMessage(Buffer.concat([query.subarray(0, 12), Buffer.from([0xc0, 12, 0, 1, 0, 1])]))).toBeUndefined();
  });

  it('reads back every name in presentation form', () => {
    fc.assert(
      fc.property(fc.array(label, { maxLength: 6 }), (labels) => {
        expect(labelsOf(nameOf(labels)).map((one) => [...one])).toEqual(labels.map((one) => [...one]));
      }),
    );
  });
});
