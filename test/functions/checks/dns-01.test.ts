import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dns01 } from '../../../functions/checks/dns-01.ts';
import type { Challenge } from '../../../functions/core/challenge.ts';
import { challengeNames } from '../../../functions/core/challenge.ts';
import type { Answer, ResourceRecord } from '../../../functions/core/dns.ts';
import type { ZoneTarget } from '../../../functions/core/target.ts';
import { edns, inShort, NOW, said, server, soaRecord, TARGET, wordsOf } from './seen.ts';
import { cname, type Deed, lostAfter, stationOf, trailThrough, txt } from './stations.ts';

const NAME = '_acme-challenge.example.org';
/** As long as a digest, and told apart at its beginning. */
const value = (index: number) => `value-${index}`.padEnd(43, 'x');
const values = (count: number, name = NAME) => Array.from({ length: count }, (_, index) => txt(name, value(index)));
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
    ['two values beside the text that keeps a wildcard off', [[...values(2), txt(NAME, '-')]], []],
    [
      'three texts above 512 bytes that are no values',
      [{ answers: ['a', 'b', 'c'].map((one) => txt(NAME, one)), bytes: 513 }],
      [`acme.txt.stale warning ${NAME}`],
    ],
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
    ['the text alone that keeps a wildcard off', [[txt(NAME, '-')]], ['example.org', '*.example.org'], []],
    ['no challenge', ['nxdomain', 'nxdomain'], ['example.org', '*.example.org'], []],
    ['one value, for the name alone', [values(1), values(1)], ['example.org', '*.www.example.org'], []],
  ])('is judged beside a declared wildcard: %s', (_what, deeds, names, expected) => {
    const target: ZoneTarget = { ...TARGET, certificates: [{ names, ca: 'letsencrypt.org', method: 'dns-01' }] };
    expect(inShort(dns01, judge([at(...deeds)], target))).toEqual(expected);
  });

  it('joins the strings of a record, as a CA does', () => {
    expect(short(at([txt(NAME, 'val', value(0).slice(3))], values(1)))).toEqual([]);
  });

  it('do not depend on serials that each server counts for itself', () => {
    const seen = [at('nxdomain@8', values(1))];
    expect(inShort(dns01, judge(seen, { ...TARGET, serials: 'independent' }))).toEqual(PARTIAL);
  });

  it('are asked of the newest copy of each provider', () => {
    const soa = said({ name: 'example.org', type: 'SOA' }, { answers: [soaRecord({ primary: 'b', serial: 0 })] });
    const byTwo = (...deeds: Deed[]) => {
      const station = ask(NAME, deeds);
      const replies = station.replies.map((reply, index) => (index === 0 ? reply : { ...reply, soa }));
      return short(challenge({ trail: trailThrough({ ...station, replies }) }));
    };
    expect([byTwo('nodata', values(1)), byTwo(values(1), values(1))]).toEqual([PARTIAL, []]);
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

describe('a value that is expected', () => {
  const MISSING = `acme.txt.missing warning ${NAME}`;
  const STALE = `acme.txt.stale notice ${NAME}`;
  const expecting = (...wanted: string[]): ZoneTarget => ({
    ...TARGET,
    expect: wanted.map((value) => ({ name: NAME, value })),
  });
  const serials = (...all: number[]) => ({
    serials: { zone: 'example.org', byServer: new Map(all.map((serial, index) => [`ns${index}`, serial])) },
  });
  const LEVEL = serials(7, 7);
  const UUID = '8e5700ea-a4bf-41c7-8a77-e990661dcc6a.auth.example.net';
  const aliased = (...deeds: Deed[]) =>
    challenge({ trail: trailThrough(ask(NAME, [[cname(NAME, UUID)]]), ask(UUID, deeds, 'auth.example.net')) });
  const why = (seen: Challenge, target = expecting(value(0))) =>
    judge([seen], target).find(({ code }) => code === 'acme.txt.missing')?.evidence.why;

  it.each<[string, readonly Deed[], string[], string[]]>([
    ['at every server', [values(1), values(1)], [value(0)], []],
    ['beside another client’s', [values(2), values(2)], [value(1)], []],
    ['at no server', ['nxdomain', 'nxdomain'], [value(0)], [MISSING]],
    ['at one of two', [values(1), 'nxdomain'], [value(0)], PARTIAL],
    ['at one, and another’s at the other', [values(1), [txt(NAME, 'old')]], [value(0)], PARTIAL],
    ['at every server, beside a value that one has left', [values(2), values(1)], [value(0)], []],
    ['at an older copy alone', ['nxdomain@8', values(1)], [value(0)], PARTIAL],
    ['nowhere, while an older copy has another', ['nxdomain@8', values(1)], [value(1)], [MISSING]],
    ['nowhere, among many', [sized(9, 400)], [value(9)], [MISSING, `acme.txt.stale warning ${NAME}`]],
    ['both of two everywhere', [values(2), values(2)], [value(0), value(1)], []],
    ['one of two everywhere', [values(1), values(1)], [value(0), value(1)], [MISSING]],
    ['one of two at one server, the other nowhere', [values(1), 'nodata'], [value(0), value(1)], [MISSING, ...PARTIAL]],
    ['nowhere, and one server errs', ['nxdomain', 'SERVFAIL'], [value(0)], [MISSING, ...PARTIAL]],
    ['behind errors of all servers', ['SERVFAIL', 'SERVFAIL'], [value(0)], PARTIAL],
    ['behind servers that are all sick', ['!timeout', '!SERVFAIL'], [value(0)], [`acme.unknown unknown ${NAME}`]],
    ['behind servers that could not be asked', ['unmeasured'], [value(0)], [`acme.unknown unknown ${NAME}`]],
    ['beside leftovers', [sized(3, 300)], [value(2)], [STALE]],
  ])('stands %s', (_what, deeds, wanted, expected) => {
    expect(inShort(dns01, judge([at(...deeds)], expecting(...wanted)))).toEqual(expected);
  });

  it('at another name changes nothing', () => {
    const target: ZoneTarget = { ...TARGET, expect: [{ name: '_acme-challenge.www.example.org', value: 'x' }] };
    expect(inShort(dns01, judge([at('nxdomain')], target))).toEqual([]);
    expect(challengeNames(target)).toEqual([NAME, '_acme-challenge.www.example.org']);
  });

  it('takes the place of the guess how many an order needs', () => {
    const certificates = [{ names: ['example.org', '*.example.org'], ca: 'a', method: 'dns-01' } as const];
    expect(judge([at(values(1), values(1))], { ...expecting(value(0)), certificates })).toEqual([]);
  });

  it.each<[string, Challenge, RegExp]>([
    [
      'nothing is on its way',
      { ...at('nxdomain'), ...LEVEL },
      /^no TXT record stands there, and all .* level at serial 7: the write/,
    ],
    [
      'the serial has moved between two servers',
      { ...at('nodata'), ...serials(8, 7) },
      /and the serial has moved \(8, 7\), so that something was written, but not/,
    ],
    [
      'the serial is a time, a minute ago',
      { ...at('nodata'), ...serials(NOW.getTime() / 1000 - 60) },
      /changed at 20 November 09:59 UTC, as its serial tells/,
    ],
    [
      'the serial is a time of yesterday',
      { ...at('nodata'), ...serials(NOW.getTime() / 1000 - 90_000) },
      /all nameservers are level/,
    ],
    ['no server told its serial', at('nodata'), /cannot be told/],
    ['another value stands there', { ...at(values(1)), ...LEVEL, name: NAME }, /^"value-0x+" stands there instead/],
    ['two others stand there', { ...at(values(2)), ...LEVEL }, /^"value-0x+" and 1 more stand there instead/],
    [
      'it stands at the doubled name',
      { ...at('nxdomain'), doubled: ask(`${NAME}.example.org`, [[txt(`${NAME}.example.org`, 'mine')]]) },
      /^it stands at _acme-challenge.example.org.example.org, a name with the zone in it twice/,
    ],
    [
      'a wildcard answers',
      { ...at([txt(NAME, 'spf')]), sibling: ask('x.example.org', [[txt('x.example.org', 'spf')]]) },
      /^a wildcard answers there/,
    ],
    [
      'a text stands there that no client writes',
      { ...at([txt(NAME, '-')]), ...LEVEL },
      /^"-" stands there, which is no value of any order, and all nameservers are level/,
    ],
    ['it stands there in quotes', at([txt(NAME, '"mine"')]), /with more around it: quotes or blanks/],
    [
      'its key authorisation stands there',
      at([txt(NAME, 'token.thumbprint')]),
      /^"token.thumbprint" stands there, the key authorisation itself/,
    ],
    ['the other one of the order stands there', at([txt(NAME, 'both')]), /the other value of the order stands there alone/],
  ])('that is nowhere is told with the reason: %s', (_what, seen, words) => {
    const mine = _what.startsWith('its key') ? createHash('sha256').update('token.thumbprint').digest('base64url') : 'mine';
    expect(why(seen, expecting(mine, ...(_what.startsWith('the other one') ? ['both'] : [])))).toMatch(words);
  });

  it('is not looked for in serials that each server counts for itself', () => {
    expect(why({ ...at('nodata'), ...serials(8, 7) }, { ...expecting('x'), serials: 'independent' })).toMatch(/cannot be told/);
  });

  it('behind an alias is told of the name and zone where it should stand', () => {
    const [finding] = judge([aliased('nodata')], expecting(value(0)));
    expect([finding?.subject, finding?.evidence]).toEqual([
      NAME,
      expect.objectContaining({ name: UUID, zone: 'auth.example.net', challenge: NAME }),
    ]);
  });

  it('makes a target that is not there a fault, since an order is pending', () => {
    const gone = challenge({
      trail: trailThrough(
        ask(NAME, [[cname(NAME, 'x.auth.example.net')]]),
        ask('x.auth.example.net', ['nxdomain'], 'auth.example.net'),
      ),
    });
    expect(inShort(dns01, judge([gone], expecting(value(0))))).toEqual([`acme.txt.cname_broken warning ${NAME}`]);
  });

  it('is told server by server, and nothing is where none is expected', () => {
    const facts = (target: ZoneTarget, ...deeds: Deed[]) =>
      dns01.facts([at(...deeds)], target, NOW).map(({ values: one }) => one.challenge);
    expect(facts(expecting(value(0)), values(2), 'nxdomain', [txt(NAME, 'x')], 'SERVFAIL')).toEqual([
      ...['has it', 'lacks it', 'shows other values', 'answers SERVFAIL'],
    ]);
    expect(facts(expecting(value(0), value(1)), values(2), values(1))).toEqual(['has it', 'has 1 of 2']);
    expect(facts(TARGET, values(1))).toEqual([]);
  });

  it('never lets a stranger’s bytes into a sentence', () => {
    const lines = wordsOf(dns01, judge([at([txt(NAME, '\x1b[2J\x07\xff\u009b'.repeat(60))])], expecting(value(0))));
    for (const line of lines) expect(line).not.toMatch(/\{\w+\}|\p{Cc}/u);
    expect(lines[0]).toMatch(/ stands there, which is no value of any order, and whether anything was written cannot be told/);
  });
});

it('counts the bytes of an answer as a CA gets it, without the identifier that only we ask for', () => {
  const nsid = (bytes: number) => ({ ...sized(8, bytes), edns: edns({ nsid: 'ns1.example.org' }) });
  expect([short(at(nsid(531))), short(at(nsid(532)))]).toEqual([
    [`acme.txt.stale notice ${NAME}`],
    [`acme.txt.stale warning ${NAME}`],
  ]);
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

describe('a challenge name that is a zone of its own', () => {
  const alone = (...deeds: Deed[]) => challenge({ trail: trailThrough(ask(NAME, deeds, NAME)) });
  const torn = { parent: 'example.org', granting: [server(1)], denying: [server(2)] };
  const DEAD = [`acme.zone_dead warning ${NAME}`];

  it.each<[string, Challenge, string[]]>([
    ['is served', alone(values(1), values(1)), []],
    ['is served, and has no challenge', alone('nodata', 'nodata'), []],
    ['is not served by one of two', alone(values(1), '!REFUSED'), [`acme.zone_dead notice ${NAME}`]],
    ['is served by nobody', alone('!REFUSED', '!timeout'), DEAD],
    ['is served by nobody who could be asked', alone('!REFUSED', 'unmeasured'), DEAD],
    ['could not be asked', alone('unmeasured', 'unmeasured'), [`acme.unknown unknown ${NAME}`]],
    ['has nameservers without any address', alone(), DEAD],
    [
      'is not known to one server of the zone above',
      challenge({ trail: trailThrough({ ...ask(NAME, [values(1)], NAME), torn }) }),
      PARTIAL,
    ],
    [
      'lies below one that is served by nobody',
      challenge({ trail: lostAfter([], 'malformed', 'REFUSED'), above: [ask('b.example.org', ['!REFUSED'], 'b.example.org')] }),
      DEAD,
    ],
    [
      'is the watched zone itself: told by another check',
      challenge({ trail: trailThrough({ ...ask(NAME, [values(1)]), torn }) }),
      [],
    ],
  ])('%s', (_what, seen, expected) => {
    expect(short(seen)).toEqual(expected);
    expect(wordsOf(dns01, judge([seen])).filter((line) => /\{\w+\}|undefined/.test(line))).toEqual([]);
  });
});

describe('a challenge in a zone that resolvers reject', () => {
  const soa = { name: NAME, type: 'SOA' } as const;
  const second = (checked: string, unchecked: string) => ({
    checked: said(soa, { rcode: checked }),
    unchecked: said(soa, { rcode: unchecked }),
  });
  const of = (...seconds: ReturnType<typeof second>[]) =>
    challenge({ trail: trailThrough(ask(NAME, ['nodata'], NAME)), validated: [{ zone: NAME, seconds }] });
  const [rejects, accepts] = [second('SERVFAIL', 'NOERROR'), second('NOERROR', 'NOERROR')];

  it.each<[string, Challenge, string[]]>([
    ['two of three', of(rejects, rejects, accepts), [`acme.zone_bogus warning ${NAME}`]],
    ['one of three', of(rejects, accepts, accepts), []],
    ['out of order, checked or not', of(second('SERVFAIL', 'SERVFAIL'), second('SERVFAIL', 'SERVFAIL'), accepts), []],
  ])('is told where they are %s', (_what, seen, expected) => {
    expect(short(seen)).toEqual(expected);
    expect(wordsOf(dns01, judge([seen])).filter((line) => /\{\w+\}|undefined/.test(line))).toEqual([]);
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
