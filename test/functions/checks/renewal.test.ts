import { describe, expect, it } from 'vitest';
import { certificate } from '../../../functions/checks/certificate.ts';
import { renewal, type Seen } from '../../../functions/checks/renewal.ts';
import { WORDS } from '../../../functions/checks/words.ts';
import type { Suggestion } from '../../../functions/core/ari.ts';
import type { Lookup } from '../../../functions/core/delegation.ts';
import { inWords } from '../../../functions/core/in-words.ts';
import type { Issuance } from '../../../functions/core/issuance.ts';
import { type FailureKind, failed, found, type Observation } from '../../../functions/core/observation.ts';
import type { Look } from '../../../functions/core/sight.ts';
import { nameOf, type ServiceTarget } from '../../../functions/core/target.ts';
import type { Certificate, Handshake } from '../../../functions/core/tls.ts';
import { run } from '../../../functions/run.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HOST = 'www.example.org';
const LETS_ENCRYPT = "Let's Encrypt";
const target: ServiceTarget = { kind: 'service', scheme: 'https', host: HOST, port: 443 };
const IMAPS: ServiceTarget = { ...target, scheme: 'imaps', port: 993 };
const SMTP: ServiceTarget = { ...target, scheme: 'smtp', port: 25 };

const at = (days: number) => new Date(NOW.getTime() + days * DAY).toISOString();

/** A certificate of a public CA that has lived so many days of its life. */
function leaf(lived: number, more: Partial<Certificate> = {}, life = 90): Certificate {
  return {
    ...{ subject: '', commonName: '', addresses: [], serialNumber: '03', keyType: 'RSA 2048', selfSigned: false },
    ...{ issuer: "C=US, O=Let's Encrypt, CN=YR1", names: [HOST, 'example.org'], timestamps: 2, renewalId: 'aki.serial' },
    ...{ notBefore: at(-lived), notAfter: at(life - lived), fingerprint: `f${lived}` },
    ...more,
  };
}

const served = (one: Certificate, more: Partial<Handshake> = {}): Observation<Handshake> =>
  found({ protocol: 'TLSv1.3', chain: [one], nameMatches: true, path: 'OK', ...more }, 21);
const down = (failure: FailureKind) => failed(failure, `it was ${failure}`, 3000);
const lookupOf = (addresses: readonly string[], ends: Lookup['ends'] = 'addresses'): Observation<Lookup> =>
  found({ name: HOST, addresses, chain: [], ends, detail: ends === 'addresses' ? '' : 'there is no such name' }, 12);

/** One address each. */
function seen(...handshakes: Observation<Handshake>[]): Seen {
  const looks = handshakes.map((handshake, index): Look => ({ address: `192.0.2.${index + 1}`, handshake }));
  return { lookup: lookupOf(looks.map(({ address }) => address)), looks, suggestions: {} };
}

/** The CA's window for the certificate that has lived so many days, as days from now. */
const wishing = (what: Seen, lived: number, start: number, end: number): Seen => ({
  ...what,
  suggestions: { [`f${lived}`]: { window: { start: at(start), end: at(end) } } },
});

/** One issued so many days ago. Let's Encrypt dates it back by an hour. */
function logged(ago: number, more: Partial<Issuance> = {}, life = 90): Issuance {
  const notBefore = new Date(NOW.getTime() - ago * DAY - HOUR);
  const dates = { notBefore, notAfter: new Date(notBefore.getTime() + life * DAY) };
  return { id: `${ago}`, names: ['example.org', HOST], organization: LETS_ENCRYPT, ...dates, ...more };
}

/** How the log shows what is served. */
const same = (one: Certificate, id = one.fingerprint): Issuance => ({
  ...logged(0, { id, names: [...one.names].sort() }),
  ...{ notBefore: new Date(one.notBefore), notAfter: new Date(one.notAfter) },
});

const with_ = (what: Seen, ...issuances: readonly Issuance[]): Seen => ({
  ...what,
  searched: { from: 'Cert Spotter', issuances, failures: [] },
});

const OLD = leaf(62);
const NEW = leaf(3);
const EC = (one: Certificate): Certificate => ({ ...one, keyType: 'EC P-256', fingerprint: `ec${one.fingerprint}` });

type Row = readonly [string, ServiceTarget, Seen, readonly string[]];

const table: readonly Row[] = [
  ['is silent about a certificate in its best years', target, seen(served(leaf(20))), []],

  // What the CA wants
  [
    'tells a window that ended half an hour ago: the CA is about to revoke',
    target,
    wishing(seen(served(leaf(20))), 20, -0.04, -0.02),
    ['tls.renewal_wanted'],
  ],
  [
    'tells it as well where age asks for the renewal by now',
    target,
    wishing(seen(served(leaf(63))), 63, -0.04, -0.02),
    ['tls.renewal_wanted'],
  ],
  ['is silent before the end of such a window', target, wishing(seen(served(leaf(20))), 20, -1, 1), []],
  [
    'leaves the window of the age to the check certificate, although it is long over',
    target,
    wishing(seen(served(leaf(70))), 70, -10.9, -9.1),
    [],
  ],
  ['is silent after the end of the certificate', target, wishing(seen(served(leaf(91))), 91, -30, -29), []],
  ['takes no window for that of another certificate', target, wishing(seen(served(leaf(20))), 21, -1, -0.5), []],
  [
    'tells the one address whose certificate it is',
    target,
    wishing(seen(served(leaf(20)), served(leaf(30))), 30, -1, -0.5),
    ['tls.renewal_wanted 192.0.2.2:443'],
  ],
  [
    'does not believe a certificate that only bears the name of the CA',
    target,
    wishing(seen(served(leaf(20), { path: 'SELF_SIGNED_CERT_IN_CHAIN' })), 20, -1, -0.5),
    [],
  ],

  // F62, with Certificate Transparency
  [
    'tells a certificate that was issued and is served nowhere',
    target,
    with_(seen(served(OLD)), same(OLD), logged(2)),
    ['tls.not_deployed'],
  ],
  ['tells it once of two addresses', target, with_(seen(served(OLD), served(OLD)), logged(2)), ['tls.not_deployed']],
  [
    'tells it of a wildcard',
    target,
    with_(seen(served({ ...OLD, names: ['*.example.org'] })), logged(2, { names: ['*.example.org'] })),
    ['tls.not_deployed'],
  ],
  [
    'tells it of a certificate of 160 hours',
    target,
    with_(seen(served(leaf(5, {}, 6.67))), logged(1.5, {}, 6.67)),
    ['tls.not_deployed'],
  ],
  [
    'tells it of one that came from another intermediate of the CA',
    target,
    with_(seen(served({ ...OLD, issuer: "C=US, O=Let's Encrypt, CN=YE2" })), logged(2)),
    ['tls.not_deployed'],
  ],
  ['tells it of one that has expired meanwhile', target, with_(seen(served(leaf(91))), logged(20)), ['tls.not_deployed']],
  ['tells it after several orders', target, with_(seen(served(OLD)), logged(5), logged(3), logged(2)), ['tls.not_deployed']],
  [
    'is silent where one address has the newer one: that is a divergence',
    target,
    with_(seen(served(OLD), served(NEW)), same(NEW), same(OLD)),
    [],
  ],
  [
    'is silent where the web server beside it has the newer one: that is told by the check certificate',
    IMAPS,
    with_({ ...seen(), looks: [{ address: '192.0.2.1', handshake: served(OLD), web: served(NEW) }] }, same(NEW)),
    [],
  ],
  ['is silent about a newer one that was issued an hour ago', target, with_(seen(served(OLD)), logged(1 / 24)), []],
  ['is silent about one that was issued 23 hours ago', target, with_(seen(served(OLD)), logged(23 / 24)), []],
  ['is silent where another cluster renewed while this one is young', target, with_(seen(served(leaf(40))), logged(20)), []],
  ['is silent where another cluster renewed while this one was young', target, with_(seen(served(OLD)), logged(30)), []],
  [
    'is silent where another cluster renews now, whose one before is still in the logs',
    target,
    with_(seen(served(OLD)), logged(2), logged(65)),
    [],
  ],
  [
    'is silent about the precertificate of what is served',
    target,
    with_(seen(served(OLD)), same(OLD, 'pre'), same(OLD, 'final')),
    [],
  ],
  ['is silent about another CA', target, with_(seen(served(OLD)), logged(2, { organization: 'Google Trust Services' })), []],
  [
    'is silent about a name more',
    target,
    with_(seen(served(OLD)), logged(2, { names: ['example.org', HOST, 'mail.example.org'] })),
    [],
  ],
  ['is silent about a name less', target, with_(seen(served(OLD)), logged(2, { names: [HOST] })), []],
  [
    'is silent where RSA is old and EC is new, at two addresses',
    target,
    with_(seen(served(OLD), served(EC(NEW))), same(NEW), same(OLD)),
    [],
  ],
  [
    'is silent where one address has both',
    target,
    with_({ ...seen(), looks: [{ address: '192.0.2.1', handshake: served(EC(NEW)), rsa: served(OLD) }] }, same(NEW)),
    [],
  ],
  ['is silent about what expired in the logs', target, with_(seen(served(OLD)), logged(2, {}, 1)), []],
  [
    'is silent about a certificate that nobody trusts',
    target,
    with_(seen(served(OLD, { path: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' })), logged(2)),
    [],
  ],
  ['is silent about a certificate for another host', target, with_(seen(served(OLD, { nameMatches: false })), logged(2)), []],

  // What was not learnt
  [
    'casts no vote where the CA did not answer',
    target,
    { ...seen(served(OLD)), suggestions: { f62: { failure: 'its CA: HTTP status 503' } } },
    ['tls.renewal_unknown'],
  ],
  [
    'casts no vote where the logs could not be searched',
    target,
    { ...seen(served(OLD)), searched: { issuances: [], failures: ['Cert Spotter: HTTP status 429'] } },
    ['tls.renewal_unknown'],
  ],
  ['casts no vote where nothing was served', target, seen(down('refused'), down('timeout')), ['tls.renewal_unknown']],
  [
    'casts no vote where the name leads nowhere',
    target,
    { ...seen(), lookup: lookupOf([], 'nxdomain') },
    ['tls.renewal_unknown'],
  ],
  [
    'casts no vote where the name could not be looked up',
    target,
    { ...seen(), lookup: failed('unmeasured', 'nobody answers', 0) },
    ['tls.renewal_unknown'],
  ],
  ['goes by the addresses that answered', target, seen(served(leaf(20)), down('refused')), []],
  ['is silent where port 25 is shut for whoever asks from here', SMTP, seen(down('unmeasured')), []],
  ['tells port 25 that is down', SMTP, seen(down('refused')), ['tls.renewal_unknown']],
];

async function told(what: Seen, about: ServiceTarget = target) {
  const checks = [{ ...renewal, observe: async () => what }];
  const [report] = inWords(await run({ vantage: 'test', targets: [about], only: ['renewal'] }, checks, {} as never, NOW), WORDS);
  if (report === undefined) throw new Error('no report');
  return report;
}

describe('the judgement of renewals', () => {
  it.each(table)('%s', async (_, about, what, codes) => {
    const { findings } = await told(what, about);
    expect(findings.map(({ code, subject }) => [code, ...(subject === nameOf(about) ? [] : [subject])].join(' '))).toEqual(codes);
  });

  it.each(table)('fills every slot: %s', async (_, about, what) => {
    const words = (await told(what, about)).findings.flatMap(({ says, advice }) => [says, ...advice]);
    expect(words.filter((sentence) => /\{\w+\}|undefined|NaN/.test(sentence))).toEqual([]);
  });

  it('causes every code of its table once at least', () => {
    const caused = new Set(table.flatMap(([, , , codes]) => codes.map((code) => code.split(' ')[0])));
    expect(Object.keys(renewal.meanings).filter((code) => !caused.has(code))).toEqual([]);
  });

  it('tells "not deployed" apart from "not issued", with place and dates', async () => {
    const { findings } = await told(with_(seen(served(OLD), served(OLD)), same(OLD), logged(2)));
    expect(findings[0]).toMatchObject({
      says: 'A newer certificate for www.example.org was issued on 18 November 10:00 UTC, 2 d ago, and is not deployed: the old one, valid until 18 December 10:00 UTC, is still at 192.0.2.1:443, 192.0.2.2:443.',
      outlook: { at: at(28), what: 'every TLS client refuses www.example.org there' },
    });
    expect(findings[0]?.advice.slice(0, 2)).toEqual([
      expect.stringContaining('openssl s_client -connect 192.0.2.1:443 -servername www.example.org'),
      'See the newer one: https://crt.sh/?q=www.example.org&exclude=expired',
    ]);
  });

  it('says what the CA wants, and since when', async () => {
    const { findings } = await told(wishing(seen(served(leaf(20))), 20, -3 / 24, -2 / 24));
    expect(findings[0]?.says).toBe(
      'The CA wants the certificate of www.example.org at 192.0.2.1:443 replaced ahead of time, as CAs do before they revoke: its window for that ended on 20 November 08:00 UTC, 2 h ago, and the old one is still there; it would last until 29 January 2027 10:00 UTC.',
    );
  });

  it('shows the windows, whatever it thinks of them', async () => {
    const { facts } = await told(wishing(seen(served(leaf(20)), down('refused')), 20, 39, 41));
    expect(facts).toEqual([{ subject: '192.0.2.1:443', values: { renewFrom: at(39), renewUntil: at(41) } }]);
  });
});

describe('renewal and certificate together', () => {
  const headlines = async (what: Seen) => {
    const checks = [certificate, renewal].map((check) => ({ ...check, observe: async () => what }));
    const only = checks.map(({ name }) => name);
    const reports = inWords(await run({ vantage: 'test', targets: [target], only }, checks as never, {} as never, NOW), WORDS);
    return reports.flatMap(({ findings }) => findings).map(({ code, echoes }) => (echoes ? `(${code})` : code));
  };

  it.each<[string, Seen, readonly string[]]>([
    ['not issued: overdue by its age alone', wishing(seen(served(leaf(70))), 70, -10.9, -9.1), ['tls.renewal_overdue']],
    ['not deployed', with_(seen(served(leaf(70))), logged(9)), ['(tls.renewal_overdue)', 'tls.not_deployed']],
    ['not deployed, and soon over', with_(seen(served(leaf(80))), logged(9)), ['(tls.expiring)', 'tls.not_deployed']],
    ['not deployed, and over', with_(seen(served(leaf(91))), logged(9)), ['tls.expired', 'tls.not_deployed']],
    [
      'wanted by the CA, and overdue by its age',
      wishing(seen(served(leaf(70))), 70, -0.04, -0.02),
      ['(tls.renewal_overdue)', 'tls.renewal_wanted'],
    ],
    ['down', seen(down('refused')), ['tls.unreachable', '(tls.renewal_unknown)']],
  ])('have one headline of one cause: %s', async (_, what, codes) => expect(await headlines(what)).toEqual(codes));
});

describe('the look at a renewal', () => {
  const LIVING = { notBefore: '2020-01-01T00:00:00.000Z', notAfter: '2099-01-01T00:00:00.000Z', fingerprint: 'aa' };
  const AGED = { ...LIVING, notAfter: new Date(Date.now() + 300 * DAY).toISOString() };
  const CT = 'https://ct.test/v1/issuances';
  const searching: ServiceTarget = { ...target, transparency: [{ api: 'Cert Spotter', url: CT }] };
  const INFO = 'https://ca.test/info';

  async function look(handshakes: readonly Observation<Handshake>[], about = searching) {
    const urls: string[] = [];
    const request = async ({ url }: { url: string }) => {
      urls.push(url);
      const suggestedWindow = { start: '2025-01-01T00:00:00Z', end: '2025-01-02T00:00:00Z' };
      const body = url.endsWith('/directory') ? { renewalInfo: INFO } : url.startsWith(CT) ? [] : { suggestedWindow };
      return found({ address: '', status: 200, headers: {}, body: JSON.stringify(body), truncated: false, firstByteMs: 1 }, 1);
    };
    const left = [...handshakes];
    const handshake = async () => left.shift() ?? down('refused');
    const lookup = async () => lookupOf(handshakes.map((_, index) => `192.0.2.${index}`));
    const what = await renewal.observe(about, { lookup, handshake, request } as never);
    return { what, urls };
  }

  const living = (more: Partial<Certificate> = {}) => served(leaf(0, { ...LIVING, ...more }));

  it('asks the CA once about a certificate that several addresses serve, where its directory says', async () => {
    const { what, urls } = await look([living(), living()]);
    expect(what.suggestions).toEqual({ aa: { window: { start: '2025-01-01T00:00:00.000Z', end: '2025-01-02T00:00:00.000Z' } } });
    expect(urls).toEqual(['https://acme-v02.api.letsencrypt.org/directory', `${INFO}/aki.serial`]);
  });

  it('searches for the host alone, wildcards included, once its certificate is old enough', async () => {
    const { what, urls } = await look([living(AGED), living(AGED)]);
    expect(urls.filter((url) => url.startsWith(CT))).toEqual([
      `${CT}?domain=www.example.org&match_wildcards=true&expand=dns_names&expand=issuer`,
    ]);
    expect(what.searched).toEqual({ from: 'Cert Spotter', issuances: [], failures: [] });
  });

  const silent: readonly [string, Observation<Handshake>, ServiceTarget?][] = [
    ['of another CA, and young', living({ issuer: 'O=Some CA' })],
    ['of a private CA, which is in no log', living({ ...AGED, issuer: 'O=Some CA', timestamps: 0 })],
    ['that only bears the name of the CA', served(leaf(0, AGED), { path: 'SELF_SIGNED_CERT_IN_CHAIN' })],
    [
      "of Let's Encrypt's staging environment",
      served(leaf(0, { ...AGED, issuer: "O=(STAGING) Let's Encrypt" }), { path: 'UNABLE_TO_GET_ISSUER_CERT' }),
    ],
    ['for another host', served(leaf(0, AGED), { nameMatches: false })],
    ['where nothing is to be searched', living({ ...AGED, issuer: 'O=Some CA' }), { ...target, transparency: [] }],
    [
      'where crt.sh alone is to be searched',
      living({ ...AGED, issuer: 'O=Some CA' }),
      { ...target, transparency: [{ api: 'crt.sh', url: CT }] },
    ],
    ['that is not there', down('refused')],
  ];
  it.each(silent)('asks nobody about a certificate %s', async (_, one, about) =>
    expect((await look([one], about)).urls).toEqual([]),
  );

  it('does not ask the CA about a certificate that has expired, and still looks for its successor', async () => {
    const { urls } = await look([living({ notAfter: '2020-02-01T00:00:00Z' })]);
    expect(urls.every((url) => url.startsWith(CT))).toBe(true);
    expect(urls).toHaveLength(1);
  });

  it('suggests nothing where no CA was asked', async () => {
    const suggestions: Readonly<Record<string, Suggestion>> = (await look([living({ issuer: 'O=Some CA' })])).what.suggestions;
    expect(suggestions).toEqual({ aa: {} });
  });
});
