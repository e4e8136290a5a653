import type { Meaning, Words } from './finding.ts';

const SIGNER = 'whoever signs the zone';

/** Every code of the check `dnssec`. */
export const DNSSEC_MEANINGS = {
  'dnssec.bogus': { severity: 'warning', atWorst: 'critical', implies: ['acme.zone_bogus'] },
  'dnssec.ds_mismatch': { severity: 'warning', atWorst: 'critical', implies: ['dnssec.bogus', 'acme.zone_bogus'] },
  'dnssec.rrsig_expiring': {
    severity: 'warning',
    atWorst: 'critical',
    implies: ['dnssec.bogus', 'dnssec.rrsig_before_expire', 'acme.zone_bogus'],
  },
  'dnssec.rrsig_missing': { severity: 'warning', atWorst: 'critical', implies: ['dnssec.bogus', 'acme.zone_bogus'] },
  'dnssec.keys_apart': { severity: 'warning', implies: ['dnssec.bogus', 'acme.zone_bogus'] },
  'dnssec.rrsig_future': { severity: 'warning', atWorst: 'critical', implies: ['dnssec.bogus', 'acme.zone_bogus'] },
  'dnssec.rrsig_before_expire': { severity: 'notice' },
  'dnssec.unknown': { severity: 'unknown' },
} as const satisfies Record<string, Meaning>;

/** A code of the check `dnssec`. */
export type DnssecCode = keyof typeof DNSSEC_MEANINGS;

/** The same codes in words. */
export const DNSSEC_WORDS: Readonly<Record<keyof typeof DNSSEC_MEANINGS, Words>> = {
  'dnssec.bogus': {
    actWithin: '1 hour',
    who: SIGNER,
    title: 'Validating resolvers reject the zone.',
    says: 'Resolvers that validate reject {zone}: {detail}. No CA may issue for it either.',
    advice: [
      'Compare: `dig SOA {zone} @{address}` and `dig +cd SOA {zone} @{address}`',
      'The broken link by name: `delv SOA {zone}`',
      'Sign the zone again and see that every server serves that copy. If the keys are lost: have the DS record removed at the registrar, and wait out its TTL.',
    ],
    source: 'RFC 4035 section 5.3; CA/Browser Forum BR 3.2.2.4 (CAs validate since 2026-03-15); two resolvers are ours',
  },
  'dnssec.ds_mismatch': {
    actWithin: '1 hour',
    who: 'the owner of the domain at its registrar, with whoever signs the zone',
    title: 'A DS record at the parent does not fit the keys of the zone.',
    says: 'The DS records at the parent ({ds}) do not fit the keys of {zone} at {servers} ({keys}).',
    advice: [
      'dig DS {zone}',
      'The right DS: `dig +norec DNSKEY {zone} @{address} | dnssec-dsfromkey -f - {zone}`',
      'At the registrar: enter the DS of the key that signs, or remove the DS records if the zone is no longer signed.',
      'One server alone: it serves an old copy of the zone. Transfer it there, and leave the DS as it is.',
      'A DS without its key while another fits is a left-over, a stand-by key, or a roll-over that publishes the DS first: remove it once that is over.',
    ],
    source: 'RFC 4035 sections 2.4 and 5.2; RFC 4509 section 3',
  },
  'dnssec.rrsig_expiring': {
    actWithin: '1 hour',
    who: SIGNER,
    title: 'Signatures of the zone are about to end, or have ended.',
    says: 'Signatures of {zone} ({type}) at {servers} {state} at {endsAt}; nobody renewed them in time, and validating resolvers reject them from then on.',
    advice: [
      'The end of the signature is the fifth field of RRSIG: `dig +norec +dnssec SOA {zone} @{address}`',
      'At one server alone: it does not transfer; see its primary, and retransfer {zone} there.',
      'At all: the signer stopped. Read its log, and see that its keys can be read; then, with BIND or Knot: `rndc sign {zone}`, `knotc zone-sign {zone}`',
    ],
    source: 'RFC 4034 section 3.1.5; 72 and 12 hours, at most a tenth and a twentieth of the life, are ours',
  },
  'dnssec.rrsig_missing': {
    actWithin: '1 hour',
    who: 'whoever runs the nameserver',
    title: 'A nameserver serves the signed zone without its signatures.',
    says: 'The parent says that {zone} is signed, and {servers} gives {detail}: validating resolvers reject its answers.',
    advice: [
      'It must show RRSIG: `dig +norec +dnssec SOA {zone} @{address}`',
      'Transfer the signed zone there, and see that the server has DNSSEC switched on.',
    ],
    source: 'RFC 4035 sections 3.1.1 and 5.5',
  },
  'dnssec.keys_apart': {
    actWithin: '1 day',
    who: SIGNER,
    title: 'Nameservers sign with keys that others do not show.',
    says: '{servers} signs {zone} with the key {signer}, which is not among the keys that {other} shows ({keys}): a resolver that has the keys from there rejects the answers from here.',
    advice: [
      'Compare: `dig +norec DNSKEY {zone} @{address}` and `dig +norec DNSKEY {zone} @{otherAddress}`',
      'Two signers: each must publish the zone-signing keys of the other too. One signer: transfer the zone to the server that is behind, and let old keys stand longer at the next roll-over.',
    ],
    source: 'RFC 8901 section 2.1; RFC 6781 section 4.1.1',
  },
  'dnssec.rrsig_future': {
    actWithin: '1 hour',
    who: SIGNER,
    title: 'Signatures of the zone are not valid yet.',
    says: 'Signatures of {zone} ({type}) at {servers} begin only at {startsAt}: validating resolvers reject them until then.',
    advice: ['dig +norec +dnssec SOA {zone} @{address}', 'Is the clock of the signer right? `chronyc tracking` Then sign again.'],
    source: 'RFC 4035 section 5.3.1',
  },
  'dnssec.rrsig_before_expire': {
    actWithin: '1 day',
    who: 'whoever runs the secondary',
    title: 'The signatures of a frozen copy end before the copy itself is given up.',
    says: 'The frozen copy of {zone} at {servers} is served until {expiresAt}, but its signatures end at {signaturesEndAt}: from then on resolvers reject it.',
    advice: [
      'Mend the transfer to {address} before that; see the finding about the frozen secondary.',
      'Later: make the signatures last longer than EXPIRE of the SOA, with room for their renewal.',
    ],
    source: 'RFC 6781 section 4.4.2',
  },
  'dnssec.unknown': {
    actWithin: '1 day',
    who: 'whoever runs Picket',
    title: 'Picket could not tell whether the zone is signed well.',
    says: 'Whether {zone} is signed, and well, could not be found out ({reason}).',
    advice: ['dig +dnssec SOA {zone}', 'dig DS {zone}'],
    source: 'ours: silence is no signature',
  },
};
