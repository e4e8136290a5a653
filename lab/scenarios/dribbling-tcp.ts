import { byteASecond } from '../hostile.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** One nameserver truncates over UDP and sends a byte a second over TCP. */
export const dribblingTcp: Scenario = {
  name: 'dribbling-tcp',
  title: 'one nameserver truncates over UDP and sends a byte a second over TCP',
  target: ACME,
  arrange: arrangeAcme({ vice: byteASecond }),
  expects: ['dns.ns.truncated_no_tcp'],
};
