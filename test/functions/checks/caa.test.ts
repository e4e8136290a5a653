import { describe, expect, it } from 'vitest';
import { caa } from '../../../functions/checks/caa.ts';
import type { DeclaredCertificate, ZoneTarget } from '../../../functions/core/target.ts';
import type { Trail } from '../../../functions/core/trail.ts';
import { edns, inShort, NOW, soaRecord, TARGET, wordsOf } from './seen.ts';
import { caaOf, cname, type Deed, lostAfter, stationOf, trailThrough } from './stations.ts';

const NS1 = 'ns1.example.net/198.41.0.1';
const NS2 = 'ns2.example.net/198.41.0.2';

const declared = (...certificates: (Partial<DeclaredCertificate> & { names: string[] })[]): ZoneTarget => ({
  ...TARGET,
  certificates: certificates.map((one) => ({ ca: 'letsencrypt.org', method: 'dns-01', ...one })),
});

const level = (name: string, deeds: readonly Deed[], zone = 'example.org') =>
  trailThrough(stationOf({ name, type: 'CAA' }, deeds, zone));

const isTrail = (what: readonly Deed[] | Trail): what is Trail => 'stations' in what;

/** Levels with what their servers do; the top-level domain has none, and answers so, unless given. */
function seenOf(levels: Readonly<Record<string, readonly Deed[] | Trail>>) {
  const all = { org: ['nodata', 'nodata'], 'example.org': ['nodata', 'nodata'], ...levels };
  return new Map(
    Object.entries(all).map(([name, deeds]): [string, Trail] => [
      name,
      isTrail(deeds) ? deeds : level(name, deeds, name === 'org' ? 'org' : 'example.org'),
    ]),
  );
}

const judge = (levels: Parameters<typeof seenOf>[0], target: ZoneTarget = TARGET) => caa.judge(seenOf(levels), target, NOW);
const short = (levels: Parameters<typeof seenOf>[0], target?: ZoneTarget) => inShort(caa, judge(levels, target));

describe('caa of a zone without declarations', () => {
  it.each<[string, Record<string, readonly Deed[] | Trail>, string[]]>([
    ['no record anywhere', {}, []],
    ['any policy at all, since nobody said which CA is used', { 'example.org': [[caaOf('example.org', ';')]] }, []],
    ['NXDOMAIN, which is none', { 'example.org': ['nxdomain', 'nodata'] }, []],
    ['SERVFAIL at every server', { 'example.org': ['SERVFAIL', 'SERVFAIL'] }, ['caa.lookup_error warning example.org']],
    ['NOTIMP at one of two', { 'example.org': ['nodata', 'NOTIMP'] }, [`caa.lookup_error warning ${NS2}`]],
    ['silence at every server', { 'example.org': ['timeout', 'timeout'] }, ['caa.timeout warning example.org']],
    [
      'silence at one and REFUSED at the other',
      { 'example.org': ['timeout', 'REFUSED'] },
      ['caa.lookup_error warning example.org'],
    ],
    [
      'an answer cut short',
      { 'example.org': [{ truncated: true }, { truncated: true }] },
      ['caa.lookup_error warning example.org'],
    ],
    [
      'an answer without authority at one',
      { 'example.org': ['nodata', { authoritative: false }] },
      [`caa.lookup_error warning ${NS2}`],
    ],
    ['a server that is dead to every question', { 'example.org': ['nodata', '!timeout'] }, []],
    [
      'servers of which none speaks for the zone',
      { 'example.org': ['!SERVFAIL', '!timeout'] },
      ['caa.unknown unknown example.org'],
    ],
    [
      'SERVFAIL of a sick server beside one that errs for CAA alone',
      { 'example.org': ['!SERVFAIL', 'SERVFAIL'] },
      ['caa.lookup_error warning example.org'],
    ],
    ['what could not be asked', { 'example.org': ['unmeasured', 'unmeasured'] }, ['caa.unknown unknown example.org']],
    ['one server that could not be asked', { 'example.org': ['nodata', 'unmeasured'] }, []],
    ['SERVFAIL of the top-level domain', { org: ['SERVFAIL', 'SERVFAIL'] }, ['caa.lookup_error warning org']],
    ['a top-level domain that is silent to all', { org: ['!timeout', '!timeout'] }, ['caa.unknown unknown example.org']],
    [
      'a set at one server, and SERVFAIL at the other',
      { 'example.org': [[caaOf('example.org', 'ca.example')], 'SERVFAIL'] },
      [`caa.lookup_error warning ${NS2}`],
    ],
    [
      'SERVFAIL of the top-level domain above a set',
      { 'example.org': [[caaOf('example.org', 'ca.example')]], org: ['SERVFAIL'] },
      ['caa.lookup_error notice org'],
    ],
    [
      'a level that nobody could be asked about',
      { org: lostAfter([], 'unmeasured', 'no route') },
      ['caa.unknown unknown example.org'],
    ],
    [
      'sets that differ at one serial',
      { 'example.org': [[caaOf('example.org', 'a.example')], [caaOf('example.org', 'b.example')]] },
      ['caa.inconsistent warning example.org'],
    ],
    [
      'a set at one server and none at the other',
      { 'example.org': [[caaOf('example.org', 'a.example')], 'nodata@1'] },
      ['caa.inconsistent warning example.org'],
    ],
    ['sets that differ since one server lags', { 'example.org': [[caaOf('example.org', 'a.example')], 'nodata@7'] }, []],
  ])('that has %s', (_what, levels, expected) => {
    expect(short(levels)).toEqual(expected);
  });
});

describe('caa of an alias', () => {
  const through = (...stations: Trail['stations']) => ({ 'www.example.org': trailThrough(...stations) });
  const www = stationOf({ name: 'www.example.org', type: 'CAA' }, [[cname('www.example.org', 'lb.example.net')]]);
  const target = (...deeds: Deed[]) => stationOf({ name: 'lb.example.net', type: 'CAA' }, deeds, 'example.net');
  const watched = declared({ names: ['www.example.org'] });

  it('is that of its target', () => {
    const levels = through(www, target([caaOf('lb.example.net', 'digicert.com')]));
    expect(short(levels, watched)).toEqual(['caa.forbids warning www.example.org']);
    expect(judge(levels, watched)[0]?.evidence).toMatchObject({ level: 'lb.example.net', ca: 'letsencrypt.org' });
  });

  it('goes on above the name itself where the target has none', () => {
    const levels = { ...through(www, target('nxdomain')), 'example.org': [[caaOf('example.org', 'digicert.com')]] };
    expect(judge(levels, watched)[0]?.evidence.level).toBe('example.org');
  });

  it('fails with the target, even where a sick server is all there is: nobody else watches it', () => {
    expect(short(through(www, target('!SERVFAIL')), watched)).toEqual(['caa.lookup_error warning example.net']);
  });

  it('fails where the aliases have no end, or lead to no server', () => {
    const endless = { 'www.example.org': { stations: [www], endless: 'the aliases go in a circle at www.example.org' } };
    const nowhere = { 'www.example.org': lostAfter([www], 'malformed', 'no server of example.net gave a usable answer') };
    expect(short(endless, watched)).toEqual(['caa.lookup_error warning www.example.org']);
    expect(short(nowhere, watched)).toEqual(['caa.lookup_error warning www.example.org']);
    expect(wordsOf(caa, judge(endless, watched)).join()).not.toMatch(/\{\w+\}|@ /);
  });
});

describe('caa of declared certificates', () => {
  const apex = (...records: Parameters<typeof caaOf>[]) => ({ 'example.org': [records.map((one) => caaOf(...one))] });

  it.each<[string, Record<string, readonly Deed[]>, ZoneTarget, string[]]>([
    ['allowed', apex(['example.org', 'letsencrypt.org']), declared({ names: ['example.org', '*.example.org'] }), []],
    [
      'forbidden, together where they fail together',
      { ...apex(['example.org', 'digicert.com']), 'www.example.org': ['nodata'] },
      declared({ names: ['example.org', 'www.example.org'] }),
      ['caa.forbids warning example.org'],
    ],
    [
      'allowed for one and forbidden for the other',
      { ...apex(['example.org', 'digicert.com']), 'www.example.org': [[caaOf('www.example.org', 'letsencrypt.org')]] },
      declared({ names: ['example.org', 'www.example.org'] }),
      ['caa.forbids warning example.org'],
    ],
    [
      'of two CAs, one of which is not allowed',
      apex(['example.org', 'digicert.com']),
      declared({ names: ['example.org'], ca: 'digicert.com' }, { names: ['*.example.org'] }),
      ['caa.forbids warning *.example.org'],
    ],
    [
      'forbidden for the wildcard',
      apex(['example.org', 'letsencrypt.org'], ['example.org', ';', 'issuewild']),
      declared({ names: ['example.org', '*.example.org'] }),
      ['caa.forbids_wildcard warning *.example.org'],
    ],
    [
      'judged by no policy where the lookup fails before it',
      { 'example.org': ['SERVFAIL'] },
      declared({ names: ['example.org'] }),
      ['caa.lookup_error warning example.org'],
    ],
  ])('%s', (_what, levels, target, expected) => {
    expect(short(levels, target)).toEqual(expected);
  });

  it('does not tell besides an error that what lies below it could not be looked at', () => {
    const lost = lostAfter([], 'malformed', 'no server of b.example.org gave a usable answer');
    const target = declared({ names: ['a.b.example.org'] });
    expect(short({ 'a.b.example.org': lost, 'b.example.org': ['SERVFAIL'] }, target)).toEqual([
      'caa.lookup_error warning example.org',
    ]);
    expect(short({ 'a.b.example.org': lost, 'b.example.org': ['nodata'] }, target)).toEqual(['caa.unknown unknown example.org']);
  });

  it('names those of which it does not know', () => {
    const lost = lostAfter([], 'malformed', 'no server of b.example.org gave a usable answer');
    const target = declared({ names: ['a.b.example.org', '*.a.b.example.org'] }, { names: ['example.org'] });
    const [finding] = judge({ 'a.b.example.org': lost, 'b.example.org': ['nodata'] }, target);
    expect([finding?.code, finding?.names]).toEqual(['caa.unknown', ['a.b.example.org']]);
  });

  it('tells what could not be looked at below a set, though an error lies above it', () => {
    const levels = {
      'a.b.example.org': lostAfter([], 'malformed', 'no server of b.example.org gave a usable answer'),
      'b.example.org': [[caaOf('b.example.org', 'letsencrypt.org')]],
      'example.org': ['SERVFAIL'],
    } as const;
    expect(short(levels, declared({ names: ['a.b.example.org'] }))).toEqual([
      'caa.lookup_error notice example.org',
      'caa.unknown unknown example.org',
    ]);
  });

  it('tells an error that stops a renewal before one that does not', () => {
    const target = declared({ names: ['a.example.org'] }, { names: ['b.example.org'] });
    const levels = {
      'a.example.org': [[caaOf('a.example.org', 'letsencrypt.org')]],
      'b.example.org': ['nodata'],
      'example.org': ['SERVFAIL'],
    };
    expect(short(levels, target)).toEqual(['caa.lookup_error warning example.org']);
    const [finding] = judge(levels, target);
    expect([finding?.evidence.name, finding?.names]).toEqual(['b.example.org', ['b.example.org']]);
  });
});

describe('what caa says', () => {
  it('names the level, the servers, the extended error, and what it is not', () => {
    const broken = { rcode: 'SERVFAIL', edns: edns({ errors: [{ code: 23, text: 'backend\u001b down' }] }) };
    const [says = ''] = wordsOf(caa, judge({ 'example.org': Array(4).fill(broken) }));
    expect(says).toContain('CAA lookup for example.org fails at 4/4 nameservers of example.org');
    expect(says).toContain('SERVFAIL, extended error 23 "backend? down"');
    expect(says).toContain('neither a rate limit nor your CAA policy');
  });

  it('says of a record that names the CA, and does not count, that it is not well formed', () => {
    const says = (value: string) =>
      wordsOf(caa, judge({ 'example.org': [[caaOf('example.org', value)]] }, declared({ names: ['example.org'] })))[0];
    expect(says('letsencrypt.org; a=b;')).toMatch(
      /, and 0 issue "letsencrypt.org; a=b;" is not well formed, so that it names no CA at all\.$/,
    );
    expect(says('digicert.com')).toMatch(/: it has 0 issue "digicert.com"\.$/);
  });

  it('fills every slot of every sentence, whatever bytes come', () => {
    const hostile = [caaOf('example.org', '\x00\xff\x1b[2J"', 'is\x07sue', 255), caaOf('example.org', 'b'.repeat(60_000))];
    const findings = [
      ...judge({ 'example.org': [hostile, 'nodata'] }, declared({ names: ['example.org', '*.example.org'] })),
      ...judge({ 'example.org': ['SERVFAIL', 'timeout'], org: ['timeout'] }),
    ];
    const words = wordsOf(caa, findings);
    expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['caa.critical_unknown', 'caa.inconsistent']));
    for (const line of words) expect(line).not.toMatch(/\{\w+\}|\p{Cc}/u);
  });

  it('tells of NXDOMAIN without an SOA as of none', () => {
    expect(short({ 'example.org': [{ rcode: 'NXDOMAIN' }, { rcode: 'NXDOMAIN', authorities: [soaRecord()] }] })).toEqual([]);
  });
});

it('shows the label of the first server in the sentence of one server', () => {
  expect(wordsOf(caa, judge({ 'example.org': ['SERVFAIL', 'nodata'] }))[0]).toContain(`a CA that asks ${NS1} gets no answer`);
});
