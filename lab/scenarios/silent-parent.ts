import type { Scenario } from '../scenario.ts';
import { silent } from '../vice.ts';

/** No server of the top-level domain answers. */
export const silentParent: Scenario = {
  name: 'silent-parent',
  title: 'no server of the top-level domain answers',
  target: { kind: 'zone', zone: 'acme.dead' },
  arrange: async ({ internet }) => {
    await internet.serve({ zone: 'dead', hosts: [{ name: 'a.nic.dead', vice: silent }] });
    await internet.serve({ zone: 'acme.dead', hosts: [{ name: 'ns1.acme.dead' }] });
  },
  expects: ['dns.delegation.unknown'],
  twin: {
    title: 'one of the two servers of the top-level domain is silent',
    arrange: async ({ internet }) => {
      await internet.serve({ zone: 'dead', hosts: [{ name: 'a.nic.dead', vice: silent }, { name: 'b.nic.dead' }] });
      await internet.serve({ zone: 'acme.dead', hosts: [{ name: 'ns1.acme.dead' }, { name: 'ns2.acme.dead' }] });
    },
  },
};
