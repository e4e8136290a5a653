import { endlessTcp } from '../hostile.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** One nameserver truncates over UDP and sends foreign messages without end over TCP. */
export const chatterOverTcp: Scenario = {
  name: 'chatter-over-tcp',
  title: 'one nameserver truncates over UDP and sends foreign messages without end over TCP',
  target: ACME,
  arrange: arrangeAcme({ vice: endlessTcp }),
  expects: ['dns.ns.truncated_no_tcp'],
};
