import type { Check } from '../core/check.ts';
import { certificate } from './certificate.ts';
import { delegation } from './delegation.ts';
import { nameservers } from './nameservers.ts';
import { secondary } from './secondary.ts';
import { serial } from './serial.ts';

/** Every check, in the order in which a person reads about them: from the tree down to what clients see. */
export const CHECKS: readonly Check[] = [delegation, nameservers, serial, secondary, certificate];
