import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** The parent still lists a nameserver that the zone has replaced. */
export const parentListsOldServer: Scenario = {
  name: 'parent-lists-old-server',
  title: 'the parent still lists a nameserver that the zone has replaced',
  target: ACME,
  arrange: async ({ internet }) => {
    const [ns1, ns2, ns3] = ['ns1.acme.test', 'ns2.acme.test', 'ns3.acme.test'] as const;
    const hosts = [ns1, ns2, ns3].map((name) => ({ name }));
    await internet.serve({ zone: 'acme.test', hosts, parentNames: [ns1, ns3], childNames: [ns1, ns2] });
  },
  expects: ['dns.delegation.ns_mismatch'],
  twin: {
    title: 'the parent lists the same nameservers in another order and case',
    arrange: arrangeAcme(
      {},
      {
        parentNames: ['NS2.acme.test', 'ns1.ACME.test'],
        glue: { 'NS2.acme.test': ['ns2.acme.test'], 'ns1.ACME.test': ['ns1.acme.test'] },
      },
    ),
  },
};
