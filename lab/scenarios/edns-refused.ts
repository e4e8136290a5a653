import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { noEdns } from '../vice.ts';

/** One nameserver answers FORMERR to every OPT record. */
export const ednsRefused: Scenario = {
  name: 'edns-refused',
  title: 'one nameserver answers FORMERR to every OPT record',
  target: ACME,
  arrange: arrangeAcme({ vice: noEdns }),
  expects: ['dns.ns.edns_broken'],
};
