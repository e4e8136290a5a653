import { fromAnotherAddress } from '../hostile.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** One nameserver answers from another address than the one asked. */
export const anotherSource: Scenario = {
  name: 'another-source',
  title: 'one nameserver answers from another address than the one asked',
  target: ACME,
  arrange: arrangeAcme({ vice: fromAnotherAddress }),
  expects: ['dns.ns.udp_blocked'],
};
