import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { silentTcp } from '../vice.ts';

/** One nameserver answers over UDP alone: TCP connections die of silence. */
export const tcpDropped: Scenario = {
  name: 'tcp-dropped',
  title: 'one nameserver answers over UDP alone: TCP connections die of silence',
  target: ACME,
  arrange: arrangeAcme({ vice: silentTcp }),
  expects: ['dns.ns.tcp_blocked'],
};
