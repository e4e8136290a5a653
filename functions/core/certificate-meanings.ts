import type { Meaning, Words } from './finding.ts';
import { REACH_MEANINGS } from './reach-meanings.ts';
import { SYS } from './sys.ts';

const SERVER = 'whoever runs the server';
const CLIENT = 'whoever runs the ACME client';

const LOOK =
  'openssl s_client -connect {connect} {opensslFlags} </dev/null 2>/dev/null | openssl x509 -noout -subject -issuer -dates -ext subjectAltName';

/** Issued and not loaded, or not issued: what to look at in this order. */
const RENEW = [
  LOOK,
  'If a newer certificate is on disk or in the secret, the server has not read it: `nginx -s reload`, `doveadm reload`, `postfix reload`, `kubectl rollout restart deployment/<name>`',
  'cert-manager, where the last challenge tells why: `kubectl get certificate,certificaterequest,order,challenge -A` then `cmctl renew -n <namespace> <certificate>`',
  'certbot, whose log is /var/log/letsencrypt/letsencrypt.log: `certbot certificates` then `certbot renew --cert-name <name>`',
];

/** Every code of the check `certificate`. */
export const CERTIFICATE_MEANINGS = {
  'tls.expired': { severity: 'critical' },
  'tls.expiring': { severity: 'warning', atWorst: 'critical' },
  'tls.renewal_overdue': { severity: 'warning' },
  'tls.per_ip_divergence': { severity: 'warning', implies: ['tls.renewal_overdue'] },
  'tls.not_reloaded': { severity: 'warning', implies: ['tls.renewal_overdue'] },
  'tls.name_mismatch': { severity: 'critical' },
  'tls.chain_incomplete': { severity: 'warning' },
  'tls.untrusted_staging': { severity: 'critical' },
  'tls.default_cert': { severity: 'critical' },
  'tls.self_signed': { severity: 'critical' },
  'tls.untrusted': { severity: 'critical' },
  'tls.not_yet_valid': { severity: 'warning' },
  'tls.starttls_injected': { severity: 'warning' },
  ...REACH_MEANINGS,
  'sys.probe_limited': SYS['sys.probe_limited'], // of other ports it is `tls.unknown`
} as const satisfies Record<string, Meaning>;

type OwnCode = Exclude<keyof typeof CERTIFICATE_MEANINGS, keyof typeof REACH_MEANINGS | keyof typeof SYS>;

/** The same codes in words. Slots are filled by `core/leaf.ts` and `checks/certificate.ts`; `{connect}` is never text from the network. */
export const CERTIFICATE_WORDS: Readonly<Record<OwnCode, Words>> = {
  'tls.expired': {
    actWithin: '1 hour',
    who: CLIENT,
    title: 'The certificate has expired: every TLS client refuses the service.',
    says: 'The certificate of {host} at {addresses} expired {agoSeconds} ago, on {expiresAt}: every TLS client refuses it.',
    advice: RENEW,
    source: 'RFC 5280 section 4.1.2.5',
  },
  'tls.expiring': {
    actWithin: '1 day',
    who: CLIENT,
    title: 'The certificate expires soon, and its renewal has failed for a long time.',
    says: 'The certificate of {host} at {addresses} expires on {expiresAt}, {leftSeconds} from now, and has not been replaced.',
    advice: RENEW,
    source: 'ours: a sixth of the life left, critical at a twentieth (24 hours at least); above 100 days of life 14 and 7 days',
  },
  'tls.renewal_overdue': {
    actWithin: '1 week',
    who: CLIENT,
    title: 'The certificate should have been renewed by now: a working ACME client would have done it.',
    says: 'The certificate of {host} at {addresses} was due for renewal on {dueAt}, {sinceDueSeconds} ago, and is still the old one; it expires on {expiresAt}.',
    advice: RENEW,
    source:
      "ours: clients renew at 2/3 of the life, 1/2 below 10 days (so says Let's Encrypt by RFC 9773, too), plus 1 % and 3 % of the life; above 100 days of life 30 days",
  },
  'tls.per_ip_divergence': {
    actWithin: '1 week',
    who: SERVER,
    title: 'The addresses of one host serve different certificates: one of them has not picked up the newest.',
    says: 'At {behind} {host} has another {keyType} certificate (expires {behindExpiresAt}) than at {ahead} (expires {expiresAt}), where the newest is.',
    advice: [
      LOOK,
      'Reload or restart the server behind {behind}; if it reads its certificate from elsewhere, look why the copy stopped.',
    ],
    source: 'ours: a server that has not reloaded shows itself weeks before its old certificate expires',
  },
  'tls.not_reloaded': {
    actWithin: '1 week',
    who: SERVER,
    title: 'The certificate was renewed, and this server still shows the old one: it has not read the new file.',
    says: 'At {addresses} {host} still has its old certificate (expires {expiresAt}); the newer one (expires {newerExpiresAt}) is served at {newerSpot}.',
    advice: [
      LOOK,
      'Reload the server on port {port}, since most read their certificate when they start: `doveadm reload`, `postfix reload`, `systemctl reload <service>`',
      'Then make it part of every renewal: certbot `--deploy-hook`, acme.sh `--reloadcmd`, a restart of the pod when its secret changes.',
    ],
    source: 'ours: compared with port 443 of the same address; the same names and kind of key, and two hours for the change',
  },
  'tls.name_mismatch': {
    actWithin: '1 hour',
    who: SERVER,
    title: 'The certificate is not for this host: every TLS client refuses it.',
    says: 'The certificate at {addresses} is not for {host} but for {names}: every TLS client refuses it.',
    advice: [
      LOOK,
      'Look which virtual host, ingress or listener answers for {host} there, and which certificate it names; a typing error falls back to another one.',
      'If {host} should not lead there at all: `dig +short {host} A`, `dig +short {host} AAAA`',
    ],
    source: 'RFC 9525 section 6.3; the common name does not count (RFC 9525 section 2)',
  },
  'tls.chain_incomplete': {
    actWithin: '1 day',
    who: SERVER,
    title: 'The server does not send the intermediate certificate: some clients refuse it, others have it by chance.',
    says: 'The chain of {host} at {addresses} lacks the certificate of {missing} (certificates sent: {sentCount}): clients that do not have it already refuse the connection.',
    advice: [
      'openssl s_client -connect {connect} {opensslFlags} -showcerts </dev/null',
      "Serve the whole chain: fullchain.pem in place of cert.pem (nginx ssl_certificate, Dovecot ssl_cert, Postfix smtpd_tls_chain_files); Let's Encrypt has two or three issuers since 2026.",
    ],
    source: 'RFC 8446 section 4.4.2: the chain belongs into the Certificate message, the root alone may be left out',
  },
  'tls.untrusted_staging': {
    actWithin: '1 hour',
    who: CLIENT,
    title: "The certificate comes from Let's Encrypt's staging environment, which no client trusts.",
    says: "The certificate of {host} at {addresses} comes from Let's Encrypt's staging environment ({issuer}): no client trusts it.",
    advice: [
      LOOK,
      'Point the client at https://acme-v02.api.letsencrypt.org/directory: the server field of the Issuer, the --server option, the caServer setting.',
      'Then order anew: `cmctl renew -n <namespace> <certificate>` or `certbot renew --force-renewal --cert-name <name>`',
    ],
    source: "letsencrypt.org/docs/staging-environment: issuers are marked '(STAGING)'",
  },
  'tls.default_cert': {
    actWithin: '1 hour',
    who: SERVER,
    title: 'The server shows the placeholder that its software makes for itself: it has no certificate for this host.',
    says: 'Clients of {host} get the placeholder of {maker} ({commonName}) at {addresses}: it has no usable certificate for this host, and every client refuses it.',
    advice: [
      LOOK,
      'Look why {maker} has none: no router or ingress with TLS for {host}, a missing or misspelt secret, an order that fails or hit a rate limit.',
      'Read the log of {maker}, and: `kubectl get ingress,certificate,order,challenge -A`',
    ],
    source: 'the names that Traefik, ingress-nginx, Caddy and cert-manager write into their own certificates',
  },
  'tls.self_signed': {
    actWithin: '1 hour',
    who: SERVER,
    title: 'The certificate is signed by itself: no client trusts it.',
    says: 'The certificate of {host} at {addresses} ({commonName}) is signed by itself: no client trusts it.',
    advice: [LOOK, 'Look whether the server lost its certificate and made one for itself, or was never given one.'],
    source: 'RFC 5280 section 6.1: a path begins at a trust anchor',
  },
  'tls.untrusted': {
    actWithin: '1 hour',
    who: SERVER,
    title: 'Clients do not trust the authority behind the certificate.',
    says: 'Clients do not trust the certificate of {host} at {addresses}, issued by {issuer}: {reason}.',
    advice: [
      'openssl s_client -connect {connect} {opensslFlags} -showcerts </dev/null',
      'If an issuer has expired or the chain on disk is old, serve the one that the CA hands out today: fullchain.pem of the last renewal.',
      'Else serve a certificate of a public authority. A service for a company alone is looked at with the option --trust <root.pem>, and not watched from outside.',
    ],
    source: 'RFC 5280 section 6.1; by the roots of Mozilla that Node carries',
  },
  'tls.not_yet_valid': {
    actWithin: '1 day',
    who: SERVER,
    title: 'The certificate is not valid yet: a clock is wrong, or it was put to use too early.',
    says: 'The certificate of {host} at {addresses} is valid only from {validAt}, {aheadSeconds} from now: until then every TLS client refuses it.',
    advice: [LOOK, 'Compare the clock of the issuing machine with NTP: `chronyc tracking`, `timedatectl status`'],
    source: 'RFC 5280 section 4.1.2.5; public CAs date theirs back by an hour',
  },
  'tls.starttls_injected': {
    actWithin: '1 day',
    who: SERVER,
    title: 'More words in the clear follow the go-ahead for STARTTLS: somebody between, or the server itself, slips them in.',
    says: 'Behind its go-ahead for TLS {host} at {addresses} sends {injectedBytes} more bytes in the clear, which a careless client takes for a part of the encrypted talk: a proxy or somebody on the way slips them in, or the server is broken.',
    advice: [
      'openssl s_client -connect {connect} {opensslFlags} -msg </dev/null',
      'From the server itself, past every proxy: `openssl s_client -connect localhost:{port} {opensslFlags} -msg </dev/null`',
      'If the bytes are gone there, look at the proxy, load balancer or firewall in between that reads along.',
      'Bring the server up to date: those that answer what stood behind STARTTLS in the same packet were mended after CVE-2011-0411.',
    ],
    source: 'ours: nothing but TLS may follow; RFC 3207 section 4.2 has the client forget what it heard before; CVE-2011-0411',
  },
};
