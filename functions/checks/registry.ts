import type { Check } from '../core/check.ts';
import { addresses } from './addresses.ts';
import { caa } from './caa.ts';
import { canary } from './canary.ts';
import { certificate } from './certificate.ts';
import { delegation } from './delegation.ts';
import { dns01 } from './dns-01.ts';
import { dnssec } from './dnssec.ts';
import { http } from './http.ts';
import { issuance } from './issuance.ts';
import { mail } from './mail.ts';
import { nameservers } from './nameservers.ts';
import { renewal } from './renewal.ts';
import { secondary } from './secondary.ts';
import { serial } from './serial.ts';

/** Every check, in the order in which a person reads about them: from the tree down to what clients see. */
export const CHECKS: readonly Check[] = [
  delegation,
  nameservers,
  serial,
  secondary,
  canary,
  dns01,
  caa,
  dnssec,
  addresses,
  issuance,
  certificate,
  renewal,
  mail,
  http,
];
