import type { Scenario } from '../scenario.ts';
import { lame } from '../vice.ts';

/** The servers of the top-level domain point back to the root: whoever followed would walk in a circle. */
export const parentPointsUpward: Scenario = {
  name: 'parent-points-upward',
  title: 'the server of the top-level domain points back to the root',
  target: { kind: 'zone', zone: 'acme.loop' },
  arrange: async ({ internet }) => {
    await internet.serve({ zone: 'loop', hosts: [{ name: 'a.nic.loop', vice: lame }] });
    await internet.serve({ zone: 'acme.loop', hosts: [{ name: 'ns1.acme.loop' }] });
  },
  expects: ['dns.delegation.unknown'],
};
