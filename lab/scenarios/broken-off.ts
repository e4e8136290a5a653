import { malformed } from '../hostile.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** The answers of one nameserver break off in the middle of a record. */
export const brokenOff: Scenario = {
  name: 'broken-off',
  title: 'the answers of one nameserver break off in the middle of a record',
  target: ACME,
  arrange: arrangeAcme({ vice: malformed }),
  expects: ['dns.ns.malformed'],
};
