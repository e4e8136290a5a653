import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { truncating } from '../vice.ts';

/** One nameserver answers over UDP alone: its TCP port is closed. */
export const tcpClosed: Scenario = {
  name: 'tcp-closed',
  title: 'one nameserver answers over UDP alone: its TCP port is closed',
  target: ACME,
  arrange: arrangeAcme({ closed: ['tcp'] }),
  expects: ['dns.ns.tcp_blocked'],
  twin: {
    title: 'an answer that is truncated over UDP comes whole over TCP',
    arrange: arrangeAcme({ vice: truncating }),
  },
};
