import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letterOf } from '../../../functions/core/letter.ts';
import { wrap } from '../../../functions/core/lines.ts';
import type { Matter, Ring } from '../../../functions/core/matter.ts';
import { NOW, reportOf, toldOf, ZONE } from '../sightings.ts';

const RING: Ring = {
  alarm: 'picket-test critical secondary example.org',
  check: 'secondary',
  severity: 'critical',
  state: 'ALARM',
  says: 'The check secondary finds example.org critical.',
  since: '2026-11-14T07:00:00Z',
  until: '2026-11-20T10:00:00Z',
  atLeast: false,
};
const SEEN_BY = ['us-east-1', 'eu-central-1', 'sa-east-1'];
const matterOf = (change: Partial<Matter> = {}): Matter => ({
  target: ZONE,
  rings: [RING],
  reports: [...SEEN_BY.map((vantage) => reportOf(vantage, 'secondary', [toldOf()])), reportOf('ap-southeast-2', 'secondary')],
  absent: [{ vantage: 'af-south-1', why: 'no answer' }],
  single: [],
  ...change,
});
const bodyOf = (change?: Partial<Matter>) => letterOf(matterOf(change), NOW).body;
const flat = (text: string) => text.replace(/\s+/g, ' ');

describe('a letter about a fault', () => {
  it.each([
    ['the cause, first', /^ns2\.example\.net\/192\.0\.2\.53 has not reached its primary/],
    ['since when and how long', /Since +14 November 07:00 UTC \(6 d 3 h\)/],
    ['from where it is seen', /3 of 5 vantages: eu-central-1, sa-east-1, us-east-1/],
    ['from where it is not', /not seen from: ap-southeast-2/],
    ['who could not tell, and why', /could not tell: af-south-1 \(no answer\)/],
    ['what happens next', /Next +21 November 05:04 UTC \(in 19 h\): ns2\.example\.net answers SERVFAIL/],
    ['who must act by when', /Who +whoever runs the secondary\nAct by +20 November 11:04 UTC/],
    ['a command to type', /^1\. dig \+norec \+expire SOA example\.org @192\.0\.2\.53$/m],
    ['the evidence that it has not told yet', /Evidence\n {2}serial +2026111401\n\n/],
    ['the source', /RFC 7314 section 4/],
    ['how to learn more', /picket explain dns\.secondary\.expiring/],
  ])('tells %s', (_, text) => {
    expect(bodyOf()).toMatch(text);
  });

  it('says what becomes of the orders that the zone declares', () => {
    const certificate = { names: ['example.org', '*.example.org'], ca: 'letsencrypt.org', method: 'dns-01' } as const;
    const target = { ...ZONE, certificates: [certificate, { ...certificate, names: ['www.example.org'] }] };
    const told = toldOf({ code: 'dns.delegation.gone', subject: 'example.org', evidence: {} });
    const reports = SEEN_BY.map((vantage) => reportOf(vantage, 'caa', [told]));
    const rings = [{ ...RING, check: 'caa' }];
    expect(flat(bodyOf({ target, rings, reports, absent: [] }))).toContain(
      'Issuance An order for example.org, *.example.org at letsencrypt.org by dns-01 would likely fail, as seen from all 3 vantages. ' +
        'An order for www.example.org at letsencrypt.org by dns-01 would likely fail, as seen from all 3 vantages. Next',
    );
    const more = { ...target, certificates: Array.from({ length: 9 }, () => certificate) };
    expect(flat(bodyOf({ target: more, rings, reports }))).toContain('So it is with 6 more: picket forecast example.org');
    const mild = SEEN_BY.flatMap((vantage) => [
      reportOf(vantage, 'caa', [toldOf({ code: 'dns.ns.timeout', subject: 'ns1.example.net/192.0.2.1' })]),
      ...['delegation', 'nameservers', 'dns-01'].map((check) => reportOf(vantage, check)),
    ]);
    expect(bodyOf({ target, rings, reports: mild })).not.toContain('Issuance');
    for (const change of [{ target: ZONE }, { alike: [ZONE] }, { reports: [] }, { rings: [{ ...RING, state: 'OK' as const }] }])
      expect(bodyOf({ target, rings, reports, ...change })).not.toContain('Issuance');
  });

  it('tells as evidence nothing that is a part of a command or of a sentence, and no time as left that is over', () => {
    const evidence = { flaw: ', and it is not well formed', opensslFlags: '-servername x', leftSeconds: -122_400 };
    const reports = SEEN_BY.map((vantage) => reportOf(vantage, 'secondary', [toldOf({ evidence })]));
    expect(bodyOf({ reports })).toMatch(/Evidence\n {2}left {17}-1 d 10 h\n\n/);
  });

  it('draws arrows in its subject that every receiver can show', () => {
    const reports = SEEN_BY.map((vantage) => reportOf(vantage, 'secondary', [toldOf({ says: 'a → b …' })]));
    expect(letterOf(matterOf({ reports }), NOW).subject).toBe('CRITICAL example.org: a -> b ...');
  });

  it('has a subject that names as much as there is room for of a long name', () => {
    const target = { kind: 'zone', zone: `${'a'.repeat(60)}.${'b'.repeat(60)}.example` } as const;
    const { subject } = letterOf(matterOf({ target, reports: [], absent: [] }), NOW);
    expect([subject.slice(0, 70), subject.length]).toEqual([`CRITICAL ${'a'.repeat(60)}.`, 99]);
  });

  it('takes no more room for names than SNS gives, however many bytes they are written in', () => {
    const alike = Array.from({ length: 1000 }, (_, index) => {
      return { kind: 'zone', zone: `xn--${index}.example`, typed: `${'ü'.repeat(120)}${index}.example` } as const;
    });
    expect(Buffer.byteLength(bodyOf({ alike, kinship: 'cause' }))).toBeLessThan(230_000);
  });

  it('has attributes to filter by', () => {
    const { attributes } = letterOf(matterOf(), NOW);
    expect(attributes).toEqual({ severity: 'critical', zone: ['example.org'], check: 'secondary', state: 'ALARM' });
  });

  it('says that the fault may be older than the history', () => {
    expect(bodyOf({ rings: [{ ...RING, atLeast: true }] })).toMatch(/Since +at least 14 November/);
  });

  it('says so where since when is not known', () => {
    const { since, until, ...bare } = RING;
    expect(bodyOf({ rings: [bare] })).toMatch(/Since +not known/);
  });

  it('gives no more time than the fault does', () => {
    const told = toldOf({ actWithin: '1 week', outlook: { at: '2026-11-20T12:00:00Z', what: 'it ends' } });
    expect(bodyOf({ reports: SEEN_BY.map((vantage) => reportOf(vantage, 'secondary', [told])) })).toMatch(
      /Act by +20 November 12:00 UTC/,
    );
  });

  it('is headed by the cause, with its echoes beneath', () => {
    const echo = toldOf({
      code: 'dns.serial.behind',
      severity: 'warning',
      says: 'It serves an old serial.',
      echoes: 'dns.secondary.expiring',
    });
    const reports = SEEN_BY.flatMap((vantage) => [
      reportOf(vantage, 'serial', [echo]),
      reportOf(vantage, 'secondary', [toldOf()]),
    ]);
    const body = bodyOf({ rings: [{ ...RING, check: 'serial', severity: 'warning' }], reports });
    expect(body).toMatch(/^ns2\.example\.net/);
    expect(flat(body)).toContain('- as a consequence, warning, 3 vantages: It serves an old serial.');
  });

  it('says nothing of what could not be looked at because of the cause', () => {
    const echo = toldOf({ code: 'dns.serial.unknown', severity: 'unknown', echoes: 'dns.secondary.expiring' });
    const reports = SEEN_BY.map((vantage) => reportOf(vantage, 'secondary', [toldOf(), echo]));
    expect(bodyOf({ reports })).not.toMatch(/Also found/);
  });

  it('names the server in the subject before the subject is cut', () => {
    const says = `Something long is the matter, and it takes many words until it is said that it is at ns2.example.net/192.0.2.53.`;
    const reports = SEEN_BY.map((vantage) => reportOf(vantage, 'secondary', [toldOf({ says })]));
    expect(letterOf(matterOf({ reports }), NOW).subject).toBe(
      'CRITICAL example.org: ns2.example.net/192.0.2.53: Something long is the matter, and it takes...',
    );
  });

  it('is not headed by an older fault of a check that does not ring', () => {
    const old = toldOf({ code: 'dns.delegation.gone', says: 'Something else is wrong.' });
    const reports = SEEN_BY.flatMap((vantage) => [
      reportOf(vantage, 'delegation', [old]),
      reportOf(vantage, 'secondary', [toldOf({ severity: 'warning' })]),
    ]);
    expect(bodyOf({ reports })).toMatch(/^ns2\.example\.net/);
    expect(flat(bodyOf({ reports }))).toContain('- critical, 3 vantages: Something else is wrong.');
  });

  it('is not headed by what one vantage of five sees, unless one is enough', () => {
    const lonely = toldOf({ code: 'dns.secondary.expired', subject: 'ns9/192.0.2.9', says: 'One vantage alone sees this.' });
    const reports = [
      reportOf('us-east-1', 'secondary', [lonely, toldOf({ severity: 'warning' })]),
      ...['eu-central-1', 'sa-east-1'].map((vantage) => reportOf(vantage, 'secondary', [toldOf({ severity: 'warning' })])),
    ];
    expect(bodyOf({ reports, absent: [] })).toMatch(/^ns2/);
    expect(bodyOf({ reports, absent: [], single: ['secondary'] })).toMatch(/^One vantage alone/);
  });

  it('counts a vantage that could not measure the server neither for nor against', () => {
    const unmeasured = toldOf({ code: 'dns.secondary.unknown', severity: 'unknown', says: 'No IPv6 here.' });
    const reports = [reportOf('us-east-1', 'secondary', [toldOf()]), reportOf('sa-east-1', 'secondary', [unmeasured])];
    expect(bodyOf({ reports, absent: [] })).toMatch(/could not tell: sa-east-1/);
  });

  it('names the other targets of the same cause', () => {
    expect(bodyOf({ alike: [{ kind: 'zone', zone: 'example.net' }] })).toMatch(
      /Targets +example\.org, example\.net\n +2 zones in all/,
    );
  });
});

describe('a letter about many', () => {
  const alike = Array.from({ length: 999 }, (_, index) => ({ kind: 'zone' as const, zone: `zone${index}.example` }));

  it('lists them all, and counts them in its subject', () => {
    const letter = letterOf(matterOf({ alike, kinship: 'cause' }), NOW);
    expect(letter.subject).toMatch(/^CRITICAL 1000 zones: ns2\.example\.net\/192\.0\.2\.53 has not/);
    expect(flat(letter.body)).toMatch(/zone6\.example and 992 more, listed below/);
    expect(letter.body).toMatch(/\nAll 1000 zones\nexample\.org\nzone0\.example\n/);
    expect(letter.body).toMatch(/\nzone998\.example\n\n-----/);
    expect(letter.attributes.zone).toHaveLength(100);
  });

  it('stays below what SNS takes, and says how many it has left out', () => {
    const long = Array.from({ length: 2000 }, (_, index) => ({
      kind: 'zone' as const,
      zone: `${'x'.repeat(60)}.`.repeat(3) + index,
    }));
    const { body } = letterOf(matterOf({ alike: long }), NOW);
    expect(body.length).toBeLessThan(256 * 1024);
    expect(body).toMatch(/\nand \d+ more: picket status\n/);
  });

  it('says so where they have nothing in common but the kind of fault', () => {
    expect(flat(bodyOf({ alike, kinship: 'kind' }))).toMatch(
      /^1000 zones ring alike \(dns\.secondary\.expiring\)\. The first: ns2\.example\.net/,
    );
  });
});

describe('a letter on another occasion', () => {
  it('is marked as a drill in subject and first line, and says that nothing is wrong', () => {
    const letter = letterOf(matterOf({ occasion: 'drill' }), NOW);
    expect(letter.subject).toBe('DRILL CRITICAL example.org: This is a drill: somebody set the alarms of example.org by hand.');
    expect(flat(letter.body)).toMatch(/^This is a drill: .* Nothing is known to be wrong\./);
    expect(letter.body).not.toMatch(/^Since/m);
  });

  it('says that a drill is over', () => {
    const letter = letterOf(matterOf({ occasion: 'drill', rings: [{ ...RING, state: 'OK' }], reports: [] }), NOW);
    expect(letter.subject).toBe('DRILL OVER example.org: The drill is over: the alarms of example.org are quiet again.');
  });

  it('reminds, and says how long it has been so', () => {
    const letter = letterOf(matterOf({ occasion: 'reminder' }), NOW);
    expect(letter.subject).toMatch(/^STILL CRITICAL example\.org: Not mended for 6 d 3 h\. ns2\./);
    expect(letter.body).toMatch(/Act by +now; it was due 14 November 08:00 UTC/);
    expect(letter.wakes).toBe(false);
  });

  it('says what stayed wrong after a maintenance', () => {
    const letter = letterOf(matterOf({ occasion: 'after maintenance' }), NOW);
    expect(flat(letter.body)).toMatch(/^The maintenance is over, and this stayed wrong\. ns2\./);
    expect(letter.subject).toMatch(/^STILL CRITICAL example\.org: after maintenance: ns2\.example\.net\/192\.0\.2\.53 has not/);
    expect(letter.wakes).toBe(true);
  });

  it('is short of waking anybody where the cause was told already', () => {
    const letter = letterOf(matterOf({ occasion: 'more' }), NOW);
    expect(letter.subject).toMatch(/^CRITICAL example\.org: more of it: ns2\.example\.net\/192\.0\.2\.53 has not reached/);
    expect(flat(letter.body)).toMatch(/^1 zone more, by a cause that was told a few minutes ago\. ns2\./);
    expect(letter.wakes).toBe(false);
  });
});

describe('a letter to somebody far from the console', () => {
  it('ends with the way to the dashboard', () => {
    const url = 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/picket-test';
    expect(letterOf(matterOf(), NOW, url).body).toContain(`\nDashboard  ${url}\n`);
  });

  it('shows a name as it was typed, and what it is to DNS', () => {
    const target = { kind: 'zone' as const, zone: 'xn--mnchen-3ya.example', typed: 'm\u00fcnchen.example' };
    expect(bodyOf({ target, reports: [] })).toMatch(/Target +m\u00fcnchen\.example \(xn--mnchen-3ya\.example\)/);
  });

  it('says the year where it is another one', () => {
    const told = toldOf({ outlook: { at: '2027-01-03T00:00:00Z', what: 'it ends' } });
    const reports = SEEN_BY.map((vantage) => reportOf(vantage, 'secondary', [told]));
    expect(bodyOf({ reports })).toMatch(/Next +3 January 2027/);
  });
});

describe('a letter without evidence', () => {
  it('tells the plain state, and why there is no more', () => {
    const body = bodyOf({ reports: [], absent: [{ vantage: 'us-east-1', why: 'connection refused' }] });
    expect(body).toMatch(/^The check secondary finds example\.org critical\./);
    expect(body).toMatch(/could not be had from us-east-1 \(connection refused\)/);
    expect(body).toMatch(/picket check example\.org/);
  });

  it('says where the vantages now see nothing wrong', () => {
    const body = bodyOf({ reports: SEEN_BY.map((vantage) => reportOf(vantage, 'secondary')), absent: [] });
    expect(flat(body)).toContain('nothing is wrong from us-east-1, eu-central-1, sa-east-1; it may have just ended');
  });

  it('does not call a vantage calm that could not tell', () => {
    const body = bodyOf({ reports: [reportOf('us-east-1', 'secondary', [], { state: 'unknown' })], absent: [] });
    expect(body).toMatch(/us-east-1 could not tell/);
    expect(body).not.toMatch(/nothing is wrong/);
  });
});

describe('a letter about a recovery', () => {
  const rings = [{ ...RING, state: 'OK' as const }];

  it('tells the duration', () => {
    const letter = letterOf(matterOf({ rings, reports: SEEN_BY.map((vantage) => reportOf(vantage, 'secondary')) }), NOW);
    expect(letter.subject).toBe('RECOVERED example.org: is well again after 6 d 3 h (secondary).');
    expect(letter.attributes).toMatchObject({ state: 'OK', severity: 'critical' });
  });

  it('tells which fault of which server is over', () => {
    const was = { code: 'dns.secondary.frozen', subject: 'ns2.example.net/192.0.2.53', title: 'A secondary is frozen.' };
    const reports = SEEN_BY.map((vantage) => reportOf(vantage, 'secondary'));
    const letter = letterOf(matterOf({ rings, reports, was }), NOW);
    expect(letter.subject).toBe('RECOVERED example.org: ns2.example.net/192.0.2.53 is well again after 6 d 3 h.');
    expect(flat(letter.body)).toMatch(
      /^ns2\.example\.net\/192\.0\.2\.53 is well again after 6 d 3 h\. It was: A secondary is frozen\./,
    );
    expect(letter.body).toMatch(/picket explain dns\.secondary\.frozen/);
  });

  it('counts from where the letter about its beginning did, in all its words', () => {
    const { body, subject, since } = letterOf(matterOf({ rings, reports: [], toldSince: '2026-11-20T09:10:00Z' }), NOW);
    expect(body).toMatch(/Lasted +from 20 November 09:10 UTC to 20 November 10:00 UTC/);
    expect([subject, since]).toEqual([expect.stringContaining('after 50 min'), '2026-11-20T09:10:00Z']);
  });

  it.each([
    ['it would have ended before it began', rings, '2026-11-20T10:00:00Z'],
    ['it is a beginning', [RING], '2026-11-20T09:10:00Z'],
  ])('does not where %s', (_, some, toldSince) => {
    expect(letterOf(matterOf({ rings: some, toldSince }), NOW).since).toBe('2026-11-14T07:00:00Z');
  });

  it('does not say well where nobody could look', () => {
    expect(bodyOf({ rings, reports: [] })).toMatch(/^example\.org no longer rings/);
  });

  it('is no recovery while a lesser fault remains', () => {
    const reports = SEEN_BY.map((vantage) => reportOf(vantage, 'secondary', [toldOf({ severity: 'warning' })]));
    const letter = letterOf(matterOf({ rings, reports }), NOW);
    expect(letter.subject).toMatch(/^BETTER example\.org: still wrong: ns2\.example\.net/);
    expect(flat(letter.body)).toMatch(
      /^example\.org is no longer critical after .*, but: ns2\.example\.net\/192\.0\.2\.53 has not/,
    );
  });

  it('names in its subject as better what is better, not the server that is not', () => {
    const says =
      'Something long is the matter, and it takes many words until it is said that it is at ns2.example.net/192.0.2.53.';
    const reports = SEEN_BY.map((vantage) => reportOf(vantage, 'secondary', [toldOf({ severity: 'warning', says })]));
    expect(letterOf(matterOf({ rings, reports }), NOW).subject).toMatch(
      /^BETTER example\.org: ns2\.example\.net\/192\.0\.2\.53: still wrong: Something/,
    );
  });

  it.each(['critical', 'warning'] as const)('is no betterment where the %s fault is seen again', (severity) => {
    const reports = SEEN_BY.map((vantage) => reportOf(vantage, 'secondary', [toldOf({ severity })]));
    const letter = letterOf(matterOf({ rings: rings.map((ring) => ({ ...ring, severity })), reports }), NOW);
    expect(letter.subject).toMatch(/^QUIET example\.org: seen right now: ns2/);
    expect(flat(letter.body)).toMatch(
      /^example\.org no longer rings after 6 d 3 h, and yet the vantages see this right now: ns2/,
    );
  });

  it.each([
    ['well again', [], 'example.org is well again after 6 d 3 h (secondary).'],
    [
      'well again while another check rings',
      [toldOf({ code: 'mail.mx_broken', subject: 'example.org' })],
      'example.org no longer rings after 6 d 3 h (secondary), but other faults are still there.',
    ],
  ])('calls a target %s only where it is', (_, others, sentence) => {
    const reports = SEEN_BY.flatMap((vantage) => [reportOf(vantage, 'secondary'), reportOf(vantage, 'mail', others)]);
    expect(letterOf(matterOf({ rings, reports, absent: [] }), NOW).sentence).toBe(sentence);
  });

  it('tells an alarm of all checks in words', () => {
    const all = rings.map((ring) => ({ ...ring, check: 'all' }));
    const { sentence, body } = letterOf(matterOf({ rings: all, reports: [] }), NOW);
    expect(sentence).toMatch(/\(all checks\)\.$/);
    expect(body).toMatch(/critical all checks is quiet again/);
  });
});

describe('any letter', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constantFrom('a\nOK: all is well', '\u202egro.elpmaxe', '\u001b[2J'),
  );

  it('keeps what servers say from turning, breaking or outgrowing it', () => {
    fc.assert(
      fc.property(text, text, text, (says, detail, advice) => {
        const told = toldOf({
          says,
          advice: [advice],
          evidence: { detail },
          outlook: { at: '2026-11-21T05:04:00Z', what: detail },
        });
        const reports = [reportOf('us-east-1', 'secondary', [told, toldOf({ code: 'x', says: detail })])];
        const { subject, body } = letterOf(matterOf({ reports, absent: [{ vantage: 'x', why: detail }] }), NOW);
        expect(subject).toMatch(/^[ -~]{1,99}$/);
        expect(body.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(body.split('\n').filter((line) => /^(Act by|Since) /.test(line))).toHaveLength(2);
      }),
    );
  });

  it('has no line over 78 characters but for a word that is longer', () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '`', '@'), minLength: 1, maxLength: 90 }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(words, fc.constantFrom('', '- ', '10. '), (list, first) => {
        const lines = wrap(list.join(' '), first);
        expect(lines.filter((line) => line.length > 78 && line.slice(first.length).trim().includes(' '))).toEqual([]);
        const again = lines.map((line) => line.slice(first.length)).join(' ');
        expect(again).toBe(list.join(' '));
      }),
    );
  });
});
