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
  delegation: DELEGATION_WORDS,
  nameservers: { ...NAMESERVER_WORDS, ...SYS_WORDS },
  serial: SERIAL_WORDS,
  secondary: SECONDARY_WORDS,
  canary: CANARY_WORDS,
  'dns-01': ACME_WORDS,
  caa: CAA_WORDS,
  dnssec: DNSSEC_WORDS,
  addresses: ADDRESS_WORDS,
  issuance: CT_WORDS,
  certificate: { ...CERTIFICATE_WORDS, ...REACH_WORDS, ...LIMITED },
  renewal: RENEWAL_WORDS,
  mail: { ...MAIL_WORDS, ...LIMITED },
  http: HTTP_WORDS,
};
