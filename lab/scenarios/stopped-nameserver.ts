import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** One nameserver is not running: its ports are closed. */
export const stoppedNameserver: Scenario = {
  name: 'stopped-nameserver',
  title: 'one nameserver is not running: its ports are closed',
  target: ACME,
  arrange: arrangeAcme({ closed: ['udp', 'tcp'] }),
  expects: ['dns.ns.timeout'],
};
