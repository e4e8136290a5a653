import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { servfail } from '../vice.ts';

/** One nameserver answers SERVFAIL to everything. */
export const brokenBackend: Scenario = {
  name: 'broken-backend',
  title: 'one nameserver answers SERVFAIL to everything',
  target: ACME,
  arrange: arrangeAcme({ vice: servfail }),
  expects: ['dns.ns.servfail'],
};
