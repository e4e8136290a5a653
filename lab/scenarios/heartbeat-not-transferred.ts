import { heartbeat, WATCHED } from '../heartbeat.ts';
import { HOUR, type Scenario } from '../scenario.ts';

const NAMES = ['ns1.acme.test', 'ns2.acme.test'];

/** The writer lives, and no secondary reaches the hidden primary. */
export const heartbeatNotTransferred: Scenario = {
  name: 'heartbeat-not-transferred',
  title: 'the heartbeat is written, and no secondary reaches the hidden primary',
  target: WATCHED,
  arrange: async ({ internet, pass }) => {
    const hosts = NAMES.map((name) => ({ name, role: 'secondary' as const }));
    const { secondary } = await internet.serve({ zone: 'acme.test', hosts, records: [heartbeat('2026-11-20T10:00:00Z')] });
    for (const name of NAMES) secondary(name).cutOff();
    pass(5 * HOUR);
  },
  expects: ['dns.secondary.frozen'],
  twin: {
    title: 'secondaries that hear of no edit and wait for their next poll',
    arrange: async ({ internet, pass }) => {
      const hosts = NAMES.map((name) => ({ name, role: 'secondary' as const }));
      await internet.serve({ zone: 'acme.test', hosts, records: [heartbeat('2026-11-20T10:00:00Z')] });
      pass(HOUR);
    },
  },
};
