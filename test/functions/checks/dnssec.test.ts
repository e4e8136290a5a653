import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dnssec, type Seen } from '../../../functions/checks/dnssec.ts';
import { type Dnskey, dnskeyBytes, nameBytes } from '../../../functions/core/canonical.ts';
import type { Answer, ResourceRecord, Soa } from '../../../functions/core/dns.ts';
import type { Ds } from '../../../functions/core/ds.ts';
import { failed, found } from '../../../functions/core/observation.ts';
import type { Seal } from '../../../functions/core/signing.ts';
import type { LabRecord } from '../../../lab/record.ts';
import { openSigner, type Signer, type Window } from '../../../lab/signing.ts';
import { type Message, queryFor, replyTo } from '../../../lab/wire.ts';
import { DAY, edns, HOUR, inShort, label, NOW, said, server, silent, soaRecord, TARGET, wordsOf, ZONE } from './seen.ts';

const [SIGNING, NEXT, REMOVED] = [openSigner(ZONE), openSigner(ZONE), openSigner(ZONE)];
const THREE = { ...TARGET, resolvers: ['192.0.2.1', '192.0.2.2', '192.0.2.3'] };

/** A window by hours before and after now. */
const window = (before: number, after: number): Window => {
  const at = (hours: number) => new Date(NOW.getTime() + hours * HOUR * 1000).toISOString();
  return { from: at(-before), until: at(after) };
};
const FRESH = window(100, 260);

interface How {
  readonly by?: Signer;
  readonly others?: readonly Signer[];
  readonly soa?: Partial<Soa>;
  readonly expireSeconds?: number;
  /** Changes the records of both answers. */
  readonly change?: (records: readonly ResourceRecord[]) => readonly ResourceRecord[];
  readonly part?: Partial<Answer>;
}

/** What a server says that signs so: spelt by the lab, which signs by rules of its own. */
function seal(
  n: number,
  when = FRESH,
  { by = SIGNING, others = [], soa = {}, expireSeconds, change = (all) => all, part = {} }: How = {},
): Seal {
  const answer = (code: number, records: readonly LabRecord[]) => {
    const edns = { udpSize: 1232, version: 0, dnssecOk: true, options: [] };
    const reply = by.signs(when, others)((query) => replyTo(query, { answers: records }))(
      queryFor(ZONE, code, { edns }),
      'tcp',
    ) as Message;
    return change(reply.answers);
  };
  const timer = { edns: edns(expireSeconds === undefined ? {} : { expireSeconds }), ...part };
  return {
    server: server(n),
    soa: said({ name: ZONE, type: 'SOA' }, { answers: answer(6, [soaRecord(soa) as LabRecord]), ...timer }),
    keys: said({ name: ZONE, type: 'DNSKEY' }, { answers: answer(48, []), ...timer }),
  };
}

const dsOf = (...signers: readonly Signer[]) =>
  found(
    signers.map(({ ds }) => ds as LabRecord & Ds),
    1,
  );
const dsAs = (part: Partial<Ds>) => ({ ...(SIGNING.ds as LabRecord & Ds), ...part });
/** Owner and key in wire form (RFC 4034 section 5.1.4). */
const SHA_1_OF_SIGNING = createHash('sha1')
  .update(nameBytes(ZONE))
  .update(dnskeyBytes(SIGNING.key as LabRecord & Dnskey))
  .digest();
const SHA_1 = { digestType: 1, digest: Buffer.alloc(20, 7) };
const only = (type: string) => (records: readonly ResourceRecord[]) =>
  records.filter((record) => record.type === type || record.type === 'SOA');
const tampered = (records: readonly ResourceRecord[]) =>
  records.map((record) => (record.type === 'SOA' ? { ...record, soa: { ...record.soa, serial: 1 } } : record));

/** A resolver's two answers, in short: `SERVFAIL NOERROR`, `-` for silence. */
function second(n: number, text: string): Seen['seconds'][number] {
  const at = { server: { name: `192.0.2.${n}`, address: `192.0.2.${n}` } };
  const question = { name: ZONE, type: 'SOA' } as const;
  const errors = [{ code: 7, text: 'signature expired' }];
  const [checked, unchecked] = text
    .split(' ')
    .map((rcode) => (rcode === '-' ? silent(question) : said(question, { rcode, edns: edns({ errors }) }, at)));
  return { checked: checked ?? silent(question), unchecked: unchecked ?? silent(question) };
}

const seen = (seals: readonly Seal[], part: Partial<Seen> = {}): Seen => ({ ds: dsOf(SIGNING), seals, seconds: [], ...part });
const all = (code: string, severity = 'critical') => [`dnssec.${code} ${severity} ${ZONE}`];
const at = (n: number, code: string, severity = 'warning') => `dnssec.${code} ${severity} ${label(server(n))}`;
const good = [seal(1), seal(2)];

const ROWS: readonly [sentence: string, seen: Seen, findings: readonly string[]][] = [
  ['signed well', seen(good), []],
  ['not signed', seen([], { ds: found([], 1) }), []],
  ['F51: ended at one', seen([seal(1), seal(2, window(300, -1))]), [at(2, 'rrsig_expiring', 'critical')]],
  ['ended at all', seen([seal(1, window(300, -2)), seal(2, window(300, -1))]), all('rrsig_expiring')],
  ['F51 twin: 8 days, renewed every 4', seen([seal(1, window(96, 96)), seal(2, window(95, 97))]), []],
  ['two days, signed as they are asked for', seen([seal(1, window(25, 25))]), []],
  ['14 days, renewed at a tenth of their life', seen([seal(1, window(301, 35))]), []],
  ['a month, under 72 hours left', seen([seal(1, window(29 * 24, 71))]), all('rrsig_expiring', 'warning')],
  ['a month, under 12 hours left', seen([seal(1, window(30 * 24, 11))]), all('rrsig_expiring')],
  ['from the future at one', seen([seal(1), seal(2, window(-1, 300))]), [at(2, 'rrsig_future')]],
  ['from the future at all', seen([seal(1, window(-1, 300))]), all('rrsig_future')],
  ['F52: DS of a removed key alone', seen(good, { ds: dsOf(REMOVED) }), all('ds_mismatch')],
  ['one server has other keys', seen([seal(1), seal(2, FRESH, { by: NEXT })]), [at(2, 'ds_mismatch')]],
  ['one server has no keys at all', seen([seal(1), seal(2, FRESH, { change: () => [] })]), [at(2, 'rrsig_missing')]],
  [
    'no server has a key: the DS is left over',
    seen([seal(1, FRESH, { change: () => [] }), seal(2, FRESH, { change: () => [] })]),
    all('ds_mismatch'),
  ],
  ['F52 twin: an extra DS during a roll-over', seen([seal(1, FRESH, { others: [NEXT] })], { ds: dsOf(SIGNING, NEXT) }), []],
  [
    'a DS that nobody has the key of, beside one that fits',
    seen(good, { ds: dsOf(SIGNING, REMOVED) }),
    all('ds_mismatch', 'notice'),
  ],
  ['a SHA-1 digest that fits nothing, beside a better one that fits', seen(good, { ds: found([dsAs({}), dsAs(SHA_1)], 1) }), []],
  [
    'a better digest that fits nothing, beside a SHA-1 that fits: with some resolvers',
    seen(good, { ds: found([dsAs({ keyTag: 1 }), dsAs({ digestType: 1, digest: SHA_1_OF_SIGNING })], 1) }),
    all('ds_mismatch', 'warning'),
  ],
  [
    'a better digest and SHA-1, and neither fits',
    seen(good, { ds: found([dsAs({ keyTag: 1 }), dsAs(SHA_1)], 1) }),
    all('ds_mismatch'),
  ],
  ['an algorithm that nobody knows, alone: as good as unsigned', seen([], { ds: found([dsAs({ algorithm: 253 })], 1) }), []],
  [
    'two signers that do not show the keys of each other',
    seen([seal(1), seal(2, FRESH, { by: NEXT })], { ds: dsOf(SIGNING, NEXT) }),
    all('keys_apart', 'warning'),
  ],
  [
    'two signers that do (RFC 8901 section 2.1)',
    seen([seal(1, FRESH, { others: [NEXT] }), seal(2, FRESH, { by: NEXT, others: [SIGNING] })], { ds: dsOf(SIGNING, NEXT) }),
    [],
  ],
  ['a copy from before a key was published that does not sign yet', seen([seal(1, FRESH, { others: [NEXT] }), seal(2)]), []],
  [
    'a digest that nobody can read, alone: as good as unsigned',
    seen([], { ds: found([{ ...(SIGNING.ds as LabRecord & Ds), digestType: 3 }], 1) }),
    [],
  ],
  ['the keys, and no signature, at one', seen([seal(1), seal(2, FRESH, { change: only('DNSKEY') })]), [at(2, 'rrsig_missing')]],
  ['the keys, and no signature, at all', seen([seal(1, FRESH, { change: only('DNSKEY') })]), all('rrsig_missing')],
  ['a signature that does not hold, at one', seen([seal(1), seal(2, FRESH, { change: tampered })]), [at(2, 'bogus')]],
  ['a signature that does not hold, at all', seen([seal(1, FRESH, { change: tampered })]), all('bogus')],
  [
    'an answer without EDNS carries no signature: told elsewhere',
    seen([seal(1), { ...seal(2), keys: said({ name: ZONE, type: 'DNSKEY' }, { edns: undefined } as never) }]),
    [],
  ],
  ['one is silent: told elsewhere', seen([seal(1), { ...seal(2), keys: silent({ name: ZONE, type: 'DNSKEY' }) }]), []],
  [
    'a frozen copy that outlives its signatures',
    seen([seal(1), seal(2, window(100, 200), { expireSeconds: 10 * DAY })]),
    [at(2, 'rrsig_before_expire', 'notice')],
  ],
  [
    'a copy refreshed in time, with signatures shorter than EXPIRE',
    seen([seal(1, window(100, 200), { expireSeconds: 14 * DAY - HOUR })]),
    [],
  ],
  [
    'F53: two of three reject',
    seen(good, { seconds: [second(1, 'SERVFAIL NOERROR'), second(2, 'SERVFAIL NOERROR'), second(3, 'NOERROR NOERROR')] }),
    all('bogus'),
  ],
  [
    'one of three rejects',
    seen(good, { seconds: [second(1, 'SERVFAIL NOERROR'), second(2, 'NOERROR NOERROR'), second(3, 'NOERROR NOERROR')] }),
    [],
  ],
  [
    'F53 twin: two are out of order',
    seen(good, { seconds: [second(1, 'SERVFAIL SERVFAIL'), second(2, 'SERVFAIL -'), second(3, '- -')] }),
    [],
  ],
  ['all are silent', seen(good, { seconds: [second(1, '- -'), second(2, '- -'), second(3, '- -')] }), []],
  ['nobody knows about DS', seen([], { ds: failed('unmeasured', 'the deadline passed', 0) }), all('unknown', 'unknown')],
  [
    'signed, and no server shows its keys',
    seen([{ ...seal(1), keys: silent({ name: ZONE, type: 'DNSKEY' }) }]),
    all('unknown', 'unknown'),
  ],
];

const judge = (what: Seen) => dnssec.judge(what, THREE, NOW);

describe('dnssec', () => {
  it.each(ROWS)('%s', (_, what, findings) => {
    expect(inShort(dnssec, judge(what))).toEqual(findings);
  });

  it('needs one resolver where one is configured', () => {
    const what = seen(good, { seconds: [second(1, 'SERVFAIL NOERROR')] });
    expect(inShort(dnssec, dnssec.judge(what, { ...TARGET, resolvers: ['192.0.2.1'] }, NOW))).toEqual(all('bogus'));
  });

  it('fills every slot of what it says', () => {
    expect(ROWS.flatMap(([, what]) => wordsOf(dnssec, judge(what))).filter((one) => /[{}]|undefined/.test(one))).toEqual([]);
  });

  it('can say each of its codes', () => {
    const told = new Set(ROWS.flatMap(([, what]) => judge(what).map(({ code }) => code)));
    expect([...told].sort()).toEqual(Object.keys(dnssec.meanings).sort());
  });

  it('measures the signature that ends first', () => {
    expect(dnssec.measure(seen([seal(1), seal(2, window(10, 20))]), THREE, NOW)).toEqual([
      { name: 'SignatureLeftSeconds', value: 20 * HOUR },
    ]);
    expect(dnssec.measure(seen([]), THREE, NOW)).toEqual([]);
  });

  it('ends in time whatever a stranger sends: thousands of keys and signatures of one tag', () => {
    const flood = (records: readonly ResourceRecord[]) => records.flatMap((record) => Array.from({ length: 300 }, () => record));
    expect(inShort(dnssec, judge(seen([seal(1, FRESH, { change: flood })]))).length).toBeLessThan(3);
  });
});
