import { wrongQuestion } from '../hostile.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** One nameserver answers another question. */
export const foreignQuestion: Scenario = {
  name: 'foreign-question',
  title: 'one nameserver answers another question',
  target: ACME,
  arrange: arrangeAcme({ vice: wrongQuestion }),
  expects: ['dns.ns.malformed'],
};
