import { ACME, type Scenario } from '../scenario.ts';

/** Two zones are named in one another, and neither can be reached without the other. */
export const circularDelegation: Scenario = {
  name: 'circular-delegation',
  title: 'two zones have their nameservers in one another, without glue',
  target: ACME,
  arrange: async ({ internet }) => {
    const [here, there] = [{ name: 'ns.acme.test' }, { name: 'ns.other.example' }];
    await internet.serve({ zone: 'acme.test', hosts: [there] });
    await internet.serve({ zone: 'other.example', hosts: [here] });
  },
  expects: ['dns.delegation.ns_unresolvable'],
  twin: {
    title: 'two zones have a nameserver in one another, and one of their own',
    arrange: async ({ internet }) => {
      const [here, there] = [{ name: 'ns.acme.test' }, { name: 'ns.other.example' }];
      await internet.serve({ zone: 'acme.test', hosts: [here] });
      await internet.serve({ zone: 'other.example', hosts: [there, here] });
    },
  },
};
