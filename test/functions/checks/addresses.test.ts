import { describe, expect, it } from 'vitest';
import { addresses, type Seen } from '../../../functions/checks/addresses.ts';
import type { Lookup } from '../../../functions/core/delegation.ts';
import type { Answer, ResourceRecord } from '../../../functions/core/dns.ts';
import { type Guide, voicesOf } from '../../../functions/core/mapping.ts';
import type { PairTries, PairTry } from '../../../functions/core/net.ts';
import { type FailureKind, failed, found, type Observation } from '../../../functions/core/observation.ts';
import type { ZoneTarget } from '../../../functions/core/target.ts';
import { answer, inShort, label, NOW, rung, said, server, silent, soaRecord, TARGET, wordsOf, ZONE } from './seen.ts';

const WWW = `www.${ZONE}`;
const [ONE, TWO, THREE] = ['198.41.1.1', '198.41.1.2', '198.41.1.3'];
const SIX = '2600:9000::1';

const a = (address: string, ttlSeconds = 3600): ResourceRecord => ({
  owner: WWW.toUpperCase(),
  ttlSeconds,
  type: address.includes(':') ? 'AAAA' : 'A',
  address,
});
const cname = (name: string): ResourceRecord => ({ owner: WWW, ttlSeconds: 3600, type: 'CNAME', name });
const serial = (value: number, primary = 'a') =>
  said({ name: ZONE, type: 'SOA' }, { answers: [soaRecord({ serial: value, primary })] });

/** What one server says about www, by type. */
function guide(
  n: number,
  records: readonly ResourceRecord[],
  part: { a?: Partial<Answer>; aaaa?: Partial<Answer>; serial?: number; primary?: string } = {},
): Guide {
  const at = { server: server(n) };
  const answers = (type: string) => records.filter((record) => record.type === type || record.type === 'CNAME');
  const pair = {
    a: said({ name: WWW, type: 'A' }, { answers: answers('A'), ...part.a }, at),
    aaaa: said({ name: WWW, type: 'AAAA' }, { answers: answers('AAAA'), ...part.aaaa }, at),
  };
  return { server: server(n), soa: serial(part.serial ?? 1, part.primary), pairs: { [WWW]: pair } };
}

interface More {
  readonly again?: readonly [n: number, address: string][];
  readonly end?: Partial<Lookup>;
  /** Why the search for the end of the alias brought nothing. */
  readonly failing?: FailureKind;
  readonly hosts?: Readonly<Record<string, Observation<Lookup>>>;
  readonly cached?: Seen['cached'];
  readonly target?: Partial<ZoneTarget>;
}

const lookup = (part: Partial<Lookup>): Lookup => ({
  name: WWW,
  addresses: [],
  chain: [],
  ends: 'addresses',
  detail: '',
  ...part,
});

function seenOf(guides: readonly Guide[], { again = [], end, failing, hosts = {}, cached = [] }: More): Seen {
  const more = again.map(([n, address]) => said({ name: WWW, type: 'A' }, { answers: [a(address)] }, { server: server(n) }));
  const mapping = { name: WWW, ...voicesOf(guides, ZONE, WWW, more), ...(end && { end: found(lookup(end), 1) }) };
  const lost = failing && { end: failed<Lookup>(failing, 'no server of example.net gave a usable answer', 1) };
  return { guides: found(guides, 1), mappings: [{ ...mapping, ...lost }], hosts, cached };
}

const pool = (...entries: string[]) => ({ addresses: [{ name: WWW, pool: entries }] });
const held = (address: string, ttl: number, type: 'A' | 'AAAA' = 'A') =>
  said(
    { name: WWW, type },
    { authoritative: false, answers: [a(address, ttl)] },
    { server: { name: '192.0.2.9', address: '192.0.2.9' } },
  );
const www = (code: string, severity = 'warning') => [`${code} ${severity} ${WWW}`];

/** Tries in short: `+-` A came and AAAA was lost, `!` Picket could not ask, `x` the port was closed. */
const tries = (...all: readonly string[]): PairTry[] => {
  const answerOf = (sign = '') =>
    sign === '+' ? found(answer(), 20) : failed(FAILURES[sign] ?? 'timeout', 'nothing came', 1700);
  return all.map((signs) => ({ a: answerOf(signs[0]), aaaa: answerOf(signs[1]) }));
};
const FAILURES: Readonly<Record<string, FailureKind>> = { '!': 'unmeasured', x: 'refused' };
const RACE: PairTries = { together: tries('+-', '+-'), apart: tries('++', '++') };

const PAIRS: readonly [sentence: string, paired: PairTries, codes: readonly string[]][] = [
  ['S3: of two from one socket one is lost, twice', RACE, ['addr.paired_query']],
  ['S3: now the one is lost, now the other', { ...RACE, together: tries('-+', '+-') }, ['addr.paired_query']],
  ['S3 twin: both come from one socket', { together: tries('++'), apart: [] }, []],
  ['S3 twin: one was lost, and not again', { ...RACE, together: tries('+-', '++') }, []],
  ['S3 twin: from two sockets one is lost too', { ...RACE, apart: tries('++', '+-') }, []],
  ['both are lost, then one', { ...RACE, together: tries('--', '+-') }, []],
  ['both are lost', { together: tries('--'), apart: [] }, []],
  ['the deadline came', { ...RACE, apart: tries('++', '!!') }, []],
  ['no second try was possible', { together: tries('+-', '+!'), apart: tries('++', '++') }, []],
  ['the port closed meanwhile', { together: tries('+-', '+x'), apart: tries('++', '++') }, []],
];

const ROWS: readonly [sentence: string, guides: readonly Guide[], more: More, findings: readonly string[]][] = [
  ['the same at all, in whatever order', [guide(1, [a(ONE), a(TWO)]), guide(2, [a(TWO), a(ONE, 60)])], {}, []],
  ['F54: one differs', [guide(1, [a(ONE)]), guide(2, [a(ONE)]), guide(3, [a(TWO)])], {}, www('addr.mismatch')],
  [
    'one of two differs, and keeps to it',
    [guide(1, [a(ONE)]), guide(2, [a(TWO)])],
    {
      again: [
        [1, ONE],
        [2, TWO],
      ],
    },
    www('addr.mismatch'),
  ],
  ['one lacks it', [guide(1, [a(ONE)]), guide(2, [])], {}, www('addr.mismatch')],
  ['one of two providers lacks it', [guide(1, [a(ONE)]), guide(2, [], { serial: 9, primary: 'b' })], {}, www('addr.mismatch')],
  [
    'two providers give other addresses, as each finds a load balancer',
    [guide(1, [a(ONE)]), guide(2, [a(TWO)], { serial: 9, primary: 'b' })],
    {},
    www('addr.mismatch', 'notice'),
  ],
  [
    'one has an alias instead',
    [guide(1, [a(ONE)]), guide(2, [cname('x.example.net')])],
    {},
    [...www('addr.mismatch'), ...www('addr.mismatch')],
  ],
  ['another serial: told elsewhere', [guide(1, [a(ONE)]), guide(2, [a(TWO)], { serial: 2 })], {}, []],
  [
    'other serials that are declared to mean nothing',
    [guide(1, [a(ONE)]), guide(2, [a(TWO)], { serial: 2 })],
    { target: { serials: 'independent' } },
    www('addr.mismatch'),
  ],
  ['F54 twin: inside the pool', [guide(1, [a(ONE)]), guide(2, [a(TWO)])], { target: pool('198.41.1.0/30') }, []],
  [
    'F54 twin: it rotates',
    [guide(1, [a(ONE)]), guide(2, [a(TWO)])],
    {
      again: [
        [1, TWO],
        [2, TWO],
      ],
    },
    [],
  ],
  [
    'each of three has its own',
    [guide(1, [a(ONE)]), guide(2, [a(TWO)]), guide(3, [a(THREE)])],
    {},
    www('addr.mismatch', 'notice'),
  ],
  [
    'one is silent: told elsewhere',
    [
      guide(1, [a(ONE)]),
      { ...guide(2, []), pairs: { [WWW]: { a: silent({ name: WWW, type: 'A' }), aaaa: silent({ name: WWW, type: 'AAAA' }) } } },
    ],
    {},
    [],
  ],
  [
    'one refers below',
    [
      guide(1, [a(ONE)]),
      guide(2, [], {
        a: { authorities: [{ owner: WWW, ttlSeconds: 1, type: 'NS', name: 'x.' }] },
        aaaa: { authoritative: false },
      }),
    ],
    {},
    [],
  ],
  ['F55: outside the pool', [guide(1, [a(ONE)])], { target: pool(TWO, '192.0.2.0/24') }, www('addr.unexpected')],
  [
    'F55 twin: the declared host moved along',
    [guide(1, [a(ONE)])],
    { target: pool('lb.example.net'), hosts: { 'lb.example.net': found(lookup({ addresses: [ONE] }), 1) } },
    [],
  ],
  [
    'the declared host is gone',
    [guide(1, [a(ONE)])],
    {
      target: pool('lb.example.net'),
      hosts: { 'lb.example.net': found(lookup({ ends: 'nxdomain', detail: 'it does not exist' }), 1) },
    },
    www('addr.unexpected'),
  ],
  [
    'the declared host could not be asked',
    [guide(1, [a(ONE)])],
    { target: pool('lb.example.net'), hosts: { 'lb.example.net': failed('timeout', 'no answer', 1) } },
    www('addr.unknown', 'unknown'),
  ],
  [
    'the alias ends outside the pool',
    [guide(1, [cname('x.example.net')])],
    { end: { chain: [WWW, 'x.example.net'], addresses: [ONE, SIX] }, target: pool(ONE) },
    www('addr.unexpected'),
  ],
  [
    'F56: the alias ends nowhere',
    [guide(1, [cname('x.example.net')])],
    { end: { chain: [WWW, 'x.example.net'], ends: 'nxdomain', detail: 'x.example.net does not exist' } },
    www('addr.dangling_cname'),
  ],
  [
    'a circle of aliases',
    [guide(1, [cname(WWW)])],
    { end: { chain: [WWW, 'x', WWW], ends: 'broken', detail: 'in a circle' } },
    www('addr.dangling_cname'),
  ],
  [
    'the nameservers of the alias have no address',
    [guide(1, [cname('x.example.net')])],
    { end: { chain: [WWW, 'x.example.net'], ends: 'broken', detail: 'nowhere' } },
    www('addr.alias_dead'),
  ],
  ['the end of the alias is refused', [guide(1, [cname('x.example.net')])], { failing: 'malformed' }, www('addr.alias_dead')],
  [
    'the end of the alias is silent',
    [guide(1, [cname('x.example.net')])],
    { failing: 'timeout' },
    www('addr.alias_dead', 'notice'),
  ],
  ['the end of the alias could not be asked', [guide(1, [cname('x.example.net')])], { failing: 'unmeasured' }, []],
  [
    'the end of the alias has no address at all',
    [guide(1, [cname('x.example.net')])],
    { end: { chain: [WWW, 'x.example.net'], ends: 'nodata', detail: 'x.example.net exists, but has no address' } },
    www('addr.alias_dead', 'notice'),
  ],
  [
    'the zone itself is an alias',
    [guide(1, [cname('x.example.net')])],
    { target: { zone: WWW }, end: { chain: [WWW, 'x.example.net'], addresses: [ONE, SIX] } },
    www('addr.apex_alias'),
  ],
  [
    'F57: no IPv6 at the end',
    [guide(1, [cname('x.example.net')])],
    { end: { chain: [WWW, 'x.example.net'], addresses: [ONE] } },
    www('addr.aaaa_dead_end', 'notice'),
  ],
  [
    'IPv6 at the end could not be asked',
    [guide(1, [cname('x.example.net')])],
    { end: { chain: [WWW, 'x.example.net'], addresses: [ONE], detail: 'its IPv6 addresses are not known' } },
    [],
  ],
  ['F57 twin: no AAAA, no alias', [guide(1, [a(ONE)])], {}, []],
  [
    'A, and NXDOMAIN for AAAA',
    [guide(1, [a(ONE)], { aaaa: { rcode: 'NXDOMAIN' } })],
    {},
    [`addr.rcode_mismatch warning ${label(server(1))}`],
  ],
  [
    'NODATA, and NXDOMAIN for A',
    [guide(1, [], { a: { rcode: 'NXDOMAIN' } })],
    {},
    [`addr.rcode_mismatch warning ${label(server(1))}`],
  ],
  ['NXDOMAIN for both', [guide(1, [], { a: { rcode: 'NXDOMAIN' }, aaaa: { rcode: 'NXDOMAIN' } })], {}, []],
  ['a private address', [guide(1, [a('10.0.0.1')])], {}, www('addr.private')],
  ['a private address that is declared', [guide(1, [a('10.0.0.1')])], { target: pool('10.0.0.0/24') }, []],
  [
    'a private address beside the declared one',
    [guide(1, [a('10.0.0.1'), a('10.0.1.1')])],
    { target: pool('10.0.0.1') },
    [...www('addr.unexpected'), ...www('addr.private')],
  ],
  [
    'an address that a declared host may have, of which not all are known',
    [guide(1, [a(ONE)])],
    {
      target: pool('lb.example.net'),
      hosts: { 'lb.example.net': found(lookup({ addresses: [TWO], detail: 'only 32 of its 40 A records are looked at' }), 1) },
    },
    www('addr.unknown', 'unknown'),
  ],
  [
    'a private address behind a declared host: the host is on purpose, where it leads may be a leak',
    [guide(1, [a('10.0.0.1')])],
    { target: pool('lb.example.net'), hosts: { 'lb.example.net': found(lookup({ addresses: ['10.0.0.1'] }), 1) } },
    www('addr.private'),
  ],
  [
    'a private address at the end of an alias',
    [guide(1, [cname('x.example.net')])],
    { end: { chain: [WWW, 'x'], addresses: ['fd00::1'] } },
    www('addr.private'),
  ],
  ['a TTL of ten seconds', [guide(1, [a(ONE, 10)])], {}, www('addr.ttl', 'notice')],
  ['a TTL of a week', [guide(1, [a(SIX, 604_800)])], {}, www('addr.ttl', 'notice')],
  ['F59: a resolver holds another', [guide(1, [a(ONE)])], { cached: [held(TWO, 1800)] }, www('addr.caches_stale', 'notice')],
  ['F59 twin: it holds the same', [guide(1, [a(ONE)])], { cached: [held(ONE, 1800)] }, []],
  ['it holds another for longer than is published', [guide(1, [a(ONE)])], { cached: [held(TWO, 9999)] }, []],
  ['it holds another of the pool', [guide(1, [a(ONE)])], { cached: [held(TWO, 1800)], target: pool(ONE, TWO) }, []],
  ...PAIRS.map(([sentence, paired, codes]): (typeof ROWS)[number] => [
    sentence,
    [{ ...guide(1, [a(ONE)]), paired }],
    {},
    codes.map((code) => `${code} warning ${label(server(1))}`),
  ]),
  [
    'one of two from one socket is lost, on a line that loses single ones too',
    [{ ...guide(1, [a(ONE)]), soa: { ...serial(1), rungs: ['udp timeout', 'udp NOERROR'].map(rung) }, paired: RACE }],
    {},
    [],
  ],
  [
    'nobody answers',
    [guide(1, [], { a: { rcode: 'SERVFAIL' }, aaaa: { rcode: 'SERVFAIL' } })],
    {},
    [`addr.unknown unknown ${ZONE}`],
  ],
];

const judge = (guides: readonly Guide[], more: More) => addresses.judge(seenOf(guides, more), { ...TARGET, ...more.target }, NOW);

describe('addresses', () => {
  it.each(ROWS)('%s', (_, guides, more, findings) => {
    expect(inShort(addresses, judge(guides, more))).toEqual(findings);
  });

  it('cannot tell where nobody could be asked', () => {
    const seen: Seen = { guides: failed('unmeasured', 'the deadline passed', 0), mappings: [], hosts: {}, cached: [] };
    expect(inShort(addresses, addresses.judge(seen, TARGET, NOW))).toEqual([`addr.unknown unknown ${ZONE}`]);
  });

  it('fills every slot of what it says', () => {
    expect(
      ROWS.flatMap(([, ...row]) => wordsOf(addresses, judge(row[0], row[1]))).filter((one) => /[{}]|undefined/.test(one)),
    ).toEqual([]);
  });

  it('can say each of its codes', () => {
    const told = new Set(ROWS.flatMap(([, ...row]) => judge(row[0], row[1]).map(({ code }) => code)));
    expect([...told].sort()).toEqual(Object.keys(addresses.meanings).sort());
  });

  it('shows what each server says', () => {
    const facts = addresses.facts(seenOf([guide(1, [a(ONE), a(SIX)])], {}), TARGET, NOW);
    expect(facts).toEqual([{ subject: label(server(1)), values: { addresses: `${WWW} A ${ONE}; ${WWW} AAAA ${SIX}` } }]);
  });
});
