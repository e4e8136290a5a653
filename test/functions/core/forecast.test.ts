import { describe, expect, it } from 'vitest';
import type { Severity } from '../../../functions/core/finding.ts';
import { forecastOf, forecastSays } from '../../../functions/core/forecast.ts';
import { chanceOf, perspectiveRule } from '../../../functions/core/perspectives.ts';
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

/** What one vantage saw: these findings, and these servers that do not answer. */
function seen(findings: readonly Told[], down: readonly string[] = [], vantage = 'here'): readonly Report[] {
  const facts = SERVERS.map((subject) => ({ subject, values: { answer: down.includes(subject) ? 'timeout' : 'ok' } }));
  return [reportOf(vantage, 'nameservers', [], { facts }), reportOf(vantage, 'dns-01', findings)];
}

describe('a forecast', () => {
  it.each<[string, readonly Report[], string]>([
    ['nothing wrong', seen([]), 'READY'],
    ['one stale copy', seen([bad('dns.serial.behind', NS3)]), 'RISKY 55'],
    ['two stale copies', seen([bad('dns.serial.behind', NS3), bad('dns.secondary.frozen', NS2)]), 'RISKY 16'],
    ['every copy frozen', seen([bad('dns.secondary.frozen')]), 'BLOCKED 0'],
    ['a copy that waits for its poll', seen([bad('dns.serial.behind', NS3, 'notice')]), 'READY'],
    ['a server that is down', seen([bad('dns.ns.timeout', NS1)], [NS1]), 'RISKY'],
    ['a dead and a stale one of four', seen([bad('dns.ns.timeout', NS1), bad('dns.serial.behind', NS2)], [NS1]), 'RISKY 40'],
    ['all servers down', seen([bad('dns.ns.timeout', 'example.org', 'critical')], SERVERS), 'BLOCKED'],
    [
      'CAA that fails at every server',
      seen([bad('caa.lookup_error', 'example.org', 'warning', { levels: 'example.org' })]),
      'BLOCKED',
    ],
    ['CAA that fails at one server', seen([bad('caa.lookup_error', NS1, 'warning', { levels: 'example.org' })]), 'RISKY'],
    ['CAA that fails above a set', seen([bad('caa.lookup_error', 'example.org', 'notice', { levels: 'example.org' })]), 'READY'],
    [
      'CAA that fails at a name beside',
      seen([bad('caa.timeout', 'example.org', 'warning', { levels: 'beta.example.org' })]),
      'READY',
    ],
    [
      'CAA that forbids',
      seen([bad('caa.forbids', 'example.org', 'warning', { ca: 'letsencrypt.org', names: 'example.org' })]),
      'BLOCKED',
    ],
    [
      'CAA that forbids another CA',
      seen([bad('caa.forbids', 'example.org', 'warning', { ca: 'pki.goog', names: 'example.org' })]),
      'READY',
    ],
    [
      'CAA that forbids another name',
      seen([bad('caa.forbids', 'x.example.org', 'warning', { ca: 'letsencrypt.org', names: 'x.example.org' })]),
      'READY',
    ],
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
    ['leftovers', seen([bad('acme.txt.stale', '_acme-challenge.example.org', 'notice')]), 'READY'],
    ['a bogus zone', seen([bad('dnssec.bogus', 'example.org', 'critical')]), 'BLOCKED'],
    ['a stray DS record', seen([bad('dnssec.ds_mismatch', 'example.org', 'warning')]), 'RISKY'],
    [
      'no token left of this set',
      seen([bad('ct.duplicate_limit', '*.example.org', 'warning', { tokens: 0, set: '*.example.org, example.org' })]),
      'BLOCKED',
    ],
    [
      'one token left',
      seen([bad('ct.duplicate_limit', '*.example.org', 'warning', { tokens: 1, set: '*.example.org, example.org' })]),
      'READY',
    ],
    [
      'no token left of another set',
      seen([bad('ct.duplicate_limit', 'example.org', 'warning', { tokens: 0, set: 'example.org' })]),
      'READY',
    ],
    ['no token left of the domain', seen([bad('ct.domain_limit', 'example.org', 'warning', { tokens: 0 })]), 'RISKY'],
    ['a search that was in vain', seen([bad('sys.ct_unavailable', 'example.org', 'unknown')]), 'READY'],
    ['CAA that could not be asked', seen([bad('caa.unknown', 'example.org', 'unknown')]), 'UNKNOWN'],
    [
      'CAA that could not be asked, of a bogus zone',
      seen([bad('caa.unknown', 'example.org', 'unknown'), bad('dnssec.bogus', 'example.org', 'critical')]),
      'BLOCKED',
    ],
    ['no report', [], 'UNKNOWN'],
  ])('of %s', (_, reports, expected) => {
    const { outcome, chance } = forecastOf(PAIR, reports, NOW);
    expect([outcome, ...(chance === undefined ? [] : [Math.round(chance * 100)])].join(' ')).toBe(expected);
  });

  it('by HTTP-01 does not mind a stale copy or a broken challenge name', () => {
    const byHttp: DeclaredCertificate = { ...PAIR, method: 'http-01' };
    const reports = seen([bad('dns.serial.behind', NS3), bad('acme.txt.cname_broken', '_acme-challenge.example.org')]);
    expect(forecastOf(byHttp, reports, NOW).outcome).toBe('READY');
  });

  const caa = bad('caa.timeout', 'example.org', 'warning', { levels: 'example.org' });
  const AROUND = ['us-east-1', 'eu-central-1', 'ap-southeast-2', 'sa-east-1', 'af-south-1'];
  const from = (blocked: readonly string[], vantages = AROUND) =>
    vantages.flatMap((vantage) => seen(blocked.includes(vantage) ? [caa] : [], [], vantage));

  it.each<[string, readonly Report[], string]>([
    ['all agree', from([]), 'READY'],
    ['one dissents, which the rule allows', from(['sa-east-1']), 'RISKY'],
    ['two dissent', from(['sa-east-1', 'af-south-1']), 'BLOCKED'],
    ['only one registry is left that agrees', from(['eu-central-1'], ['us-east-1', 'us-west-2', 'eu-central-1']), 'BLOCKED'],
    ['all lie in one registry anyway', from(['us-west-2'], ['us-east-1', 'us-west-2', 'us-east-2']), 'RISKY'],
  ])('from several vantages, where %s', (_, reports, expected) => {
    expect(forecastOf(PAIR, reports, NOW).outcome).toBe(expected);
  });

  it('tells the deciding evidence once, and from how many it was seen', () => {
    const forecast = forecastOf(PAIR, from(['sa-east-1', 'af-south-1']), NOW);
    expect(forecast.reasons.map(({ code }) => code)).toEqual(['caa.timeout']);
    expect(forecastSays(forecast)).toBe(
      'Likely an order for example.org, *.example.org at letsencrypt.org by dns-01 would fail (as 2 of 5 vantages see it).',
    );
  });
});

describe('the rule of perspectives', () => {
  it.each([
    ['2025-09-14T23:59:59Z', 0, 0, 0],
    ['2025-09-15T00:00:00Z', 2, 1, 1],
    ['2026-03-15T00:00:00Z', 3, 1, 2],
    ['2026-06-15T00:00:00Z', 4, 1, 2],
    ['2026-12-14T23:59:59Z', 4, 1, 2],
    ['2026-12-15T00:00:00Z', 5, 1, 2],
  ])('on %s', (date, remotes, dissenters, registries) => {
    expect(perspectiveRule(new Date(date))).toEqual({ remotes, dissenters, registries });
  });

  it('gives five of six perspectives and one stale server of five the chance that was worked out by hand', () => {
    expect(chanceOf(0.8, { remotes: 5, dissenters: 1 })).toBeCloseTo(0.59, 2);
    expect(chanceOf(1, { remotes: 5, dissenters: 1 })).toBe(1);
    expect(chanceOf(0, { remotes: 5, dissenters: 1 })).toBe(0);
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
