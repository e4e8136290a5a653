import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { lame, recursionBit } from '../vice.ts';

/** One nameserver knows nothing of the zone and points to the root. */
export const lameNameserver: Scenario = {
  name: 'lame-nameserver',
  title: 'one nameserver knows nothing of the zone and points to the root',
  target: ACME,
  arrange: arrangeAcme({ vice: lame }),
  expects: ['dns.ns.lame'],
  twin: {
    title: 'an authoritative server that sets RA and resolves nothing',
    arrange: arrangeAcme({ vice: recursionBit }),
  },
};
