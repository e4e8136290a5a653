import { authority, type Identity, mint, sentWith, type Wish } from '../../lab/certificate.ts';
import { at, type Case } from './case.ts';
import { TALKERS } from './talkers.ts';

export const ZONE = 'example.test';
export const lab = authority();
const stranger = authority('Stranger');
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
const stale = mint({
  ...{ commonName: 'Lab Old Intermediate', organization: 'Lab', isAuthority: true, issuer: lab.root },
  ...{ notBefore: inDays(-900), notAfter: inDays(-5) },
});

/** A certificate 20 days into its 90, unless told otherwise. */
function leaf(name: string, wish: Partial<Wish> = {}): Identity {
  const dates = { notBefore: inDays(-20), notAfter: inDays(70) };
  return mint({ ...dates, names: [`${name}.${ZONE}`], issuer: lab.intermediate, ...wish });
}

/** The same with its intermediate. */
export function whole(name: string, wish: Partial<Wish> = {}): Identity {
  return sentWith(leaf(name, wish), lab.intermediate);
}

/** What ended yesterday. */
export const EXPIRED = { notBefore: inDays(-91), notAfter: inDays(-1) };
/** What has been replaced, and is still good. */
export const REPLACED = { notBefore: inDays(-55), notAfter: inDays(35), serialNumber: '07' };
export const FRESH = { notBefore: inDays(-1), notAfter: inDays(89), serialNumber: '08' };

const selfSigned = (name: string, wish: Partial<Wish> = {}) =>
  mint({ names: [`${name}.${ZONE}`], notBefore: inDays(-20), notAfter: inDays(345), ...wish });

const web = (title: string, name: string, shown: readonly Identity[], why?: string): Case => ({
  ...{ title, server: 'nginx', scheme: 'https', name, at: 'web', shown },
  ...(why === undefined ? {} : { why }),
});

const DUE =
  'Its ACME client should have renewed it ten days ago. Picket judges by the share of the life that is over; testssl.sh warns below 60 days whatever the life, check_ssl_cert below the 20 that it was given, the others not at all.';

/** HTTPS by nginx, one virtual host each. */
export const WEB: readonly Case[] = [
  web('good', 'good', [whole('good')]),
  web('good, EC key', 'ec', [whole('ec', { key: 'EC P-256' })]),
  web('EC and RSA certificates, both good', 'both', [whole('both', { key: 'EC P-256' }), whole('both')]),
  web(
    'EC certificate good, RSA certificate expired',
    'half',
    [whole('half', { key: 'EC P-256' }), whole('half', EXPIRED)],
    'The two are renewed apart. Picket and testssl.sh shake hands once more for the RSA certificate; the others see what a modern client is shown.',
  ),
  web('expired yesterday', 'expired', [whole('expired', EXPIRED)]),
  web(
    'expires in 3 days',
    'soon',
    [whole('soon', { notBefore: inDays(-87), notAfter: inDays(3) })],
    'openssl asks whether it is valid now; blackbox_exporter measures the days and leaves the line to an alert rule.',
  ),
  web(
    '20 days left of 90: renewal overdue',
    'overdue',
    [whole('overdue', { notBefore: inDays(-70), notAfter: inDays(20.5) })],
    DUE,
  ),
  web(
    'certificate of 6 days, 4 left',
    'short',
    [whole('short', { notBefore: inDays(-2), notAfter: inDays(4) })],
    'Nothing is wrong: its renewal is due in a day. Thresholds in days, as testssl.sh and check_ssl_cert have them, ring for the whole life of such a certificate; shares of the life do not.',
  ),
  web('valid from 2 hours on', 'early', [whole('early', { notBefore: inDays(2 / 24), notAfter: inDays(90) })]),
  web('self-signed', 'own', [selfSigned('own')]),
  web('of another name', 'misnamed', [whole('elsewhere')]),
  web('wildcard, one level', 'one', [whole('*')]),
  web('wildcard, two levels below', 'two.levels', [whole('*')]),
  web(
    'name in the CN alone, no SAN',
    'nosan',
    [whole('nosan', { names: [], commonName: `nosan.${ZONE}` })],
    'RFC 9525 has no use for the CN, and browsers have none; openssl alone still falls back to it where the SAN holds no DNS name.',
  ),
  web('subject empty, name in the SAN alone', 'anonymous', [whole('anonymous', { commonName: '' })]),
  web('intermediate not sent', 'bare', [leaf('bare', { issuerUrl: `http://ca.${ZONE}/intermediate.der` })]),
  web('surplus certificate between leaf and intermediate', 'surplus', [
    sentWith(leaf('surplus'), stranger.intermediate, lab.intermediate),
  ]),
  web('root sent as well', 'rooted', [sentWith(leaf('rooted'), lab.intermediate, lab.root)]),
  web('root that no client knows', 'stranger', [
    sentWith(leaf('stranger', { issuer: stranger.intermediate }), stranger.intermediate),
  ]),
  web('intermediate expired', 'stale', [sentWith(leaf('stale', { issuer: stale }), stale)]),
  web('expired, and its intermediate as well', 'ruin', [sentWith(leaf('ruin', { ...EXPIRED, issuer: stale }), stale)]),
];

/** Everything that is no virtual host of the first nginx. */
const REST: readonly Case[] = [
  at('nginx', 'unknown SNI: the default certificate of an ingress', ['https', 'lost'], 'other'),
  at('nginx', 'two addresses, the second with the old certificate', ['https', 'pair'], 'web', {
    why: 'Picket looks at every address of a host and compares; the others look at the one address they are given or get first.',
  }),
  at('haproxy', 'good, TLS 1.2 at most', ['https', 'twelve'], 'proxy'),
  at('nginx', 'plain HTTP on the port', ['https', 'plain'], 'web', { port: 80 }),
  at('nobody', 'port closed', ['https', 'closed'], 'web', { port: 8443 }),
  at('Dovecot', 'good, STARTTLS', ['imap', 'mail'], 'mail'),
  at('Dovecot', 'good, TLS at once', ['imaps', 'mail'], 'mail'),
  at('Dovecot', 'good, STARTTLS', ['pop3', 'mail'], 'mail'),
  at('Dovecot', 'good, TLS at once', ['pop3s', 'mail'], 'mail'),
  at('Dovecot', 'expired, STARTTLS', ['imap', 'oldmail'], 'oldMail'),
  at('Dovecot', 'expired, TLS at once', ['imaps', 'oldmail'], 'oldMail'),
  at('Dovecot', 'expired, STARTTLS', ['pop3', 'oldmail'], 'oldMail'),
  at('Dovecot', 'renewed on disk and on 443, Dovecot not reloaded', ['imaps', 'renewed'], 'renewed', {
    why: 'The old certificate is good for 35 days more, so whoever looks at this port alone sees nothing wrong (testssl.sh finds 35 days few, as it would on 443 a month from now). Picket looks at 443 of the same address beside it, sees the newer one for the same names, and says: not reloaded.',
  }),
  at('Postfix', 'good, STARTTLS', ['smtp', 'mx'], 'mx'),
  at('Postfix', 'good, STARTTLS', ['submission', 'mx'], 'mx'),
  at('Postfix', 'good, TLS at once', ['submissions', 'mx'], 'mx'),
  at('Postfix', 'expired, STARTTLS', ['smtp', 'oldmx'], 'oldMx'),
  at('Postfix', 'STARTTLS not offered', ['smtp', 'mx'], 'mx', { port: 2525 }),
];

/** The certificate that ingress-nginx makes for itself while it has none. */
export const FAKE = selfSigned('ingress', {
  names: ['ingress.local'],
  commonName: 'Kubernetes Ingress Controller Fake Certificate',
});

export const CASES: readonly Case[] = [...WEB, ...REST, ...TALKERS];
