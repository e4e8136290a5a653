import { describe, expect, it } from 'vitest';
import { sheetOf } from '../../cli/sheet.ts';
import type { Fact } from '../../functions/core/check.ts';
import { fact, report, told } from './reports.ts';
import { PAGE, PAINTED } from './world.ts';

const NS1 = 'ns1.example.net/192.0.2.53';
const NS2 = 'ns2.example.net/198.51.100.53';
const expiring = told('dns.secondary.expiring', NS2, {
  severity: 'critical',
  actWithin: '1 hour',
  says: `${NS2} gives up its copy of the zone in 17 h 46 min.`,
  outlook: { at: '2026-12-03T04:10:00Z', what: 'ns2.example.net answers SERVFAIL' },
});
const behind = told('dns.serial.behind', NS2, { echoes: 'dns.secondary.expiring' });

const ILL = [
  report('nameservers', 'example.org', [], [fact(NS1, { answer: 'ok', tookMs: 3.21 }), fact(NS2, { answer: 'ok', tookMs: 20 })]),
  report('serial', 'example.org', [behind], [fact(NS1, { serial: 2026112001 }), fact(NS2, { serial: 2026111401 })]),
  report('secondary', 'example.org', [expiring], [fact(NS2, { refreshAgeSeconds: 529_200 })]),
];

const lineWith = (sheet: string, text: string) => sheet.split('\n').find((line) => line.includes(text)) ?? '';

describe('the sheet of one target', () => {
  it('starts with severity, target and the worst sentence', () => {
    expect(sheetOf(ILL, PAGE)).toMatch(/^CRITICAL {2}example\.org: ns2\.example\.net\/198\.51\.100\.53 gives up its copy/);
  });

  it('says what happens next, who must act by when, what to type, and the source', () => {
    const sheet = sheetOf(ILL, PAGE);
    expect(lineWith(sheet, '  then')).toContain('3 December 04:10 UTC: ns2.example.net answers SERVFAIL');
    expect(lineWith(sheet, '  who')).toContain('whoever runs the secondary, within 1 hour');
    expect(lineWith(sheet, '  do')).toContain('dig +norec SOA example.org @198.51.100.53');
    expect(lineWith(sheet, '  code')).toContain('dns.secondary.expiring (RFC 1034 section 4.3.5)');
  });

  it('folds what is only an echo into one dim line', () => {
    expect(sheetOf(ILL, PAGE)).not.toContain(behind.says);
    expect(lineWith(sheetOf(ILL, PAINTED), 'also, because')).toBe('<dim:  also, because of this: dns.serial.behind>');
  });

  it('names the servers of an echo where they are not those of its cause', () => {
    const gone = told('dns.delegation.gone', 'example.org');
    const echo = (subject: string) => told('dns.ns.timeout', subject, { echoes: gone.code });
    const sheet = (count: number) =>
      sheetOf(
        [report('delegation', 'example.org', [gone, ...Array.from({ length: count }, (_, at) => echo(`ns${at}/192.0.2.${at}`))])],
        PAGE,
      );
    expect(lineWith(sheet(2), 'also')).toContain('dns.ns.timeout (ns0/192.0.2.0, ns1/192.0.2.1)');
    expect(lineWith(sheet(9), 'also')).toContain('dns.ns.timeout (9 times)');
  });

  it('sets the facts of all checks side by side, row by row', () => {
    const sheet = sheetOf(ILL, PAGE).split('\n').slice(7).join('\n');
    expect(lineWith(sheet, NS1)).toMatch(/2026112001 +– +3\.2 ms +ok$/);
    expect(lineWith(sheet, NS2)).toMatch(/2026111401 +6 d 3 h ago +20 ms +critical$/);
  });

  it('shows a server that answers with an error by its error', () => {
    const rows = [fact(NS1, { answer: 'SERVFAIL', tookMs: 4 }), fact(NS2, { answer: 'timeout' })];
    const sheet = sheetOf([report('nameservers', 'example.org', [told('dns.ns.timeout', NS2)], rows)], PAINTED);
    expect(lineWith(sheet, `${NS1} `)).toContain('<strong:SERVFAIL>');
    expect(sheet).toContain('<warning:timeout>');
  });

  it('shows no column for a check that was not run', () => {
    expect(sheetOf([report('serial', 'example.org', [], [fact(NS1, { serial: 7 })])], PAGE)).not.toMatch(/refreshed|answers in/);
  });

  it('tells the same finding of twenty servers in a few lines', () => {
    const names = Array.from({ length: 20 }, (_, at) => `ns${at}.example.net/192.0.2.${at}`);
    const sheet = sheetOf(
      [
        report(
          'nameservers',
          'example.org',
          names.map((name) => told('dns.ns.timeout', name)),
        ),
      ],
      PAGE,
    );
    expect(sheet.match(/WARNING/g)).toHaveLength(1);
    expect(sheet).toContain('ns1.example.net/192.0.2.1,');
    expect(sheet.replace(/\s+/g, ' ')).toContain('and 7 others (--json lists them)');
    expect(sheet.split('\n').length).toBeLessThan(20);
  });

  it('gives the earliest of many outlooks', () => {
    const early = {
      ...expiring,
      subject: NS1,
      outlook: { at: '2026-11-21T01:00:00Z', what: 'ns1.example.net answers SERVFAIL' },
    };
    expect(lineWith(sheetOf([report('secondary', 'example.org', [expiring, early])], PAGE), '  then')).toContain(
      '21 November 01:00',
    );
  });

  it('never breaks a command, however narrow the screen', () => {
    const command = 'openssl s_client -connect 192.0.2.10:443 -servername www.example.org -showcerts';
    const sheet = sheetOf([report('certificate', 'https://www.example.org', [told('tls.expired', 'x', { advice: [command] })])], {
      ...PAGE,
      width: 46,
    });
    expect(sheet).toContain(command);
  });

  it.each([46, 80, 100, 120, 200])('keeps to %i columns', (width) => {
    const sheet = sheetOf(ILL, { ...PAGE, width });
    expect(sheet.split('\n').filter((line) => line.length > width && !line.includes('dig '))).toEqual([]);
  });

  it('shows an IDN as it was typed, with the name that commands need', () => {
    expect(sheetOf([report('serial', 'münchen.example')], PAGE)).toContain('All well: münchen.example (xn--mnchen-3ya.example).');
  });

  it('lets nothing from the network steer the terminal', () => {
    const evil = '\u001b]0;x\u0007\u202e\u2028\u009b2J';
    const finding = told(`code${evil}`, `ns${evil}/192.0.2.1`, {
      says: `says ${evil}`,
      advice: [`dig ${evil} x`, `Say ${evil}.`],
      outlook: { at: evil, what: evil },
      source: evil,
      who: evil,
    });
    const sheet = sheetOf(
      [report('serial', 'example.org', [finding, { ...finding, subject: evil }], [fact(evil, { serial: evil })])],
      PAGE,
    );
    expect(sheet.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
  });
});

describe('the sheet of what is well', () => {
  it('says so first, and counts what it asked', () => {
    const rows = [fact(NS1, { answer: 'ok', tookMs: 3 }), fact(NS2, { answer: 'ok', tookMs: 3 })];
    expect(sheetOf([report('nameservers', 'example.org', [], rows)], PAGE)).toMatch(/^All well: example\.org, 2 addresses\.\n/);
  });

  it('does not call fine what was not measured', () => {
    const rows = [fact(NS1, { answer: 'ok', tookMs: 3 }), fact('ns3.example.net/2001:db8::1', { answer: 'not measured' })];
    const sheet = sheetOf([report('nameservers', 'example.org', [], rows)], PAGE);
    expect(sheet).toMatch(/^All well as far as measured: example\.org, 2 addresses, 1 of them not measured\./);
    expect(lineWith(sheet, '2001:db8::1')).toMatch(/– +not measured$/);
  });

  it('gives what was not measured a colour of its own, whatever was found about it', () => {
    const rows = [fact(NS1, { answer: 'not measured' })];
    const sheet = sheetOf(
      [report('nameservers', 'example.org', [told('sys.probe_limited', NS1, { severity: 'notice' })], rows)],
      PAINTED,
    );
    expect(sheet).toContain('<unknown:not measured>');
  });

  it('says where nothing was checked at all', () => {
    expect(sheetOf([], PAGE)).toContain('UNKNOWN  Nothing was checked.');
  });
});

describe('the sheet of a service', () => {
  it('shows the certificate of each address', () => {
    const values = {
      ...{ state: 'ok', daysLeft: 5.9, notAfter: '2026-11-26T08:00:00.000Z', issuer: "Let's Encrypt R11", keyType: 'EC P-256' },
      ...{ fingerprint: 'ab12'.repeat(16), protocol: 'TLSv1.3', tookMs: 30 },
    };
    const rows = [fact('192.0.2.10:443', values), fact('[2001:db8::1]:443', { state: 'not measured' })];
    const sheet = sheetOf([report('certificate', 'https://www.example.org', [], rows)], { ...PAGE, width: 120 });
    expect(lineWith(sheet, '192.0.2.10')).toMatch(/ 5 +2026-11-26 +Let's Encrypt R11 +EC P-256 +ab12ab12 +TLSv1\.3 +ok$/);
    expect(lineWith(sheet, '2001:db8')).toMatch(/(– +){6}not measured$/);
  });

  it.each([
    ["C=US, O=Let's Encrypt, CN=YE1", "Let's Encrypt YE1"],
    ['C=US, O=DigiCert\\, Inc., CN=DigiCert\\, Inc. G2', 'DigiCert, Inc. G2'],
    ['CN=Traefik', 'Traefik'],
    ['nothing known', 'nothing known'],
  ])('knows the issuer %s by %s', (issuer, shown) => {
    const sheet = sheetOf(
      [report('certificate', 'https://www.example.org', [], [fact('192.0.2.1:443', { state: 'ok', issuer })])],
      PAGE,
    );
    expect(lineWith(sheet, '192.0.2.1')).toContain(`  ${shown}  `);
  });
});

describe('the sheet of a web service', () => {
  const leaf = {
    state: 'ok',
    daysLeft: 60,
    notAfter: '2027-01-19T08:00:00.000Z',
    issuer: 'CN=R11',
    keyType: 'EC P-256',
    fingerprint: 'ab12cd34',
  };
  const web = (...pages: readonly (Fact['values'] | undefined)[]) => {
    const spots = pages.map((_, at) => `192.0.2.${at}:443`);
    const rows = pages.flatMap((page, at) => (page === undefined ? [] : [fact(spots[at] ?? '', page)]));
    const name = 'https://www.example.org';
    return sheetOf(
      [
        report(
          'certificate',
          name,
          [],
          spots.map((spot) => fact(spot, leaf)),
        ),
        report('http', name, [], rows),
      ],
      { ...PAGE, width: 140 },
    );
  };

  it('shows status and first byte beside the certificate', () => {
    expect(lineWith(web({ http: 200, firstByteMs: 41.4 }), '192.0.2.0')).toMatch(/ab12cd34 .* 200 +41 ms +ok$/);
  });

  it('does not call an address ok whose page fails', () => {
    const sheet = web(
      { http: 503, firstByteMs: 3 },
      { http: 'timeout' },
      { http: 'not measured' },
      { http: 404, firstByteMs: 3 },
      undefined,
    );
    expect(sheet.match(/(http 503|http timeout|ok)$/gm)).toEqual(['http 503', 'http timeout', 'ok', 'ok', 'ok']);
  });

  it('has no column for pages where none was asked for', () => {
    expect(web(undefined)).not.toMatch(/http {2}|first byte/);
  });
});

describe('the sheet of a host with several services', () => {
  const leaf = (fingerprint: string, daysLeft: number) => ({
    state: 'ok',
    daysLeft,
    issuer: 'CN=R11',
    keyType: 'RSA 2048',
    fingerprint,
  });
  const service = (name: string, port: number, fingerprint: string, daysLeft: number) =>
    report('certificate', `${name}://mail.example.org`, [], [fact(`192.0.2.7:${port}`, leaf(fingerprint, daysLeft))]);
  const services = [
    service('imaps', 993, 'old00000', 9),
    service('https', 443, 'new00000', 80),
    service('submissions', 465, 'new00000', 80),
  ];

  it('sets every port in one table, in the order of the ports, so that the odd one stands out', () => {
    const sheet = sheetOf([report('serial', 'example.org'), ...services], PAGE);
    expect(lineWith(sheet, '---')).toBe('--- mail.example.org, every port:');
    expect(sheet.match(/192\.0\.2\.7:\d+ +\d+ .*?(old|new)00000/g)?.map((line) => line.replace(/ +.* /, ' '))).toEqual([
      '192.0.2.7:443 new00000',
      '192.0.2.7:465 new00000',
      '192.0.2.7:993 old00000',
    ]);
  });

  it('marks a certificate that is not the newest of its kind of key', () => {
    const dated = (name: string, port: number, values: Fact['values']) =>
      report('certificate', `${name}://mail.example.org`, [], [fact(`192.0.2.7:${port}`, { ...leaf('', 9), ...values })]);
    const sheet = sheetOf(
      [
        dated('https', 443, { fingerprint: 'new00000', notAfter: '2027-02-01T00:00:00Z' }),
        dated('imaps', 993, { fingerprint: 'old00000', notAfter: '2026-12-01T00:00:00Z' }),
        dated('pop3s', 995, { fingerprint: 'ec000000', notAfter: '2026-12-01T00:00:00Z', keyType: 'EC P-256' }),
      ],
      PAINTED,
    );
    expect(sheet.match(/<warning:\w+>/g)).toEqual(['<warning:old00000>']);
  });

  it('does not show a port twice', () => {
    expect(sheetOf(services, PAGE).match(/192\.0\.2\.7:993/g)).toHaveLength(1);
  });

  it('leaves hosts with one service alone', () => {
    expect(sheetOf([...ILL, service('https', 443, 'new00000', 80)], PAGE)).not.toContain('every port');
  });
});

describe('the sheet of a zone that takes mail', () => {
  const MX = 'mx.example.org/192.0.2.25:25';

  it('has a table of its mail servers below that of its nameservers', () => {
    const mail = report('mail', 'example.org', [told('mail.starttls_missing', MX)], [fact(MX, { state: 'no STARTTLS' })]);
    const sheet = sheetOf([...ILL, mail], PAGE);
    expect(sheet).toMatch(
      /nameserver .*\n.*ns1(?:.*\n)*\n {2}mail server .*\n {2}mx\.example\.org\/192\.0\.2\.25:25 .* no STARTTLS\n/,
    );
    expect(sheet.match(/192\.0\.2\.25:25.* no STARTTLS$/gm)).toHaveLength(1);
  });
});

describe('the sheet of many targets', () => {
  const well = ['a.test', 'b.test', 'c.test'].map((name) => report('serial', name, [], [fact(NS1, { answer: 'ok' })]));

  it('starts with the worst of all, then counts, then goes on from worst to best', () => {
    const sheet = sheetOf([...well.slice(0, 1), report('serial', 'ill.test', [told('a', NS1)]), ...ILL], PAGE);
    expect(sheet).toMatch(/^CRITICAL {2}example\.org: .*\n3 targets: 1 critical, 1 warning, 1 well\.\n/);
    expect(sheet.match(/^--- .*$/gm)).toEqual(['--- example.org: critical', '--- ill.test: warning', '--- a.test: well']);
  });

  it('gives those that are well one line each where there are many', () => {
    const sheet = sheetOf([...well, ...ILL], PAGE);
    expect(sheet.match(/^well {2}\w\.test, 1 address$/gm)).toHaveLength(3);
    expect(sheet.match(/^--- .*$/gm)).toHaveLength(1);
  });

  it('is well where all are', () => {
    expect(sheetOf(well, PAGE)).toMatch(/^All well: 3 targets\.\n/);
  });
});
