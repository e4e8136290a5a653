import type { Check } from '../core/check.ts';

/** Every check, in the order in which a person reads about them: from the tree down to what clients see. */
export const CHECKS: readonly Check[] = [];
