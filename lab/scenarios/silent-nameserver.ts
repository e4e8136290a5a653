import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { lossy, silent } from '../vice.ts';

/** One nameserver does not answer at all. */
export const silentNameserver: Scenario = {
  name: 'silent-nameserver',
  title: 'one nameserver does not answer at all',
  target: ACME,
  arrange: arrangeAcme({ vice: silent }),
  expects: ['dns.ns.timeout'],
  twin: {
    title: 'a line that loses the first datagram of every question',
    arrange: arrangeAcme({ vice: lossy }),
  },
};
