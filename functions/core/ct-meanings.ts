import type { Meaning, Words } from './finding.ts';

const CLIENT_OWNER = 'whoever runs the ACME client';

/** Every code of the check `issuance`. */
export const CT_MEANINGS = {
  'ct.duplicate_limit': { severity: 'warning' },
  'ct.domain_limit': { severity: 'warning' },
  'sys.ct_unavailable': { severity: 'notice' },
} as const satisfies Record<string, Meaning>;

/** The same codes in words. */
export const CT_WORDS: Readonly<Record<keyof typeof CT_MEANINGS, Words>> = {
  'ct.duplicate_limit': {
    actWithin: '1 day',
    who: CLIENT_OWNER,
    title: 'The same certificate is ordered so often that the CA is about to refuse it.',
    says: 'At least {recent} certificates for the same names ({names}) were issued in 7 days: {tokens} of 5 more may be had now, and one more from {nextAt} on{pace}.',
    advice: [
      'See when: https://crt.sh/?q={name}&exclude=expired',
      'Restart nothing that orders at its start until the certificates are kept. Traefik: acme.json on a volume that outlives the pod; certbot: /etc/letsencrypt; Kubernetes: one cert-manager Certificate for each secret.',
      'Refused already? Use a certificate that was issued before, from a backup or another replica; or order one name more: another set has a limit of its own.',
    ],
    source:
      "letsencrypt.org/docs/rate-limits, New Certificates per Exact Set of Identifiers; the bucket as in Boulder's ratelimits; at 2 tokens is ours",
  },
  'ct.domain_limit': {
    actWithin: '1 day',
    who: CLIENT_OWNER,
    title: 'So many new sets of names were ordered under a domain that the CA is about to refuse more.',
    says: 'At least {recent} certificates for new sets of names under {domain} were issued in 7 days: {tokens} of 50 more may be had now, and one more from {nextAt} on.',
    advice: [
      'See which: https://crt.sh/?q={domain}&exclude=expired',
      'Put names together into fewer certificates, or use a wildcard. Renewals of a set issued within 120 days do not count.',
    ],
    source:
      'letsencrypt.org/docs/rate-limits, New Certificates per Registered Domain; 120 days: Boulder; an estimate, since searches show unexpired certificates alone',
  },
  'sys.ct_unavailable': {
    actWithin: 'no hurry',
    who: 'whoever runs Picket',
    title: 'Certificate Transparency could not be searched.',
    says: 'Issuances under {domain} were searched for in vain ({reasons}): {effect}.',
    advice: [
      'Wait for the next hour: these searches are free, rate-limited and often overloaded; docs/forecast.md tells how to set a key.',
    ],
    source: 'ours: what was not seen is never counted as no issuance',
  },
};
