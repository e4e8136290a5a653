import { describe, expect, it } from 'vitest';
import { issuance } from '../../../functions/checks/issuance.ts';
import { WORDS } from '../../../functions/checks/words.ts';
import { inWords } from '../../../functions/core/in-words.ts';
import type { Told } from '../../../functions/core/report.ts';
import type { ZoneTarget } from '../../../functions/core/target.ts';
import type { CtSearch } from '../../../functions/core/transparency.ts';
import { openNet } from '../../../functions/net/net.ts';
import { run } from '../../../functions/run.ts';
import { type CtOptions, type CtServer, type LabIssuance, openCt } from '../../../lab/ct.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const HOUR = 3_600_000;
const before = (hours: number) => new Date(NOW.getTime() - hours * HOUR);
const ACME: ZoneTarget = { kind: 'zone', zone: 'acme.test' };
const PAIR = ['acme.test', '*.acme.test'];
const issued = (hours: readonly number[], names: readonly string[] = PAIR): LabIssuance[] =>
  hours.map((ago) => ({ names, issuedAt: before(ago) })).toReversed();
const many = (count: number, hours: number): LabIssuance[] =>
  Array.from({ length: count }, (_, index) => ({ names: [`n${index}.acme.test`], issuedAt: before((index * hours) / count) }));

async function look(
  options: CtOptions,
  target: ZoneTarget = ACME,
): Promise<{ findings: readonly Told[]; asked: readonly string[] }> {
  await using ct = await openCt(options);
  const net = openNet({ roots: [], allowPrivate: true });
  const reports = inWords(
    await run({ vantage: 'lab', targets: [{ ...target, transparency: both(ct) }], only: ['issuance'] }, [issuance], net, NOW),
    WORDS,
  );
  return { findings: reports.flatMap(({ findings }) => findings), asked: ct.asked() };
}

function both(ct: CtServer): readonly CtSearch[] {
  return [
    { api: 'Cert Spotter', url: ct.certSpotter },
    { api: 'crt.sh', url: ct.crtSh },
  ];
}

const lines = (findings: readonly Told[]) =>
  findings.map(({ code, severity, evidence: { tokens } }) =>
    [code, severity, ...(tokens === undefined ? [] : [tokens])].join(' '),
  );

describe('issuance', () => {
  it.each<[string, CtOptions, string[]]>([
    ['four of one set in 10 hours', { issuances: issued([0, 3, 6, 10]) }, ['ct.duplicate_limit warning 1']],
    ['a fifth', { issuances: issued([0, 1, 3, 6, 10]) }, ['ct.duplicate_limit warning 0']],
    ['five of one set spaced by 34 hours', { issuances: issued([0, 34, 68, 102, 136]) }, []],
    ['one', { issuances: issued([3]) }, []],
    ['two serial numbers of one set', { issuances: issued([3, 3]) }, []],
    [
      'the third within two days, each soon after the one before',
      { issuances: issued([1, 24, 47]) },
      ['ct.duplicate_limit warning 3'],
    ],
    ['the same three, a week ago', { issuances: issued([169, 192, 215]) }, []],
    ['one early renewal, as a CA that revokes asks for', { issuances: issued([2, 480]) }, []],
    [
      'names in another order and case',
      { issuances: [...issued([0, 5]), ...issued([7, 9], ['*.ACME.test', 'acme.test'])] },
      ['ct.duplicate_limit warning 1'],
    ],
    ['different sets', { issuances: [...issued([0, 5]), ...issued([1, 6], ['acme.test'])] }, []],
    [
      'another CA',
      { issuances: issued([0, 1, 2, 3]).map((one) => ({ ...one, issuer: 'C=US, O=Google Trust Services, CN=WR1' })) },
      [],
    ],
    [
      'a CA that has the name in its own',
      { issuances: issued([0, 1, 2, 3]).map((one) => ({ ...one, issuer: "C=US, O=Not Let's Encrypt, CN=O=Let's Encrypt" })) },
      [],
    ],
    ['other domains', { issuances: issued([0, 1, 2, 3], ['other.test', 'notacme.test']) }, []],
    ['45 new sets in two days', { issuances: many(45, 48) }, ['ct.domain_limit notice 18']],
    ['45 new sets in half a day', { issuances: many(45, 12) }, ['ct.domain_limit warning 8']],
    [
      '45 renewals of sets',
      {
        issuances: [
          ...many(45, 48),
          ...many(45, 48).map((one) => ({ ...one, issuedAt: new Date(one.issuedAt.getTime() - 60 * 24 * HOUR) })),
        ],
      },
      [],
    ],
    ['nothing at all, of a new domain', {}, []],
  ])('judges %s', async (_, options, expected) => {
    expect(lines((await look(options)).findings)).toEqual(expected);
  });

  it('says the next free time, and that the storage is not persistent', async () => {
    const { findings } = await look({ issuances: issued([0, 6, 12, 18]) });
    expect(findings[0]?.says).toBe(
      'At least 4 certificates for the same names (*.acme.test, acme.test) were issued in 7 days: 1 of 5 more may be had now, and one more from 21 November 01:36 UTC on; each came while most of the life of the one before was left: its storage is not persistent, or several order it.',
    );
  });

  it('asks page by page for the registered domain, and judges of a zone below it what concerns it', async () => {
    const sub: ZoneTarget = { kind: 'zone', zone: 'dev.acme.test', registered: 'acme.test' };
    const issuances = [...issued([0, 3, 6, 10]), ...issued([0, 3, 6, 10], ['dev.acme.test'])];
    const { findings, asked } = await look({ issuances, pageSize: 3 }, sub);
    expect(findings.map(({ subject }) => subject)).toEqual(['dev.acme.test']);
    const query = 'domain=acme.test&include_subdomains=true&expand=dns_names&expand=issuer';
    expect(asked).toEqual(['', '&after=3', '&after=6', '&after=8'].map((after) => `/v1/issuances?${query}${after}`));
  });

  it('asks for the zone itself where its target names no registered domain', async () => {
    const { findings, asked } = await look(
      { issuances: issued([0, 3, 6, 10], ['dev.acme.test']) },
      { kind: 'zone', zone: 'dev.acme.test' },
    );
    expect(lines(findings)).toEqual(['ct.duplicate_limit warning 1']);
    expect(asked.every((query) => query.startsWith('/v1/issuances?domain=dev.acme.test&'))).toBe(true);
  });

  it.each<[string, CtOptions]>([
    ['asks to be left alone', { certSpotter: 'too many' }],
    ['is down', { certSpotter: 'bad gateway' }],
    ['breaks off', { certSpotter: 'cut off' }],
    ['pours 50 MB', { certSpotter: 'endless' }],
    ['answers with a page for people', { certSpotter: 'no json' }],
    ['tires on the second page', { certSpotter: 'second page too many' }],
  ])('turns to crt.sh where Cert Spotter %s, and counts precertificate and certificate once', async (_, options) => {
    const { findings } = await look({ ...options, issuances: issued([0, 3, 6]) });
    expect(lines(findings)).toEqual(['sys.ct_unavailable notice', 'ct.duplicate_limit warning 2']);
    expect(findings[0]?.says).toMatch(
      /^Issuances under acme\.test were searched for in vain \(Cert Spotter: .+\): crt\.sh answered in its place\.$/,
    );
  });

  it('knows nothing where nobody answers, and casts no vote', async () => {
    const { findings } = await look({ certSpotter: 'too many', crtSh: 'bad gateway', issuances: issued([0, 1, 2, 3, 4]) });
    expect(lines(findings)).toEqual(['sys.ct_unavailable unknown']);
    expect(findings[0]?.says).toContain('Cert Spotter: HTTP status 429, to be asked again in 10 min; crt.sh: HTTP status 502');
  });

  it('ends where a search gives the same page for ever', async () => {
    const { asked } = await look({ certSpotter: 'same page for ever', issuances: issued([5]) });
    expect(asked.length).toBe(2);
  });

  it('does not ask again before Retry-After has passed, nor twice at once', async () => {
    await using ct = await openCt({ certSpotter: 'too many' });
    const targets = ['one.test', 'two.test', 'three.test'].map(
      (zone): ZoneTarget => ({ kind: 'zone', zone, transparency: both(ct).slice(0, 1) }),
    );
    for (const target of [targets, targets.slice(0, 1)]) {
      const net = openNet({ roots: [], allowPrivate: true });
      inWords(await run({ vantage: 'lab', targets: target, only: ['issuance'] }, [issuance], net, NOW), WORDS);
    }
    expect(ct.asked().length).toBe(1);
  });

  it('is left out of a round in which nobody names it', async () => {
    expect(inWords(await run({ vantage: 'lab', targets: [ACME] }, [issuance], openNet({ roots: [] }), NOW), WORDS)).toEqual([]);
  });
});
