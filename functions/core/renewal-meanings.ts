import type { Meaning, Words } from './finding.ts';

const CLIENT = 'whoever runs the ACME client';

const LOOK =
  'openssl s_client -connect {connect} {opensslFlags} </dev/null 2>/dev/null | openssl x509 -noout -serial -issuer -dates -ext subjectAltName';

/** Every code of the check `renewal`. */
export const RENEWAL_MEANINGS = {
  'tls.not_deployed': { severity: 'warning', implies: ['tls.renewal_overdue', 'tls.expiring'] },
  'tls.renewal_wanted': { severity: 'warning', implies: ['tls.renewal_overdue', 'tls.expiring'] },
  'tls.renewal_unknown': { severity: 'unknown' },
} as const satisfies Record<string, Meaning>;

/** The same codes in words. Slots are filled by `core/undeployed.ts` and `checks/renewal.ts`. */
export const RENEWAL_WORDS: Readonly<Record<keyof typeof RENEWAL_MEANINGS, Words>> = {
  'tls.not_deployed': {
    actWithin: '1 week',
    who: CLIENT,
    title: 'The certificate was renewed, and the newer one is served nowhere: it was issued, and not deployed.',
    says: 'A newer certificate for {host} was issued on {issuedAt}, {sinceIssuedSeconds} ago, and is not deployed: the old one, valid until {expiresAt}, is still at {addresses}.',
    advice: [
      LOOK,
      'See the newer one: https://crt.sh/?q={host}&exclude=expired',
      'If it is on disk or in the secret, the server has not read it: `nginx -s reload`, `doveadm reload`, `postfix reload`, `kubectl rollout restart deployment/<name>`',
      'If it is not, another machine, a test, or a copy that stopped may have ordered it: `certbot certificates`, `kubectl get certificate -A`',
    ],
    source: 'ours: by Certificate Transparency, the same names and CA, issued near the due renewal and 24 hours ago at least',
  },
  'tls.renewal_wanted': {
    actWithin: '1 day',
    who: CLIENT,
    title:
      'The CA wants the certificate replaced before its age asks for it, as CAs do before they revoke, and it is still the old one.',
    says: 'The CA wants the certificate of {host} at {addresses} replaced ahead of time, as CAs do before they revoke: its window for that ended on {endedAt}, {sinceEndedSeconds} ago, and the old one is still there; it would last until {expiresAt}.',
    advice: [
      LOOK,
      'Renew now: `certbot renew --force-renewal --cert-name <name>`, `cmctl renew -n <namespace> <certificate>`',
      'Read why: https://letsencrypt.status.io, https://community.letsencrypt.org/c/incidents',
      'From now on let the client ask by itself (ARI): certbot 4.1, lego and Caddy do so; cert-manager with ACMEUseARI.',
    ],
    source: 'RFC 9773 section 4.2; told only where the window is not the one that the age of the certificate gives anyway',
  },
  'tls.renewal_unknown': {
    actWithin: '1 week',
    who: 'whoever runs Picket',
    title: 'Picket could not learn whether the certificate is to be replaced, or was.',
    says: 'Picket could not learn whether the certificate of {host} is to be replaced, or was: {detail}.',
    advice: [
      'Wait for the next look: these services are free, rate-limited and sometimes overloaded; docs/forecast.md tells how to set a key.',
    ],
    source: 'ours: what was not measured is neither well nor down',
  },
};
