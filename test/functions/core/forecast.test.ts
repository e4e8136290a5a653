import { describe, expect, it } from 'vitest';
import type { Severity } from '../../../functions/core/finding.ts';
import { forecastOf } from '../../../functions/core/forecast.ts';
import { forecastSays, ruleSays, shortfallsOf } from '../../../functions/core/forecast-words.ts';
import { perspectiveRule } from '../../../functions/core/perspectives.ts';
import { registryOf } from '../../../functions/core/registries.ts';
import type { Report, Told } from '../../../functions/core/report.ts';
import type { DeclaredCertificate } from '../../../functions/core/target.ts';
import { reportOf, toldOf } from '../sightings.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const PAIR: DeclaredCertificate = { names: ['example.org', '*.example.org'], ca: 'letsencrypt.org', method: 'dns-01' };
const SERVERS = [
  'ns1.example.org/192.0.2.1',
  'ns2.example.org/192.0.2.2',
  'ns3.example.org/192.0.2.3',
  'ns4.example.org/192.0.2.4',
];
const [NS1 = '', NS2 = '', NS3 = ''] = SERVERS;

const bad = (code: string, subject = 'example.org', severity: Severity = 'warning', evidence: Told['evidence'] = {}): Told =>
  toldOf({ code, subject, severity, evidence, says: `${code} at ${subject}` });

/** A finding about CAA of these names. */
const caaOf = (code: string, names: readonly string[], subject = 'example.org', ca = 'letsencrypt.org'): Told => ({
  ...bad(code, subject, 'warning', { ca }),
  names,
});

/** A finding that could not tell of these names. */
const unasked = (code: string, names: readonly string[]): Told => ({ ...bad(code, 'example.org', 'unknown'), names });

/** A set of names that may be ordered so many times more. */
const setOf = (names: readonly string[], tokens: number): Told => ({
  ...bad('ct.duplicate_limit', names[0], 'warning', { tokens }),
  names,
});

/** What one vantage saw: these findings, and these servers that do not answer. */
function seen(findings: readonly Told[], down: readonly string[] = [], vantage = 'here'): readonly Report[] {
  const facts = SERVERS.map((subject) => ({ subject, values: { answer: down.includes(subject) ? 'timeout' : 'ok' } }));
  return [
    reportOf(vantage, 'nameservers', [], { facts }),
    reportOf(vantage, 'dns-01', findings),
    ...['delegation', 'caa'].map((check) => reportOf(vantage, check)),
  ];
}

/** More names than a sentence lists, none of them the certificate's. */
const BESIDE = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((label) => `${label}.example.org`);

/** These servers told a timer. */
const timed = (...servers: readonly string[]) =>
  reportOf('here', 'secondary', [], { facts: servers.map((subject) => ({ subject, values: { refreshAgeSeconds: 90_000 } })) });

describe('a forecast', () => {
  it.each<[string, readonly Report[], string]>([
    ['nothing wrong', seen([]), 'READY'],
    ['one stale copy', seen([bad('dns.serial.behind', NS3)]), 'RISKY 55'],
    ['two stale copies', seen([bad('dns.serial.behind', NS3), bad('dns.secondary.frozen', NS2)]), 'RISKY 16'],
    ['every copy frozen', seen([bad('dns.secondary.frozen')]), 'BLOCKED 0'],
    ['every copy frozen, each told apart', seen(SERVERS.map((server) => bad('dns.secondary.frozen', server))), 'BLOCKED 0'],
    ['every copy frozen and about to expire', seen([bad('dns.secondary.expiring', 'example.org', 'critical')]), 'BLOCKED 0'],
    [
      'every copy frozen that tells a timer, beside a primary that tells none',
      [...seen([bad('dns.secondary.frozen')]), timed(NS2, NS3)],
      'RISKY 16',
    ],
    ['every copy frozen, all with timers', [...seen([bad('dns.secondary.frozen')]), timed(...SERVERS)], 'BLOCKED 0'],
    ['a copy that waits for its poll', seen([bad('dns.serial.behind', NS3, 'notice')]), 'READY'],
    ['a server that is down', seen([bad('dns.ns.timeout', NS1)], [NS1]), 'RISKY'],
    ['a dead and a stale one of four', seen([bad('dns.ns.timeout', NS1), bad('dns.serial.behind', NS2)], [NS1]), 'RISKY 40'],
    ['all servers down', seen([bad('dns.ns.timeout', 'example.org', 'critical')], SERVERS), 'BLOCKED'],
    ['CAA that fails at every server', seen([caaOf('caa.lookup_error', ['example.org'])]), 'BLOCKED'],
    ['CAA that fails at one server', seen([caaOf('caa.lookup_error', ['example.org'], NS1)]), 'RISKY'],
    ['CAA that fails above a set', seen([bad('caa.lookup_error', 'example.org', 'notice')]), 'READY'],
    ['CAA that fails at a name beside', seen([caaOf('caa.timeout', ['beta.example.org'])]), 'READY'],
    ['CAA that fails at more names than it tells', seen([caaOf('caa.timeout', [...BESIDE, 'example.org'])]), 'BLOCKED'],
    ['CAA that fails at many names, all of them others', seen([caaOf('caa.timeout', BESIDE)]), 'READY'],
    ['CAA that fails, and nobody says at which names', seen([bad('caa.timeout')]), 'BLOCKED'],
    ['CAA that forbids', seen([caaOf('caa.forbids', [...BESIDE, 'example.org'])]), 'BLOCKED'],
    ['CAA that forbids another CA', seen([caaOf('caa.forbids', ['example.org'], 'example.org', 'pki.goog')]), 'READY'],
    ['CAA that forbids another name', seen([caaOf('caa.forbids', ['x.example.org'], 'x.example.org')]), 'READY'],
    ['a broken alias of the challenge', seen([bad('acme.txt.cname_broken', '_acme-challenge.example.org')]), 'BLOCKED'],
    ['a broken alias of another challenge', seen([bad('acme.txt.cname_broken', '_acme-challenge.x.example.org')]), 'READY'],
    [
      'a challenge that one of two servers lacks',
      seen([bad('acme.txt.partial', '_acme-challenge.example.org', 'warning', { chancePercent: 16 })]),
      'RISKY 16',
    ],
    [
      'a challenge that no server can tell',
      seen([bad('acme.txt.partial', '_acme-challenge.example.org', 'warning', { chancePercent: 0 })]),
      'BLOCKED 0',
    ],
    ['an expected challenge that no server has', seen([bad('acme.txt.missing', '_acme-challenge.example.org')]), 'BLOCKED'],
    ['an expected challenge of another name', seen([bad('acme.txt.missing', '_acme-challenge.x.example.org')]), 'READY'],
    ['leftovers', seen([bad('acme.txt.stale', '_acme-challenge.example.org', 'notice')]), 'READY'],
    ['a bogus zone', seen([bad('dnssec.bogus', 'example.org', 'critical')]), 'BLOCKED'],
    ['a stray DS record', seen([bad('dnssec.ds_mismatch', 'example.org', 'warning')]), 'RISKY'],
    ['no token left of this set', seen([setOf(['*.example.org', 'example.org'], 0)]), 'BLOCKED'],
    ['one token left', seen([setOf(['*.example.org', 'example.org'], 1)]), 'READY'],
    ['no token left of another set', seen([setOf(['example.org'], 0)]), 'READY'],
    ['no token left of the domain', seen([bad('ct.domain_limit', 'example.org', 'warning', { tokens: 0 })]), 'RISKY'],
    ['a search that was in vain', seen([bad('sys.ct_unavailable', 'example.org', 'unknown')]), 'READY'],
    ['CAA that could not be asked', seen([bad('caa.unknown', 'example.org', 'unknown')]), 'UNKNOWN'],
    ['CAA of its name that could not be asked', seen([unasked('caa.unknown', ['example.org'])]), 'UNKNOWN'],
    ['CAA of another name that could not be asked', seen([unasked('caa.unknown', ['x.example.org'])]), 'READY'],
    ['a challenge that could not be asked', seen([bad('acme.unknown', '_acme-challenge.example.org', 'unknown')]), 'UNKNOWN'],
    [
      'another challenge that could not be asked',
      seen([bad('acme.unknown', '_acme-challenge.x.example.org', 'unknown')]),
      'READY',
    ],
    [
      'CAA that could not be asked, of a bogus zone',
      seen([bad('caa.unknown', 'example.org', 'unknown'), bad('dnssec.bogus', 'example.org', 'critical')]),
      'BLOCKED',
    ],
    ['no report', [], 'UNKNOWN'],
    ['no look at CAA', seen([]).filter(({ check }) => check !== 'caa'), 'UNKNOWN'],
    ['a check of Picket that broke', seen([bad('check.broken', 'example.org', 'unknown', { check: 'caa' })]), 'UNKNOWN'],
    ['a check that broke, and is not needed', seen([bad('check.broken', 'example.org', 'unknown', { check: 'mail' })]), 'READY'],
  ])('of %s', (_, reports, expected) => {
    const { outcome, chance } = forecastOf(PAIR, reports, NOW);
    expect([outcome, ...(chance === undefined ? [] : [Math.round(chance * 100)])].join(' ')).toBe(expected);
  });

  it('by HTTP-01 does not mind a stale copy or a broken challenge name', () => {
    const byHttp: DeclaredCertificate = { ...PAIR, method: 'http-01' };
    const reports = seen([bad('dns.serial.behind', NS3), bad('acme.txt.cname_broken', '_acme-challenge.example.org')]);
    expect(forecastOf(byHttp, reports, NOW).outcome).toBe('READY');
    const unknown = seen([bad('acme.unknown', '_acme-challenge.example.org', 'unknown')]);
    expect(forecastOf(byHttp, unknown, NOW).outcome).toBe('READY');
  });

  it("at another CA does not mind what Let's Encrypt has counted", () => {
    const spent = [setOf(PAIR.names, 0), bad('ct.domain_limit', 'example.org', 'warning', { tokens: 0 })];
    expect(forecastOf({ ...PAIR, ca: 'pki.goog' }, seen(spent), NOW).outcome).toBe('READY');
  });

  const caa = caaOf('caa.timeout', ['example.org']);
  const AROUND = ['us-east-1', 'eu-central-1', 'ap-southeast-2', 'sa-east-1', 'af-south-1'];
  const from = (blocked: readonly string[], vantages = AROUND) =>
    vantages.flatMap((vantage) => seen(blocked.includes(vantage) ? [caa] : [], [], vantage));
  const silent = (...vantages: readonly string[]) => vantages.map((vantage) => ({ vantage, why: 'it did not answer' }));
  const EIGHT = [...AROUND, 'ca-central-1', 'eu-west-1', 'me-south-1'];

  it.each<[string, readonly Report[], string]>([
    ['all agree', from([]), 'READY'],
    ['one dissents, which the rule allows', from(['sa-east-1']), 'RISKY'],
    ['two dissent', from(['sa-east-1', 'af-south-1']), 'BLOCKED'],
    ['only one registry is left that agrees', from(['eu-central-1'], ['us-east-1', 'us-west-2', 'eu-central-1']), 'BLOCKED'],
    ['two of eight dissent: of seven remote places so many may', from(['sa-east-1', 'af-south-1'], EIGHT), 'RISKY'],
    ['three of eight dissent', from(['sa-east-1', 'af-south-1', 'eu-west-1'], EIGHT), 'BLOCKED'],
    ['all lie in one registry anyway', from(['us-west-2'], ['us-east-1', 'us-west-2', 'us-east-2']), 'RISKY'],
  ])('from several vantages, where %s', (_, reports, expected) => {
    expect(forecastOf(PAIR, reports, NOW).outcome).toBe(expected);
  });

  it.each<[string, readonly Report[], readonly string[], string]>([
    ['one is silent, as the rule allows', from([], AROUND.slice(1)), ['us-east-1'], 'READY'],
    ['two are silent', from([], AROUND.slice(2)), AROUND.slice(0, 2), 'UNKNOWN'],
    ['two are silent and one dissents', from(['sa-east-1'], AROUND.slice(2)), AROUND.slice(0, 2), 'RISKY'],
    ['one is silent and two dissent', from(['sa-east-1', 'af-south-1'], AROUND.slice(1)), ['us-east-1'], 'BLOCKED'],
    ['all that answer see it blocked', from(['sa-east-1'], ['sa-east-1']), AROUND.slice(0, 3), 'BLOCKED'],
    ['all are silent', [], AROUND, 'UNKNOWN'],
  ])('never counts as agreeing who does not answer: %s', (_, reports, absent, expected) => {
    const forecast = forecastOf(PAIR, reports, NOW, silent(...absent));
    expect(forecast.outcome).toBe(expected);
    expect(forecast.views.filter(({ why }) => why !== undefined)).toHaveLength(absent.length);
  });

  it('lets other places stop no order before they could', () => {
    const outcome = (at: string) => forecastOf(PAIR, from(AROUND.slice(1)), new Date(at)).outcome;
    expect(['2025-09-14', '2025-09-15'].map(outcome)).toEqual(['RISKY', 'BLOCKED']);
  });

  it('counts what the CA has counted for every vantage, though one alone searched', () => {
    const spent = setOf(['*.example.org', 'example.org'], 0);
    const forecast = forecastOf(PAIR, [...from([]), reportOf('us-east-1', 'issuance', [spent])], NOW);
    expect([forecast.outcome, forecast.views.map(({ outcome }) => outcome)]).toEqual(['BLOCKED', AROUND.map(() => 'BLOCKED')]);
  });

  it('tells the deciding evidence once, and from how many it was seen', () => {
    const forecast = forecastOf(PAIR, from(['sa-east-1', 'af-south-1']), NOW);
    expect(forecast.reasons.map(({ code }) => code)).toEqual(['caa.timeout']);
    const order = 'an order for example.org, *.example.org at letsencrypt.org by dns-01';
    expect(forecastSays(forecast)).toBe(`A${order.slice(1)} would likely fail, as seen from 2 of 5 vantages.`);
    expect(forecastSays(forecastOf(PAIR, from(['sa-east-1'], AROUND.slice(1)), NOW, silent('us-east-1')))).toBe(
      `Whether ${order} would pass depends on where the CA asks from: as seen from 1 of the 4 vantages that could tell it would fail.`,
    );
    expect(forecastSays(forecastOf(PAIR, seen([bad('dns.ns.timeout', NS1)], [NS1]), NOW))).toBe(
      `Something speaks against ${order}: it may pass, and it may fail.`,
    );
  });

  it.each<[string, string[], string[], string[]]>([
    ['five, well spread', AROUND, [], []],
    [
      'four of five',
      AROUND.slice(1),
      ['us-east-1'],
      ['4 of 5 vantages could tell. That is fewer than the 5 places that a CA asks from.'],
    ],
    ['six of seven', [...AROUND, 'eu-west-1'], ['eu-west-2'], ['6 of 7 vantages could tell.']],
    [
      'three of one area',
      ['us-east-1', 'us-west-2', 'ca-central-1'],
      [],
      [
        '3 of 3 vantages could tell. That is fewer than the 5 places that a CA asks from.',
        'They lie in the area of one address registry; a CA needs agreement from 2.',
      ],
    ],
    ['none', [], ['us-east-1'], ['None of 1 vantages could tell. That is fewer than the 5 places that a CA asks from.']],
  ])('says what vantages lack to look as a CA does: %s', (_, answered, absent, says) => {
    expect(shortfallsOf(forecastOf(PAIR, from([], answered), NOW, silent(...absent)))).toEqual(says);
  });
});

describe('the rule of perspectives', () => {
  it.each([
    ['2024-12-01', 'On this day a CA need not ask from any place but its own.'],
    ['2025-05-01', 'On this day a CA asks from its own place and 2 others at least; what those see cannot stop an order yet.'],
    ['2025-10-01', 'On this day a CA asks from its own place and 2 others at least; 1 of them may disagree.'],
    [
      '2026-12-15',
      'On this day a CA asks from its own place and 5 others at least, in the areas of 2 address registries; 1 of them may disagree.',
    ],
  ])('is said in words for %s', (date, says) => {
    expect(ruleSays(perspectiveRule(new Date(date)))).toBe(says);
  });

  it('knows whose area a region lies in', () => {
    expect(['us-gov-west-1', 'ca-central-1', 'mx-central-1', 'me-south-1', 'here', 'eu-lab'].map(registryOf)).toEqual([
      'ARIN',
      'ARIN',
      'LACNIC',
      'RIPE NCC',
      undefined,
      undefined,
    ]);
  });
});
