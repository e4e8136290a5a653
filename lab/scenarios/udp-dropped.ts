import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { lossy, silentUdp } from '../vice.ts';

/** One nameserver answers over TCP alone. */
export const udpDropped: Scenario = {
  name: 'udp-dropped',
  title: 'one nameserver answers over TCP alone',
  target: ACME,
  arrange: arrangeAcme({ vice: silentUdp }),
  expects: ['dns.ns.udp_blocked'],
  twin: {
    title: 'a line that loses the first datagram of every question',
    arrange: arrangeAcme({ vice: lossy }),
  },
};
