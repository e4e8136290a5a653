import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { slow } from '../vice.ts';

/** One nameserver answers after 600 ms. */
export const slowNameserver: Scenario = {
  name: 'slow-nameserver',
  title: 'one nameserver answers after 600 ms',
  target: ACME,
  arrange: arrangeAcme({ vice: slow(600) }),
  expects: ['dns.ns.slow'],
  quiet: true,
  twin: {
    title: 'one nameserver is far away: 120 ms',
    arrange: arrangeAcme({ vice: slow(120) }),
  },
};
