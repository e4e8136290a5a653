import { describe, expect, it } from 'vitest';
import { certificate, type Seen } from '../../../functions/checks/certificate.ts';
import { WORDS } from '../../../functions/checks/words.ts';
import type { Lookup } from '../../../functions/core/delegation.ts';
import { inWords } from '../../../functions/core/in-words.ts';
import { type FailureKind, failed, found, type Observation } from '../../../functions/core/observation.ts';
import type { Look } from '../../../functions/core/sight.ts';
import { nameOf, type ServiceTarget } from '../../../functions/core/target.ts';
import type { Certificate, Handshake } from '../../../functions/core/tls.ts';
import { run } from '../../../functions/run.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const DAY = 86_400_000;
const target: ServiceTarget = { kind: 'service', scheme: 'https', host: 'www.example.org', port: 443 };

const at = (days: number) => new Date(NOW.getTime() + days * DAY).toISOString();

/** A certificate of a public CA; by default 20 days into a life of 90. */
function leaf(more: Partial<Certificate> = {}): Certificate {
  return {
    subject: 'CN=www.example.org',
    issuer: "C=US, O=Let's Encrypt, CN=YR1",
    commonName: 'www.example.org',
    names: ['www.example.org'],
    addresses: [],
    notBefore: at(-20),
    notAfter: at(70),
    serialNumber: '03',
    fingerprint: 'aa',
    keyType: 'RSA 2048',
    selfSigned: false,
    issuerUrl: 'http://yr1.i.lencr.org/',
    ...more,
  };
}

const YR1 = leaf({
  subject: "C=US, O=Let's Encrypt, CN=YR1",
  issuer: 'C=US, O=ISRG, CN=Root YR',
  issuerUrl: 'http://yr.i.lencr.org/',
  fingerprint: 'a1',
});

const aged = (life: number, left: number, more: Partial<Certificate> = {}) =>
  leaf({ notBefore: at(left - life), notAfter: at(left), ...more });

function served(one: Certificate, more: Partial<Handshake> = {}): Observation<Handshake> {
  return found({ protocol: 'TLSv1.3', chain: [one, YR1], nameMatches: true, path: 'OK', ...more }, 21);
}

const greeted = (injected: number, one = leaf()) =>
  served(one, { preamble: { dialect: 'smtp', banner: '220 mail', capabilities: ['STARTTLS'], injected } });

const untrusted = (one: Certificate, path: string) => served(one, { path });
const down = (failure: FailureKind) => failed(failure, `it was ${failure}`, 3000);

const found443 = (addresses: readonly string[]): Observation<Lookup> =>
  found({ name: target.host, addresses, chain: [], ends: 'addresses', detail: '' }, 12);

function seen(...handshakes: Observation<Handshake>[]): Seen {
  const looks: Look[] = handshakes.map((handshake, index) => ({ address: `192.0.2.${index + 1}`, handshake }));
  return { lookup: found443(looks.map(({ address }) => address)), looks };
}

/** The same host over IPv4 and over IPv6. */
function both(four: readonly Observation<Handshake>[], six: readonly Observation<Handshake>[]): Seen {
  const looks = [
    ...seen(...four).looks,
    ...six.map((handshake, index): Look => ({ address: `2001:db8::${index + 1}`, handshake })),
  ];
  return { lookup: found443(looks.map(({ address }) => address)), looks };
}

function nowhere(ends: Lookup['ends'], detail: string): Seen {
  return { lookup: found({ name: target.host, addresses: [], chain: [], ends, detail }, 12), looks: [] };
}

const RENEWED = leaf({ notBefore: at(-1), notAfter: at(89), fingerprint: 'bb' });

/** What was seen, and the findings as `code subject severity`; the subject only where it is not the service, the severity where it is not usual. */
const table: readonly [string, Seen, readonly string[]][] = [
  ['is silent about a certificate in its best years', seen(served(leaf())), []],

  // F60
  ['tells a renewal that should have happened: 72 % of 90 days', seen(served(aged(90, 25))), ['tls.renewal_overdue']],
  ['is silent at 66 % of the life, within the window of the CA', seen(served(aged(90, 30.5))), []],
  ['is silent at 70 %, within the grace', seen(served(aged(90, 27))), []],
  ['is silent about 160 hours at 45 % of the life', seen(served(aged(6.67, 3.7))), []],
  ['tells a renewal of 160 hours that is overdue', seen(served(aged(6.67, 2.9))), ['tls.renewal_overdue']],
  ['is silent about a year that has 60 days left', seen(served(aged(365, 60))), []],
  ['tells one headline alone: a sixth of the life left', seen(served(aged(90, 14))), ['tls.expiring']],
  ['is silent about 14 days left of 45', seen(served(aged(45, 14))), []],
  ['pages at a twentieth', seen(served(aged(90, 4))), ['tls.expiring critical']],
  ['pages 11 hours before the end of 160', seen(served(aged(6.67, 0.46))), ['tls.expiring critical']],
  ['does not page 2 days before the end of 160 hours', seen(served(aged(6.67, 2))), ['tls.renewal_overdue']],

  // F61
  ['tells an expired certificate', seen(served(aged(90, -0.01))), ['tls.expired']],
  ['is silent about the certificate that replaced it', seen(served(RENEWED)), []],
  [
    'tells expired and untrusted side by side',
    seen(untrusted(aged(90, -1, { issuerUrl: '' }), 'SELF_SIGNED_CERT_IN_CHAIN')),
    ['tls.expired', 'tls.untrusted'],
  ],

  // F63
  [
    'tells one address of three that has the old certificate',
    seen(served(RENEWED), served(leaf()), served(RENEWED)),
    ['tls.per_ip_divergence'],
  ],
  ['is silent about an RSA and an EC certificate side by side', seen(served(RENEWED), served(leaf({ keyType: 'EC P-256' }))), []],
  [
    'is silent while the new certificate is being put out',
    seen(served(leaf({ notBefore: at(-1.5 / 24), notAfter: at(89.9), fingerprint: 'bb' })), served(leaf())),
    [],
  ],
  [
    'tells the old one of two EC certificates',
    seen(
      served(aged(90, 29, { keyType: 'EC P-256' })),
      served(leaf({ keyType: 'EC P-384', notBefore: at(-3), fingerprint: 'cc' })),
    ),
    ['tls.per_ip_divergence'],
  ],
  [
    'only notices servers that may each renew a certificate of their own',
    seen(served(RENEWED), served(leaf())),
    ['tls.per_ip_divergence notice'],
  ],
  [
    'only notices two sites that may do so, with two addresses each',
    seen(served(RENEWED), served(leaf()), served(RENEWED), served(leaf())),
    ['tls.per_ip_divergence notice'],
  ],
  [
    'tells the site whose certificate was due when the other one renewed',
    seen(served(RENEWED), served(aged(90, 30.5)), served(RENEWED), served(aged(90, 30.5))),
    ['tls.per_ip_divergence'],
  ],
  [
    'is silent about two providers of one host, each with its CA',
    seen(
      served(leaf({ issuer: 'C=US, O=Google Trust Services, CN=WE1', fingerprint: 'dd', notBefore: at(-1) })),
      served(aged(90, 29)),
    ),
    [],
  ],
  [
    'is silent about two providers of one host, each with names of its own besides',
    seen(served(leaf({ names: ['www.example.org', 'a.test'], fingerprint: 'dd', notBefore: at(-1) })), served(aged(90, 29))),
    [],
  ],
  [
    'does not compare a certificate that is not meant for the host',
    seen(served(RENEWED), served(leaf(), { nameMatches: false })),
    ['tls.name_mismatch 192.0.2.2:443'],
  ],
  [
    'tells the expired certificate and that the others have a newer one',
    seen(served(RENEWED), served(aged(90, -1))),
    ['tls.expired 192.0.2.2:443', 'tls.per_ip_divergence'],
  ],

  // F64
  [
    'tells a missing intermediate',
    seen(served(leaf(), { chain: [leaf()], path: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })),
    ['tls.chain_incomplete'],
  ],
  ['tells a missing second intermediate', seen(untrusted(leaf(), 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY')), ['tls.chain_incomplete']],
  ['is silent about a full chain without its root', seen(served(leaf())), []],
  [
    'tells a private authority from a missing intermediate: nobody says where to fetch it',
    seen(served(withoutUrl(leaf()), { chain: [withoutUrl(leaf())], path: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })),
    ['tls.untrusted'],
  ],

  // F65
  [
    'tells staging',
    seen(
      untrusted(
        leaf({ issuer: "C=US, O=(STAGING) Let's Encrypt, CN=(STAGING) Yonder Yam YR1" }),
        'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      ),
    ),
    ['tls.untrusted_staging'],
  ],
  [
    'tells the old staging',
    seen(untrusted(leaf({ issuer: 'CN=Fake LE Intermediate X1' }), 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY')),
    ['tls.untrusted_staging'],
  ],
  ['is silent about staging where its root is trusted', seen(served(leaf({ issuer: 'CN=(STAGING) Yonder Yam YR1' }))), []],

  // F66
  [
    'tells the placeholder of Traefik',
    seen(placeholder({ commonName: 'TRAEFIK DEFAULT CERT', selfSigned: true }, 'DEPTH_ZERO_SELF_SIGNED_CERT')),
    ['tls.default_cert'],
  ],
  [
    'tells the placeholder of ingress-nginx',
    seen(
      placeholder(
        { commonName: 'Kubernetes Ingress Controller Fake Certificate', selfSigned: true },
        'DEPTH_ZERO_SELF_SIGNED_CERT',
      ),
    ),
    ['tls.default_cert'],
  ],
  [
    'tells the authority of Caddy',
    seen(
      placeholder({ issuer: 'CN=Caddy Local Authority - ECC Intermediate', commonName: '' }, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'),
    ),
    ['tls.default_cert'],
  ],
  [
    'tells the temporary one of cert-manager',
    seen(
      placeholder(
        { subject: 'serialNumber=1234567890, CN=www.example.org', issuer: 'CN=cert-manager.local' },
        'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      ),
    ),
    ['tls.default_cert'],
  ],
  [
    'is silent where the authority of Caddy is trusted',
    seen(served(leaf({ issuer: 'CN=Caddy Local Authority - ECC Intermediate' }))),
    [],
  ],
  [
    'takes an ordinary subject serial number for no placeholder',
    seen(served(leaf({ subject: 'serialNumber=1234567890, CN=www.example.org' }))),
    [],
  ],

  // F67
  [
    'tells a certificate for another name',
    seen(served(leaf({ names: ['example.com'] }), { nameMatches: false })),
    ['tls.name_mismatch'],
  ],
  ['is silent about a wildcard that covers the host', seen(served(leaf({ names: ['*.example.org'] }))), []],

  // F68
  ['tells a certificate from the future', seen(served(leaf({ notBefore: at(2 / 24) }))), ['tls.not_yet_valid']],
  ['is silent about one that its CA dated back by an hour', seen(served(leaf({ notBefore: at(-1 / 24), notAfter: at(90) }))), []],

  [
    'tells a self-signed certificate',
    seen(untrusted(leaf({ selfSigned: true }), 'DEPTH_ZERO_SELF_SIGNED_CERT')),
    ['tls.self_signed'],
  ],
  ['is silent about a self-signed one that is trusted', seen(served(leaf({ selfSigned: true }))), []],
  ['tells a chain that ends in a stranger', seen(untrusted(leaf(), 'SELF_SIGNED_CERT_IN_CHAIN')), ['tls.untrusted']],
  ['tells an issuer that has expired', seen(untrusted(leaf(), 'CERT_HAS_EXPIRED')), ['tls.untrusted']],
  ['tells a verdict it has no words for', seen(untrusted(leaf(), 'CRL_HAS_EXPIRED')), ['tls.untrusted']],

  ['warns of one address that is down', seen(served(leaf()), down('timeout')), ['tls.unreachable 192.0.2.2:443']],
  ['pages where no address accepts a connection', seen(down('refused'), down('timeout')), ['tls.unreachable critical']],
  ['warns of one address without TLS', seen(down('handshake'), served(leaf())), ['tls.handshake 192.0.2.1:443']],
  ['pages where none speaks TLS', seen(down('handshake'), down('malformed')), ['tls.handshake critical']],
  [
    'pages where one is down and the other without TLS',
    seen(down('refused'), down('handshake')),
    ['tls.unreachable 192.0.2.1:443 critical', 'tls.handshake 192.0.2.2:443 critical'],
  ],

  [
    'tells words in the clear behind the go-ahead, beside what else is wrong',
    seen(greeted(20, aged(90, -1)), greeted(0)),
    ['tls.expired 192.0.2.1:443', 'tls.starttls_injected 192.0.2.1:443'],
  ],
  ['tells them once where every address has them', seen(greeted(20), greeted(3)), ['tls.starttls_injected']],
  ['is silent about a go-ahead with nothing behind it', seen(greeted(0)), []],

  // F58
  ['tells IPv6 that is closed, once', both([served(leaf())], [down('refused'), down('timeout')]), ['addr.v6_unreachable']],
  ['tells IPv6 that no way leads to', both([served(leaf())], [down('unreachable')]), ['addr.v6_unreachable']],
  ['is silent where both families answer', both([served(leaf())], [served(leaf())]), []],
  ['is silent about IPv6 where the vantage has none', both([served(leaf())], [down('unmeasured'), down('unmeasured')]), []],
  [
    'goes by the IPv6 addresses that were measured',
    both([served(leaf())], [down('unmeasured'), down('refused')]),
    ['addr.v6_unreachable'],
  ],
  [
    'tells one IPv6 address of two that is down as one address',
    both([served(leaf())], [served(leaf()), down('refused')]),
    ['tls.unreachable [2001:db8::2]:443'],
  ],
  ['tells IPv4 that is closed while IPv6 answers', both([down('refused')], [served(leaf())]), ['tls.unreachable 192.0.2.1:443']],
  ['pages where both families are closed', both([down('refused')], [down('refused')]), ['tls.unreachable critical']],
  [
    'does not blame the family where IPv4 brings no certificate',
    both([down('handshake')], [down('refused')]),
    ['tls.handshake 192.0.2.1:443 critical', 'tls.unreachable [2001:db8::1]:443 critical'],
  ],
  ['tells IPv6 without TLS apart', both([served(leaf())], [down('handshake')]), ['tls.handshake [2001:db8::1]:443']],
  [
    'tells closed IPv6 beside one IPv4 address that is down',
    both([served(leaf()), down('timeout')], [down('timeout')]),
    ['tls.unreachable 192.0.2.2:443', 'addr.v6_unreachable'],
  ],
  [
    'tells closed IPv6 beside what is wrong over IPv4',
    both([served(aged(90, -1))], [down('refused')]),
    ['tls.expired 192.0.2.1:443', 'addr.v6_unreachable'],
  ],

  ['is silent about an address that could not be looked at', seen(served(leaf()), down('unmeasured')), []],
  ['still tells what every address shows that was looked at', seen(served(aged(90, -1)), down('unmeasured')), ['tls.expired']],
  ['does not know where no address could be looked at', seen(down('unmeasured'), down('unmeasured')), ['tls.unknown']],
  [
    'does not know where the name could not be looked up',
    { lookup: down('timeout') as Observation<never>, looks: [] },
    ['tls.unknown'],
  ],
  ['does not know where the aliases run in a circle', nowhere('broken', 'CNAME loop'), ['tls.unknown']],
  ['tells a name that does not exist', nowhere('nxdomain', 'www.example.org does not exist'), ['tls.no_address']],
  ['tells a name without address', nowhere('nodata', 'www.example.org exists, but has no address'), ['tls.no_address']],
  [
    'tells two old addresses of three each by itself',
    seen(served(aged(90, -1)), served(aged(90, -1)), served(aged(90, -1), { nameMatches: false })),
    ['tls.expired 192.0.2.1:443', 'tls.expired 192.0.2.2:443', 'tls.name_mismatch 192.0.2.3:443'],
  ],
];

function withoutUrl({ issuerUrl: _, ...rest }: Certificate): Certificate {
  return rest;
}

function placeholder(more: Partial<Certificate>, path: string): Observation<Handshake> {
  return served(leaf(more), { path, nameMatches: false });
}

const EC = (more: Partial<Certificate> = {}) => leaf({ keyType: 'EC P-256', fingerprint: 'ec', ...more });

/** Looks with more to them than a first handshake. */
function looked(...looks: Partial<Look>[]): Seen {
  const whole = looks.map((look, index): Look => ({ address: `192.0.2.${index + 1}`, handshake: served(EC()), ...look }));
  return { lookup: found443(whole.map(({ address }) => address)), looks: whole };
}

const IMAPS: ServiceTarget = { kind: 'service', scheme: 'imaps', host: 'www.example.org', port: 993 };
const SMTP: ServiceTarget = { kind: 'service', scheme: 'smtp', host: 'www.example.org', port: 25 };
const FRESH = leaf({ notBefore: at(-1.5 / 24), notAfter: at(89.9), fingerprint: 'bb' });
const beside = (web: Observation<Handshake>, mail = served(leaf())): Seen => looked({ handshake: mail, web });
const stranded: Partial<Handshake> = { chain: [leaf()], path: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' };

/** The same for services other than the usual one. */
const others: readonly [string, ServiceTarget, Seen, readonly string[]][] = [
  // key types
  ['is silent about two certificates that are both well', target, looked({ rsa: served(leaf()) }), []],
  ['is silent where there is no second one', target, looked({ rsa: down('handshake') }), []],
  ['does not take the first one again for a second', target, looked({ rsa: served(EC({ notAfter: at(-1) })) }), []],
  ['tells the second certificate that has expired', target, looked({ rsa: served(aged(90, -1)) }), ['tls.expired']],
  [
    'tells a fault of both certificates once',
    target,
    looked({ handshake: served(EC({ notAfter: at(-1) })), rsa: served(aged(90, -2)) }),
    ['tls.expired'],
  ],
  [
    'tells the second certificate of one address of two, and that the other one has a newer',
    target,
    looked({ rsa: served(aged(90, -1)) }, { rsa: served(RENEWED) }),
    ['tls.expired 192.0.2.1:443 (RSA)', 'tls.per_ip_divergence'],
  ],

  // F62
  ['tells a mail server that has not reloaded', IMAPS, beside(served(RENEWED)), ['tls.not_reloaded']],
  [
    'tells it with a week left',
    IMAPS,
    beside(served(RENEWED), served(aged(90, 3))),
    ['tls.expiring critical', 'tls.not_reloaded'],
  ],
  ['is silent while the new certificate is being put out', IMAPS, beside(served(FRESH)), []],
  ['is silent where the mail server is the one ahead', IMAPS, beside(served(leaf()), served(RENEWED)), []],
  [
    'is silent where the web server has a certificate for more names',
    IMAPS,
    beside(served(leaf({ ...RENEWED, names: ['www.example.org', 'example.org'] }))),
    [],
  ],
  ['is silent where the web server has one of another key', IMAPS, beside(served({ ...RENEWED, keyType: 'EC P-256' })), []],
  ['is silent where the web server shows a placeholder', IMAPS, beside(served(RENEWED, { nameMatches: false })), []],
  [
    'is silent where nobody trusts what the web server shows',
    IMAPS,
    beside(served(RENEWED, { path: 'SELF_SIGNED_CERT_IN_CHAIN' })),
    [],
  ],
  ['is silent where there is no web server', IMAPS, beside(down('refused')), []],

  // F64, with the issuer fetched
  [
    'tells a missing intermediate that was fetched',
    target,
    seen(served(leaf(), { ...stranded, fetchedPath: 'OK' })),
    ['tls.chain_incomplete'],
  ],
  [
    'tells a stranger once the intermediate was fetched',
    target,
    seen(served(leaf(), { ...stranded, fetchedPath: 'SELF_SIGNED_CERT_IN_CHAIN' })),
    ['tls.untrusted'],
  ],

  // F69 to F71
  ['tells a server without STARTTLS as one without TLS', SMTP, seen(down('starttls')), ['tls.handshake critical']],
  ['does not call a port down that AWS blocks', SMTP, seen(down('unmeasured')), ['sys.probe_limited']],
  ['does not know why another port could not be asked', IMAPS, seen(down('unmeasured')), ['tls.unknown']],
];

/** The report, words and all: the judge behind the same door as in a run. */
async function told(what: Seen, about: ServiceTarget = target) {
  const [report] = inWords(
    await run({ vantage: 'test', targets: [about] }, [{ ...certificate, observe: async () => what }], {} as never, NOW),
    WORDS,
  );
  if (report === undefined) throw new Error('no report');
  return report;
}

const everything: readonly (typeof others)[number][] = [
  ...table.map(([says, what, codes]) => [says, target, what, codes] as (typeof others)[number]),
  ...others,
];

describe('the judgement of certificates', () => {
  it.each(everything)('%s', async (_, about, what, codes) => {
    const { findings } = await told(what, about);
    const usual = (code: string) => certificate.meanings[code as keyof typeof certificate.meanings]?.severity;
    const short = findings.map(({ code, subject, severity }) =>
      [code, ...(subject === nameOf(about) ? [] : [subject]), ...(severity === usual(code) ? [] : [severity])].join(' '),
    );
    expect(short).toEqual(codes);
  });

  it('advises on port 25, and not on a family, where AWS closes that port', async () => {
    const { findings } = await told(seen(down('unmeasured')), SMTP);
    expect(findings[0]?.advice.join(' ')).toContain(`imaps://${SMTP.host}`);
    expect(findings[0]?.advice[0]).toContain('lifts that for a function in a VPC');
  });

  it.each(everything)('fills every slot: %s', async (_, about, what) => {
    const { findings } = await told(what, about);
    const words = findings.flatMap(({ says, advice }) => [says, ...advice]);
    expect(words.filter((sentence) => /\{\w+\}|undefined|NaN/.test(sentence))).toEqual([]);
  });

  it('causes every code of its table once at least', () => {
    const caused = new Set(everything.flatMap(([, , , codes]) => codes.map((code) => code.split(' ')[0])));
    expect(Object.keys(certificate.meanings).filter((code) => !caused.has(code))).toEqual([]);
  });

  it('never goes beyond the worst severity of a meaning', async () => {
    const rank = ['notice', 'unknown', 'warning', 'critical'];
    for (const [, about, what] of everything) {
      for (const { code, severity = 'notice' } of certificate.judge(what, about, NOW)) {
        const meaning: { severity: string; atWorst?: string } = certificate.meanings[code];
        expect(rank.indexOf(severity)).toBeLessThanOrEqual(rank.indexOf(meaning.atWorst ?? meaning.severity));
      }
    }
  });

  it('names cause, place and date in one sentence', async () => {
    const { findings } = await told(seen(served(aged(90, 4)), served(aged(90, 3))));
    expect(findings[0]).toMatchObject({
      says: 'The certificate of www.example.org at 192.0.2.1:443, 192.0.2.2:443 expires on 23 November 10:00 UTC, 3 d from now, and has not been replaced.',
      outlook: { at: at(3), what: 'every TLS client refuses www.example.org' },
    });
    expect(findings[0]?.advice[0]).toContain('openssl s_client -connect 192.0.2.2:443 -servername www.example.org');
  });

  it.each([
    [
      { names: [], commonName: 'www.example.org' },
      'for no name at all (www.example.org is its common name, which clients do not read',
    ],
    [{ names: [], commonName: '' }, 'for no name at all: every'],
    [{ names: [], addresses: ['192.0.2.1'] }, 'for 192.0.2.1: every'],
  ])('says for what a certificate is: %o', async (more, words) => {
    const { findings } = await told(seen(served(leaf(more), { nameMatches: false })));
    expect(findings[0]?.says).toContain(words);
  });

  it.each([
    ['RSA 1024', 'the key of www.example.org is too weak (RSA 1024)'],
    ['RSA-PSS 1024', 'the key of www.example.org is too weak (RSA-PSS 1024)'],
    ['RSA 2048', 'a signature in its chain is too weak'],
    ['EC P-256', 'a signature in its chain is too weak'],
  ])('says what is weak about %s', async (keyType, words) => {
    const { findings } = await told(seen(untrusted(leaf({ keyType }), 'UNSPECIFIED')));
    expect(findings[0]?.says).toContain(words);
  });

  it('names the certificate that is missing, not the one that is there', async () => {
    const { findings } = await told(seen(untrusted(leaf(), 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY')));
    expect(findings[0]?.evidence).toMatchObject({
      missing: 'C=US, O=ISRG, CN=Root YR',
      issuerUrl: 'http://yr.i.lencr.org/',
      sentCount: 2,
    });
  });

  it('writes an IPv6 address so that commands take it', async () => {
    const address = '2001:db8::1';
    const { findings, facts } = await told({
      lookup: found443([address]),
      looks: [{ address, handshake: served(aged(90, -1)) }],
    });
    expect(findings[0]?.advice[0]).toContain("-connect '[2001:db8::1]:443' -servername");
    expect(facts[0]?.subject).toBe('[2001:db8::1]:443');
  });

  it('says of closed IPv6 which addresses they are, and how to see it', async () => {
    const { findings } = await told(both([served(leaf())], [down('refused'), down('refused')]));
    expect(findings[0]).toMatchObject({
      says: 'No connection to www.example.org over IPv6 at [2001:db8::1]:443, [2001:db8::2]:443 (it was refused), while IPv4 is answered: clients and CAs try IPv6 first, and wait or fail.',
      evidence: { host: 'www.example.org', port: 443, addresses: '[2001:db8::1]:443, [2001:db8::2]:443' },
    });
    expect(findings[0]?.advice[0]).toBe('curl -6 -v -o /dev/null --max-time 5 https://www.example.org:443/');
  });

  it('puts no word of the network into a command', async () => {
    const evil = '$(reboot)';
    const hostile = leaf({
      subject: evil,
      issuer: evil,
      commonName: evil,
      names: [evil],
      keyType: evil,
      issuerUrl: `http://${evil}`,
    });
    const paths = ['OK', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'SELF_SIGNED_CERT_IN_CHAIN'];
    const all = await Promise.all(
      paths.map((path) => told(seen(served({ ...hostile, notAfter: at(-1) }, { path, chain: [hostile] })))),
    );
    expect(all.flatMap(({ findings }) => findings.flatMap(({ advice }) => advice)).filter((line) => line.includes(evil))).toEqual(
      [],
    );
  });

  it('gives the command that shows the very certificate: its dialect, its kind of key', async () => {
    const command = async (about: ServiceTarget, what: Seen) => (await told(what, about)).findings[0]?.advice[0];
    expect(await command({ ...SMTP, port: 587, scheme: 'submission' }, seen(served(aged(90, -1))))).toContain(
      '-connect 192.0.2.1:587 -servername www.example.org -starttls smtp <',
    );
    const xmpp: ServiceTarget = { ...SMTP, port: 5222, scheme: 'xmpp' };
    expect(await command(xmpp, seen(served(aged(90, -1))))).toContain('-starttls xmpp -xmpphost www.example.org');
    expect(await command(target, looked({ rsa: served(aged(90, -1)) }))).toContain(
      '192.0.2.1:443 -servername www.example.org -sigalgs RSA+SHA256:rsa_pss_rsae_sha256',
    );
  });

  it('takes an overdue renewal for an echo of a server that has not reloaded', async () => {
    const { findings } = await told(beside(served(RENEWED), served(aged(90, 25))), IMAPS);
    expect(findings.map(({ code, echoes }) => [code, echoes])).toEqual([
      ['tls.renewal_overdue', 'tls.not_reloaded'],
      ['tls.not_reloaded', undefined],
    ]);
    expect(findings[1]?.says).toBe(
      'At 192.0.2.1:993 www.example.org still has its old certificate (expires 15 December 10:00 UTC); the newer one (expires 17 February 2027 10:00 UTC) is served at 192.0.2.1:443.',
    );
  });

  it('takes an overdue renewal for an echo of an address that lags behind', async () => {
    const { findings } = await told(seen(served(RENEWED), served(aged(90, 25))));
    expect(findings.map(({ code, echoes }) => [code, echoes])).toEqual([
      ['tls.renewal_overdue', 'tls.per_ip_divergence'],
      ['tls.per_ip_divergence', undefined],
    ]);
  });
});

describe('the look at a service', () => {
  it('asks every address at once, for the host', async () => {
    const asked: string[] = [];
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const net = {
      lookup: async () => found443(['192.0.2.1', '2001:db8::1']),
      handshake: async (host: string, address: string, port: number) => {
        asked.push(`${host} ${address} ${port}`);
        if (asked.length === 2) release();
        await gate;
        return served(leaf());
      },
    };
    const { looks } = await certificate.observe(target, net as never);
    expect(asked).toEqual(['www.example.org 192.0.2.1 443', 'www.example.org 2001:db8::1 443']);
    expect(looks).toHaveLength(2);
  });

  it('asks 16 addresses of a host that has a hundred, and says so of the rest', async () => {
    const addresses = Array.from({ length: 100 }, (_, index) => `192.0.2.${index}`);
    let asked = 0;
    const handshake = async () => {
      asked += 1;
      return served(leaf());
    };
    const what = await certificate.observe(target, { lookup: async () => found443(addresses), handshake } as never);
    expect(asked).toBe(16);
    expect(what.looks.filter((look) => !look.handshake.ok && look.handshake.failure === 'unmeasured')).toHaveLength(84);
  });
});

describe('the further looks at an address', () => {
  type Asked = { port: number; dialect?: string; rsaOnly?: boolean };

  async function asked(about: ServiceTarget, first: Observation<Handshake>): Promise<readonly Asked[]> {
    const all: Asked[] = [];
    const handshake = async (_host: string, _address: string, port: number, more: object) => {
      all.push({ port, ...more });
      return first;
    };
    await certificate.observe(about, { lookup: async () => found443(['192.0.2.1']), handshake } as never);
    return all;
  }

  const table: readonly [string, ServiceTarget, Observation<Handshake>, readonly Asked[]][] = [
    ['are none where a web server has an RSA key', target, served(leaf()), [{ port: 443 }]],
    ['are none where nothing was shown', IMAPS, down('refused'), [{ port: 993 }]],
    ['offer RSA alone where the key is another', target, served(EC()), [{ port: 443 }, { port: 443, rsaOnly: true }]],
    [
      'go to the web server beside it, for the same kind of key',
      IMAPS,
      served(leaf()),
      [{ port: 993 }, { port: 443, rsaOnly: true }],
    ],
    [
      'speak the dialect again',
      SMTP,
      served(EC()),
      [
        { port: 25, dialect: 'smtp' },
        { port: 25, dialect: 'smtp', rsaOnly: true },
        { port: 443, rsaOnly: false },
      ],
    ],
  ];
  it.each(table)('%s', async (_, about, first, expected) => expect(await asked(about, first)).toEqual(expected));
});

describe('what is weighed and told of a service', () => {
  it('weighs the days of the address that expires first, with their fraction', () => {
    const what = seen(served(aged(90, 60)), served(aged(90, 12.5)), down('refused'));
    expect(certificate.measure(what, target, NOW)).toEqual([{ name: 'CertificateDaysLeft', value: 12.5 }]);
  });

  it('counts below zero after the end', () => {
    expect(certificate.measure(seen(served(aged(90, -2))), target, NOW)).toEqual([{ name: 'CertificateDaysLeft', value: -2 }]);
  });

  it('weighs nothing where nothing was seen', () => {
    expect(certificate.measure(seen(down('timeout'), down('unmeasured')), target, NOW)).toEqual([]);
  });

  it('tells a row an address, and leaves out what it does not have', () => {
    const rows = certificate.facts(seen(served(aged(90, 25)), served(leaf()), down('refused'), down('unmeasured')), target, NOW);
    expect(rows).toEqual([
      {
        subject: '192.0.2.1:443',
        values: {
          state: 'renewal overdue',
          daysLeft: 25,
          notAfter: at(25),
          issuer: "C=US, O=Let's Encrypt, CN=YR1",
          commonName: 'www.example.org',
          keyType: 'RSA 2048',
          fingerprint: 'aa',
          protocol: 'TLSv1.3',
          tookMs: 21,
        },
      },
      { subject: '192.0.2.2:443', values: expect.objectContaining({ state: 'ok', daysLeft: 70 }) },
      { subject: '192.0.2.3:443', values: { state: 'refused', tookMs: 3000 } },
      { subject: '192.0.2.4:443', values: { state: 'not measured' } },
    ]);
  });
});
