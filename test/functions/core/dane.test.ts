import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fits, proofOf, type Tlsa, tlsaOf } from '../../../functions/core/dane.ts';
import type { Answer, Question } from '../../../functions/core/dns.ts';
import type { Certificate, Handshake } from '../../../functions/core/tls.ts';
import type { Trail } from '../../../functions/core/trail.ts';
import { said, server, silent } from '../checks/seen.ts';

const sha = (bits: '256' | '512', what: string) => hash(`sha${bits}`, Buffer.from(what), 'hex');

/** A certificate whose bytes are `whole` and whose key's are `key`. */
const certificate = (whole: string, key?: string) =>
  ({
    ...{ fingerprint: sha('256', whole), fingerprint512: sha('512', whole) },
    ...(key && { keyFingerprint: sha('256', key), keyFingerprint512: sha('512', key) }),
  }) as Certificate;

const served = (...chain: readonly Certificate[]): Handshake => ({ protocol: 'TLSv1.3', chain, nameMatches: true, path: 'OK' });
const SERVED = served(certificate('c1', 'k1'), certificate('c2', 'k2'), certificate('c3', 'k3'));

/** `3 1 2 k1`: the record of these bytes, as its matching type has it. */
function tlsa(text: string): Tlsa {
  const [usage, selector, matching, what = ''] = text.split(' ');
  const data = matching === '0' ? Buffer.from(what).toString('hex') : sha(matching === '2' ? '512' : '256', what);
  return { usage: Number(usage), selector: Number(selector), matching: Number(matching), data };
}

describe('TLSA records and a served chain', () => {
  it.each<[string, readonly string[], boolean | undefined]>([
    ['the key of the leaf', ['3 1 1 k1'], true],
    ['the key of the leaf by SHA-512', ['3 1 2 k1'], true],
    ['the key of the leaf in full', ['3 1 0 k1'], true],
    ['the leaf itself', ['3 0 1 c1'], true],
    ['the leaf itself by SHA-512', ['3 0 2 c1'], true],
    ['the leaf itself in full', ['3 0 0 c1'], true],
    ['the key of an issuer', ['2 1 1 k3'], true],
    ['the key of an issuer by SHA-512', ['2 1 2 k2'], true],
    ['an issuer itself', ['2 0 1 c2'], true],
    ['an issuer itself in full', ['2 0 0 c2'], true],
    ['another key', ['3 1 1 k9'], false],
    ['another key by SHA-512', ['3 1 2 k9'], false],
    ['another key in full', ['3 1 0 k9'], false],
    ['another certificate of the same key', ['3 0 2 c9'], false],
    ['the key where the certificate is meant', ['3 0 1 k1'], false],
    ['an issuer’s key as that of the leaf', ['3 1 1 k2'], false],
    ['the leaf as its own authority', ['2 1 1 k1'], false],
    ['one of two, as while a key is replaced', ['3 1 1 k9', '3 1 1 k1'], true],
    ['one of two by SHA-512, as while a key is replaced', ['3 1 2 k1', '3 1 2 k9'], true],
    ['an authority that fits beside a leaf that does not', ['3 1 1 k9', '2 1 1 k3'], true],
    ['none of two', ['3 1 1 k9', '2 1 1 k8'], false],
    ['both digests of one key', ['3 1 1 k1', '3 1 2 k1'], true],
    ['a stronger digest of another key beside the weaker one of ours, which senders pass over', ['3 1 1 k1', '3 1 2 k9'], false],
    ['a stronger digest for another selector, which beats nothing', ['3 1 1 k1', '3 0 2 c9'], true],
    ['the full key beside a digest of another', ['3 1 0 k1', '3 1 2 k9'], true],
    ['records that senders of mail do not use', ['1 1 1 k1', '0 0 1 c2'], undefined],
    ['one that they do not use beside one that does not fit', ['1 1 1 k1', '3 1 1 k9'], false],
    ['an authority in full that is not sent, and may stand behind the chain all the same', ['2 0 0 c9'], undefined],
    ['no record', [], undefined],
  ])('%s', (_, records, verdict) => {
    expect(fits(records.map(tlsa), SERVED)).toBe(verdict);
  });

  it('of a key that nobody can read', () => {
    for (const matching of [0, 1, 2]) expect(fits([tlsa(`3 1 ${matching} k1`)], served(certificate('c1')))).toBeUndefined();
    expect(fits([tlsa('3 0 1 c9')], served(certificate('c1')))).toBe(false);
  });

  it('of a server that shows no certificate', () => {
    expect(fits([tlsa('3 1 1 k1')], served())).toBe(false);
  });
});

const QUESTION: Question = { name: '_25._tcp.mx.example.org', type: 'TLSA' };
const answers = (...hex: readonly string[]): Partial<Answer> => ({
  answers: hex.map((one) => ({ owner: QUESTION.name, ttlSeconds: 60, type: 'OTHER', code: 52, data: Buffer.from(one, 'hex') })),
});
const trail = (part: Partial<Answer>): Trail => ({
  stations: [{ name: QUESTION.name, zone: 'example.org', replies: [{ server: server(1), exchange: said(QUESTION, part) }] }],
});
const GOOD = `030101${'ab'.repeat(32)}`;

describe('TLSA records as they are published', () => {
  it.each<[string, string]>([
    ['nothing at all', ''],
    ['no data', '030101'],
    ['a digest that is too short', `030101${'ab'.repeat(31)}`],
    ['a digest that is too long', `030102${'ab'.repeat(65)}`],
    ['SHA-256 where SHA-512 is said', `030102${'ab'.repeat(32)}`],
    ['a usage of private use', `ff0101${'ab'.repeat(32)}`],
    ['a selector that nobody knows', `030201${'ab'.repeat(32)}`],
    ['a matching type that nobody knows', `030103${'ab'.repeat(32)}`],
  ])('with %s are passed over, and the others are read', (_, hex) => {
    expect(tlsaOf(trail(answers(hex)))).toEqual([]);
    expect(tlsaOf(trail(answers(hex, GOOD)))).toEqual([{ usage: 3, selector: 1, matching: 1, data: 'ab'.repeat(32) }]);
  });

  it('may hold whatever they like', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 90 }), (data) => {
        const records = tlsaOf(trail(answers(Buffer.from(data).toString('hex'))));
        return records.length <= 1 && fits(records, SERVED) !== true;
      }),
    );
  });
});

describe('the proof of TLSA records', () => {
  const secure = said(QUESTION, { ...answers(GOOD), authenticData: true });
  const plain = said(QUESTION, answers(GOOD));
  const broken = said(QUESTION, { rcode: 'SERVFAIL' });
  const deaf = silent(QUESTION);

  it('is the word of one resolver that validates', () => {
    expect(proofOf([deaf, plain, secure])).toEqual({ secure: true });
    expect(proofOf([plain, broken])).toEqual({ secure: false });
  });

  it('is not to be had where none gives them', () => {
    const proof = proofOf([deaf, broken]);
    expect('unasked' in proof && proof.unasked).toContain(
      'asked 198.41.0.1, 198.41.0.1: nothing came back; answers SERVFAIL without them',
    );
    expect('unasked' in proofOf([said(QUESTION, { authenticData: true })])).toBe(true);
  });
});
