import { WATCHED } from '../heartbeat.ts';
import type { Scenario } from '../scenario.ts';
import { refused } from '../vice.ts';

const hosts = ['ns1.acme.test', 'ns2.acme.test'].map((name) => ({ name, vice: refused }));

/** Nobody serves the zone in which the heartbeat lies. */
export const heartbeatUnheard: Scenario = {
  name: 'heartbeat-unheard',
  title: 'nobody serves the zone in which the heartbeat lies',
  target: WATCHED,
  arrange: async ({ internet }) => {
    await internet.serve({ zone: 'acme.test', hosts });
  },
  expects: ['dns.ns.refused'],
};
