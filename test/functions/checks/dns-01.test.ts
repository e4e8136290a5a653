import { describe, expect, it } from 'vitest';
import { dns01 } from '../../../functions/checks/dns-01.ts';
import type { Challenge } from '../../../functions/core/challenge.ts';
import { challengeNames } from '../../../functions/core/challenge.ts';
import type { Answer, ResourceRecord } from '../../../functions/core/dns.ts';
import type { ZoneTarget } from '../../../functions/core/target.ts';
import { inShort, NOW, soaRecord, TARGET, wordsOf } from './seen.ts';
import { cname, type Deed, lostAfter, stationOf, trailThrough, txt } from './stations.ts';

const NAME = '_acme-challenge.example.org';
const values = (count: number, name = NAME) => Array.from({ length: count }, (_, index) => txt(name, `value-${index}`));
const sized = (count: number, bytes: number): Partial<Answer> => ({ answers: values(count), bytes });
const ask = (name: string, deeds: readonly Deed[], zone?: string) => stationOf({ name, type: 'TXT' }, deeds, zone);

const challenge = (part: Partial<Challenge> = {}): Challenge => ({
  name: NAME,
  declared: true,
  trail: trailThrough(ask(NAME, ['nxdomain', 'nxdomain'])),
  above: [],
  ...part,
});
const at = (...deeds: Deed[]): Challenge => challenge({ trail: trailThrough(ask(NAME, deeds)) });
const judge = (seen: readonly Challenge[], target: ZoneTarget = TARGET) => dns01.judge(seen, target, NOW);
const short = (...seen: Challenge[]) => inShort(dns01, judge(seen));

const PARTIAL = [`acme.txt.partial warning ${NAME}`];

describe('challengeNames', () => {
  it.each<[string, ZoneTarget['certificates'], string[]]>([
    ['the zone’s own, without a declaration', undefined, [NAME]],
    [
      'one for a name and its wildcard',
      [{ names: ['example.org', '*.example.org', 'www.example.org'], ca: 'a', method: 'dns-01' }],
      [NAME, '_acme-challenge.www.example.org'],
    ],
    ['none where another method is used', [{ names: ['example.org'], ca: 'a', method: 'http-01' }], []],
  ])('are %s', (_what, certificates, expected) => {
    expect(challengeNames({ ...TARGET, ...(certificates && { certificates }) })).toEqual(expected);
  });
});

describe('the answers for a challenge name', () => {
  it.each<[string, readonly Deed[], string[]]>([
    ['no challenge, between two renewals', ['nxdomain', 'nxdomain'], []],
    ['a name without a TXT record', ['nodata', 'nodata'], []],
    ['one value everywhere', [values(1), values(1)], []],
    ['two values in another order', [values(2), [...values(2)].reverse()], []],
    ['a value at one of two', [values(1), 'nxdomain'], PARTIAL],
    ['another value at one', [values(1), [txt(NAME, 'old')]], PARTIAL],
    ['one of two values at one', [values(2), values(1)], PARTIAL],
    ['a value that an older copy still has, and the newer no more', ['nxdomain@8', values(1)], []],
    ['a value in the newer copy that the older has not yet', [values(1), 'nxdomain@0'], PARTIAL],
    ['SERVFAIL for TXT alone, at one', ['nxdomain', 'SERVFAIL'], PARTIAL],
    ['SERVFAIL for TXT alone, everywhere', ['SERVFAIL', 'SERVFAIL'], PARTIAL],
    ['a truncated answer that TCP does not complete', [values(1), { truncated: true }], PARTIAL],
    ['a server that is sick as a whole', [values(1), '!SERVFAIL'], []],
    ['servers that are all sick', ['!timeout', '!SERVFAIL'], [`acme.unknown unknown ${NAME}`]],
    ['a server that could not be asked', [values(1), 'unmeasured'], []],
    ['servers that could not be asked', ['unmeasured', 'unmeasured'], [`acme.unknown unknown ${NAME}`]],
    ['NXDOMAIN here and NODATA there', ['nxdomain', 'nodata'], [`acme.neg_mix warning ${NAME}`]],
    ['the same of copies that differ in age', ['nxdomain', 'nodata@7'], []],
    ['three values', [sized(3, 300), sized(3, 300)], [`acme.txt.stale notice ${NAME}`]],
    ['nine values', [sized(9, 500)], [`acme.txt.stale warning ${NAME}`]],
    ['three values above 512 bytes', [sized(3, 513)], [`acme.txt.stale warning ${NAME}`]],
    ['two values above 512 bytes, as signatures make them', [sized(2, 900)], []],
    ['80 values', [sized(80, 4097)], [`acme.txt.oversize warning ${NAME}`]],
    ['80 values that just fit', [sized(80, 4096)], [`acme.txt.stale warning ${NAME}`]],
  ])('%s', (_what, deeds, expected) => {
    expect(short(at(...deeds))).toEqual(expected);
  });

  it.each<[string, readonly Deed[], string[], string[]]>([
    ['one value everywhere', [values(1), values(1)], ['example.org', '*.example.org'], [`acme.txt.need_two notice ${NAME}`]],
    ['both values', [values(2), values(2)], ['example.org', '*.example.org'], []],
    ['no challenge', ['nxdomain', 'nxdomain'], ['example.org', '*.example.org'], []],
    ['one value, for the name alone', [values(1), values(1)], ['example.org', '*.www.example.org'], []],
  ])('is judged beside a declared wildcard: %s', (_what, deeds, names, expected) => {
    const target: ZoneTarget = { ...TARGET, certificates: [{ names, ca: 'letsencrypt.org', method: 'dns-01' }] };
    expect(inShort(dns01, judge([at(...deeds)], target))).toEqual(expected);
  });

  it('joins the strings of a record, as a CA does', () => {
    expect(short(at([txt(NAME, 'val', 'ue-0')], values(1)))).toEqual([]);
  });

  it('do not depend on serials that each server counts for itself', () => {
    const seen = [at('nxdomain@8', values(1))];
    expect(inShort(dns01, judge(seen, { ...TARGET, serials: 'independent' }))).toEqual(PARTIAL);
  });

  it('take no offence at a server that denies by NODATA alone (RFC 9824)', () => {
    const data = Buffer.from([0, 0, 17, 0, 0, 0, 0, 0, 3, ...Array(10).fill(0), 0x80]);
    const nsec: ResourceRecord = { owner: NAME, ttlSeconds: 300, type: 'OTHER', code: 47, data };
    expect(short(at('nxdomain', { authorities: [soaRecord(), nsec] }))).toEqual([]);
    const plain: ResourceRecord = { ...nsec, data: data.subarray(0, 9) };
    expect(short(at('nxdomain', { authorities: [soaRecord(), plain] }))).toEqual([`acme.neg_mix warning ${NAME}`]);
  });

  it.each([
    [300, 86_400, []],
    [86_400, 300, []],
    [3600, 3600, []],
    [3601, 7200, ['acme.neg_ttl notice example.org']],
  ])('may be kept for the lesser of TTL %i and minimum %i', (ttlSeconds, minimumSeconds, expected) => {
    const soa = { ...soaRecord({ minimumSeconds }), ttlSeconds };
    expect(short(at({ rcode: 'NXDOMAIN', authorities: [soa] }))).toEqual(expected);
  });

  it('tell a fault of the zone once for all its names', () => {
    const long = { rcode: 'NXDOMAIN', authorities: [{ ...soaRecord({ minimumSeconds: 9000 }), ttlSeconds: 9000 }] };
    expect(short(at(long), { ...at(long), name: '_acme-challenge.www.example.org' })).toEqual([
      'acme.neg_ttl notice example.org',
    ]);
  });

  it('give the chance that a CA passes', () => {
    const [finding] = judge([at(values(1), values(1), values(1), 'nxdomain', values(1))]);
    const share = 0.8;
    const chance = share * (share ** 4 + 4 * share ** 3 * (1 - share));
    expect(finding?.evidence).toMatchObject({ good: 4, servers: 5, chancePercent: Math.round(100 * chance) });
  });
});

describe('a challenge name that is an alias', () => {
  const UUID = '8e5700ea-a4bf-41c7-8a77-e990661dcc6a.auth.example.net';
  const first = (to: string) => ask(NAME, [[cname(NAME, to)], [cname(NAME, to)]]);
  const to = (name: string, ...deeds: Deed[]) =>
    challenge({ trail: trailThrough(first(name), ask(name, deeds, 'auth.example.net')) });
  const BROKEN = [`acme.txt.cname_broken warning ${NAME}`];

  it.each<[string, Challenge, string[]]>([
    ['leads to a name without a challenge', to(UUID, 'nodata', 'nodata'), []],
    ['leads to a challenge', to(UUID, values(1, UUID)), []],
    ['leads to a challenge at one of two', to(UUID, values(1, UUID), 'nxdomain'), PARTIAL],
    ['leads to an account that is gone', to(UUID, 'nxdomain'), BROKEN],
    [
      'leads to a name that may be made for every order',
      to('x.auth.example.net', 'nxdomain'),
      [`acme.txt.cname_broken notice ${NAME}`],
    ],
    ['leads to servers that do not speak for the zone', to(UUID, '!REFUSED', '!timeout'), BROKEN],
    [
      'goes in a circle',
      challenge({ trail: { stations: [first(NAME)], endless: `the aliases go in a circle at ${NAME}` } }),
      BROKEN,
    ],
    ['leads where no server answers', challenge({ trail: lostAfter([first(UUID)], 'timeout', 'no server answered') }), BROKEN],
    [
      'leads where nobody could look',
      challenge({ trail: lostAfter([first(UUID)], 'unmeasured', 'no route') }),
      [`acme.unknown unknown ${NAME}`],
    ],
    [
      'is one at one server alone',
      challenge({ trail: trailThrough(ask(NAME, [[cname(NAME, UUID)], 'nxdomain']), ask(UUID, ['nodata'], 'auth.example.net')) }),
      PARTIAL,
    ],
  ])('%s', (_what, seen, expected) => {
    expect(short(seen)).toEqual(expected);
  });

  it('cannot be told where the tree leads nowhere', () => {
    expect(short(challenge({ trail: lostAfter([], 'timeout', 'no server of org answered') }))).toEqual([
      `acme.unknown unknown ${NAME}`,
    ]);
  });
});

describe('names around a challenge', () => {
  const BESIDE = '_picket-nonexistent.example.org';
  const deep = '_acme-challenge.www.sub.example.org';

  it.each<[string, Partial<Challenge>, string[]]>([
    [
      'a wildcard alias',
      {
        trail: trailThrough(ask(NAME, [[cname(NAME, 'lb.example.org')]])),
        sibling: ask(BESIDE, [[cname(BESIDE, 'lb.example.org')]]),
      },
      [`acme.txt.wildcard_shadow warning ${NAME}`],
    ],
    [
      'a wildcard text, of a zone without declarations',
      { declared: false, trail: trailThrough(ask(NAME, [[txt(NAME, 'spf')]])), sibling: ask(BESIDE, [[txt(BESIDE, 'spf')]]) },
      [`acme.txt.wildcard_shadow notice ${NAME}`],
    ],
    [
      'a wildcard text beside a challenge of its own',
      { trail: trailThrough(ask(NAME, [values(1)])), sibling: ask(BESIDE, [[txt(BESIDE, 'spf')]]) },
      [],
    ],
    ['no wildcard', { trail: trailThrough(ask(NAME, [values(1)])), sibling: ask(BESIDE, ['nxdomain']) }, []],
    [
      'a value at the doubled name',
      { doubled: ask(`${NAME}.example.org`, ['nxdomain', [txt(`${NAME}.example.org`, 'x')]]) },
      [`acme.txt.doubled warning ${NAME}`],
    ],
    [
      'the same, and the right one too',
      { trail: trailThrough(ask(NAME, [values(1)])), doubled: ask(`${NAME}.example.org`, [[txt(`${NAME}.example.org`, 'x')]]) },
      [`acme.txt.doubled notice ${NAME}`],
    ],
    [
      'a wildcard that stands at the doubled name',
      {
        trail: trailThrough(ask(NAME, [values(1)])),
        sibling: ask(BESIDE, [[txt(BESIDE, 'x')]]),
        doubled: ask(`${NAME}.example.org`, [[txt(`${NAME}.example.org`, 'x')]]),
      },
      [],
    ],
    [
      'an empty name that is answered with NODATA',
      { name: deep, above: [ask('www.sub.example.org', ['nodata']), ask('sub.example.org', ['nodata'])] },
      [],
    ],
    [
      'an empty name that is denied',
      { name: deep, above: [ask('www.sub.example.org', ['nodata']), ask('sub.example.org', ['nxdomain'])] },
      ['acme.ent_nxdomain warning sub.example.org'],
    ],
    [
      'names that do not exist at all',
      { name: deep, above: [ask('www.sub.example.org', ['nxdomain']), ask('sub.example.org', ['nxdomain'])] },
      [],
    ],
    [
      'a name that another server knows',
      { name: deep, above: [ask('www.sub.example.org', ['nxdomain', 'nodata']), ask('sub.example.org', ['nxdomain', 'nodata'])] },
      [],
    ],
  ])('%s', (_what, part, expected) => {
    expect(short(challenge(part))).toEqual(expected);
  });
});

it('fills every slot of every sentence, whatever bytes come', () => {
  const hostile = [txt(NAME, '\x00\xff\x1b[2J'), txt(NAME, '\x80'.repeat(255)), ...values(9)];
  const findings = judge([
    challenge({
      trail: trailThrough(ask(NAME, [hostile, 'nodata'])),
      doubled: ask(`${NAME}.example.org`, [[txt(`${NAME}.example.org`, 'x')]]),
    }),
    challenge({
      name: '_acme-challenge.a.example.org',
      trail: trailThrough(ask(NAME, [hostile])),
      sibling: ask('x.example.org', [hostile.map((one) => ({ ...one, owner: 'x.example.org' }))]),
    }),
    challenge({ trail: lostAfter([ask(NAME, [[cname(NAME, 'x.test')]])], 'timeout', 'none') }),
    challenge({ above: [ask('www.example.org', ['nodata', 'nodata']), ask('b.example.org', ['nxdomain'])] }),
    at('nxdomain', 'nodata'),
  ]);
  expect(new Set(findings.map(({ code }) => code)).size).toBe(7);
  for (const line of wordsOf(dns01, findings)) expect(line).not.toMatch(/\{\w+\}|\p{Cc}/u);
});
