import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** The parent hands out the address that a nameserver had before it moved. */
export const movedNameserver: Scenario = {
  name: 'moved-nameserver',
  title: 'the parent hands out the address that a nameserver had before it moved',
  target: ACME,
  arrange: arrangeAcme({}, { glue: { 'ns2.acme.test': ['ns1.acme.test'] } }),
  expects: ['dns.delegation.glue_mismatch'],
  twin: {
    title: 'nameservers of another zone have no glue, and need none',
    arrange: async ({ internet }) => {
      const hosts = [{ name: 'ns1.hosting.example' }, { name: 'ns2.hosting.example' }];
      await internet.serve({ zone: 'hosting.example', hosts });
      await internet.serve({ zone: 'acme.test', hosts });
    },
  },
};
