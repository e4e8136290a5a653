import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { recursionBit, recursor } from '../vice.ts';

/** A resolver answers in the place of one nameserver. */
export const resolverOnPort53: Scenario = {
  name: 'resolver-on-port-53',
  title: 'a resolver answers in the place of one nameserver',
  target: ACME,
  arrange: arrangeAcme({ vice: recursor }),
  expects: ['dns.ns.recursor'],
  twin: {
    title: 'an authoritative server that sets RA and refuses foreign names',
    arrange: arrangeAcme({ vice: recursionBit }),
  },
};
