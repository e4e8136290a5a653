import { garbage } from '../hostile.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** One nameserver answers with noise. */
export const noise: Scenario = {
  name: 'noise',
  title: 'one nameserver answers with noise',
  target: ACME,
  arrange: arrangeAcme({ vice: garbage }),
  expects: ['dns.ns.malformed'],
};
