import { ACME_WORDS } from '../core/acme-meanings.ts';
import { ADDRESS_WORDS } from '../core/address-meanings.ts';
import { CAA_WORDS } from '../core/caa-meanings.ts';
import { CANARY_WORDS } from '../core/canary-meanings.ts';
import { CERTIFICATE_WORDS } from '../core/certificate-meanings.ts';
import { CT_WORDS } from '../core/ct-meanings.ts';
import { DELEGATION_WORDS } from '../core/delegation-meanings.ts';
import { DNSSEC_WORDS } from '../core/dnssec-meanings.ts';
import type { Phrasebook } from '../core/finding.ts';
import { HTTP_WORDS } from '../core/http-meanings.ts';
import { MAIL_WORDS } from '../core/mail-meanings.ts';
import { NAMESERVER_WORDS } from '../core/nameserver-meanings.ts';
import { REACH_WORDS } from '../core/reach-meanings.ts';
import { RENEWAL_WORDS } from '../core/renewal-meanings.ts';
import { PORT_25_ADVICE, SYS_WORDS } from '../core/sys.ts';
import { SECONDARY_WORDS } from './secondary.ts';
import { SERIAL_WORDS } from './serial.ts';

/** A port 25 that is closed to the vantage. */
const LIMITED = { 'sys.probe_limited': { ...SYS_WORDS['sys.probe_limited'], advice: PORT_25_ADVICE } };

/** Every check's codes in words, beside the registry: the probe is deployed without them, and whoever tells looks them up here (decision 0011). */
export const WORDS: Phrasebook = {
  delegation: {
    asks: 'Does the parent zone send the world to the nameservers, and the addresses, that the zone itself names?',
    codes: DELEGATION_WORDS,
  },
  nameservers: {
    asks: 'Does every address of every nameserver answer for the zone, over UDP and TCP, with EDNS, and for types it does not know?',
    codes: { ...NAMESERVER_WORDS, ...SYS_WORDS },
  },
  serial: {
    asks: 'Do all nameservers serve the same SOA serial, by the arithmetic of RFC 1982?',
    codes: SERIAL_WORDS,
  },
  secondary: {
    asks: 'When did each secondary last reach its primary (EDNS EXPIRE), and when does its copy expire?',
    codes: SECONDARY_WORDS,
  },
  canary: {
    asks: 'Does the declared heartbeat reach every nameserver, and if not: is its writer dead, or a transfer?',
    codes: CANARY_WORDS,
  },
  'dns-01': {
    asks: 'Does the challenge name lead, alias by alias, to servers that all give the same answer, as a CA asks?',
    codes: ACME_WORDS,
  },
  caa: {
    asks: 'Does every CAA lookup from the names up to the top-level domain succeed, ours at every nameserver, and do the records let the CA issue?',
    codes: CAA_WORDS,
  },
  dnssec: {
    asks: 'Do DS and DNSKEY fit, do the signatures hold at every nameserver and for how long, and do validating resolvers agree?',
    codes: DNSSEC_WORDS,
  },
  addresses: {
    asks: 'Do all nameservers give the same A and AAAA records, do aliases end somewhere, and are the addresses those declared?',
    codes: ADDRESS_WORDS,
  },
  issuance: {
    asks: "How many certificates has Let's Encrypt issued for these names lately, and how many more may be ordered?",
    codes: CT_WORDS,
  },
  certificate: {
    asks: 'Is the certificate at every address in date, for this host, with its chain as sent, and is its renewal overdue?',
    codes: { ...CERTIFICATE_WORDS, ...REACH_WORDS, ...LIMITED },
  },
  renewal: {
    asks: 'Does the CA want the certificate replaced ahead of time (ARI)? Was a newer one issued and never deployed?',
    codes: RENEWAL_WORDS,
  },
  mail: {
    asks: 'Do the MX records lead to servers that take mail on port 25, with STARTTLS, and as MTA-STS and DANE announce?',
    codes: { ...MAIL_WORDS, ...LIMITED },
  },
  http: {
    asks: 'Is the page in order at every address of a web server: status, redirects, text, header fields, and how long it thinks?',
    codes: HTTP_WORDS,
  },
};
