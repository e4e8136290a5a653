import { ACME, type Scenario } from '../scenario.ts';

/** Every nameserver refuses the zone, as after its deletion at the provider. */
export const deletedAtProvider: Scenario = {
  name: 'deleted-at-provider',
  title: 'every nameserver refuses the zone, as after its deletion at the provider',
  target: ACME,
  arrange: async ({ internet }) => {
    const hosts = [
      { name: 'ns1.acme.test', holds: false },
      { name: 'ns2.acme.test', holds: false },
    ];
    await internet.serve({ zone: 'acme.test', hosts });
  },
  expects: ['dns.ns.refused'],
};
