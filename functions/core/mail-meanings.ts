import type { Meaning, Words } from './finding.ts';
import { SYS } from './sys.ts';

const POSTMASTER = 'whoever runs the mail server';
const EDITOR = 'whoever edits the zone';

const STARTTLS = 'openssl s_client -starttls smtp -connect {connect} -servername {host} </dev/null';

/** Every code of the check `mail`. */
export const MAIL_MEANINGS = {
  'mail.mx_broken': { severity: 'warning', atWorst: 'critical' },
  'mail.port_unreachable': { severity: 'warning', atWorst: 'critical' },
  'mail.starttls_missing': { severity: 'warning' },
  'mail.tls_broken': { severity: 'notice' },
  'mail.certificate_expired': { severity: 'warning' },
  'mail.sts_mismatch': { severity: 'warning', atWorst: 'critical' },
  'mail.dane_mismatch': { severity: 'warning', atWorst: 'critical' },
  'mail.dane_unproven': { severity: 'notice' },
  'mail.unknown': { severity: 'unknown' },
  'sys.probe_limited': SYS['sys.probe_limited'],
} as const satisfies Record<string, Meaning>;

/** The same codes in words. Slots are filled by `checks/mail.ts`; `{connect}` is never text from the network. */
export const MAIL_WORDS: Readonly<Record<Exclude<keyof typeof MAIL_MEANINGS, keyof typeof SYS>, Words>> = {
  'mail.mx_broken': {
    actWithin: '1 day',
    who: EDITOR,
    title: 'An MX record leads to no mail server.',
    says: 'The MX record of {zone} to {host} is wrong: {detail}.',
    advice: [
      'dig +short {zone} MX',
      'dig +trace {host} A',
      'Give the name an address, or take the MX record out; it must not be an alias.',
    ],
    source: 'RFC 5321 section 5.1; RFC 2181 section 10.3 forbids aliases',
  },
  'mail.port_unreachable': {
    actWithin: '1 day',
    who: POSTMASTER,
    title: 'A mail server takes no connection on port 25.',
    says: 'No mail for {zone} gets to {addresses} on port 25: {detail}.',
    advice: [
      'nc -vz -w 5 {address} 25',
      "Does the mail server run, and does it listen? `systemctl status postfix`, `kubectl get pods`, `ss -lntp 'sport = :25'`",
      'Look at the firewall, ingress TCP map and load balancer in front of it.',
    ],
    source: 'RFC 5321 section 4.5.4.1: senders try for 4 to 5 days, then give up',
  },
  'mail.starttls_missing': {
    actWithin: '1 day',
    who: POSTMASTER,
    title: 'A mail server offers no STARTTLS: mail to it goes in the clear.',
    says: 'Mail for {zone} goes in the clear to {addresses}: {detail}.',
    advice: [
      STARTTLS,
      'Postfix: look in its log for a key that it cannot read, and at its settings: `postconf smtpd_tls_security_level smtpd_tls_chain_files`',
      'If the server itself lists STARTTLS on localhost, a firewall on the way takes the word out (Cisco: no inspect esmtp).',
    ],
    source: 'RFC 3207 section 4; RFC 7435 section 1',
  },
  'mail.tls_broken': {
    actWithin: '1 week',
    who: POSTMASTER,
    title: 'A mail server takes the connection, and no TLS comes of it.',
    says: 'Port 25 at {addresses} is open, and no TLS comes about: {detail}.',
    advice: [
      STARTTLS,
      'A server that sends clients away may mean the vantage alone: block lists name the networks of clouds and homes.',
    ],
    source: 'RFC 3207 section 4.1; a notice only, since most senders then deliver in the clear',
  },
  'mail.certificate_expired': {
    actWithin: '1 week',
    who: POSTMASTER,
    title: 'The certificate on port 25 has expired.',
    says: 'The certificate on port 25 at {addresses} expired on {expiresAt}: senders that check it keep their mail.',
    advice: [STARTTLS, 'If the certificate on disk is newer, the server has not read it: `postfix reload`'],
    source: 'RFC 5280 section 4.1.2.5; most senders do not look (RFC 7435), those that honour MTA-STS or DANE-TA do',
  },
  'mail.sts_mismatch': {
    actWithin: '1 day',
    who: POSTMASTER,
    title: 'The MTA-STS policy and what is served do not agree: senders that honour it hold mail back, or cannot read it.',
    says: 'The MTA-STS policy of {zone} (mode {mode}) does not agree with what is served: {detail}.',
    advice: [
      'curl -sv https://mta-sts.{zone}/.well-known/mta-sts.txt',
      'dig +short _mta-sts.{zone} TXT; dig +short {zone} MX',
      'List every MX host in the policy, serve a valid certificate with its name there, and change the id in the TXT record with every change.',
    ],
    source: 'RFC 8461 sections 3.2, 3.3, 4.1 and 5',
  },
  'mail.dane_mismatch': {
    actWithin: '1 day',
    who: POSTMASTER,
    title: 'No TLSA record fits the certificate that the mail server shows: senders that honour DANE hold mail back.',
    says: 'No TLSA record of _25._tcp.{host} ({records}) fits what {addresses} shows: senders that honour DANE hold their mail back.',
    advice: [
      'dig +dnssec _25._tcp.{host} TLSA',
      'openssl s_client -starttls smtp -connect {connect} -servername {host} </dev/null 2>/dev/null | openssl x509 -pubkey -noout | openssl pkey -pubin -outform DER | sha256sum',
      'Publish the record of a new key two TTLs before it is put to use, and keep the key at renewals (certbot --reuse-key).',
    ],
    source: 'RFC 7672 sections 2.2 and 3.1; RFC 7671 section 8.1',
  },
  'mail.dane_unproven': {
    actWithin: '1 week',
    who: EDITOR,
    title: 'No TLSA record fits the certificate that the mail server shows, and nothing proves the records to senders.',
    says: 'No TLSA record of _25._tcp.{host} ({records}) fits what {addresses} shows; {why}.',
    advice: [
      'dig +dnssec _25._tcp.{host} TLSA',
      'Sign the zone and publish the record of the present key, or take the records out: on the day the zone is signed they would stop mail.',
    ],
    source: 'RFC 7672 section 2.2: records that DNSSEC does not prove are not heeded',
  },
  'mail.unknown': {
    actWithin: '1 day',
    who: 'whoever runs Picket',
    title: 'Picket could not learn where mail goes.',
    says: 'Picket could not learn where mail for {zone} goes: {detail}.',
    advice: ['dig +trace {zone} MX'],
    source: 'ours: what was not measured is neither well nor down',
  },
};
