import { wrongId } from '../hostile.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** One nameserver answers under another id. */
export const foreignId: Scenario = {
  name: 'foreign-id',
  title: 'one nameserver answers under another id',
  target: ACME,
  arrange: arrangeAcme({ vice: wrongId }),
  expects: ['dns.ns.malformed'],
};
