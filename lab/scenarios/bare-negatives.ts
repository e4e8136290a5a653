import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { noSoaInNegative } from '../vice.ts';

/** One nameserver leaves the SOA out of its negative answers. */
export const bareNegatives: Scenario = {
  name: 'bare-negatives',
  title: 'one nameserver leaves the SOA out of its negative answers',
  target: ACME,
  arrange: arrangeAcme({ vice: noSoaInNegative }),
  expects: ['dns.ns.no_soa_in_negative'],
};
