import { ACME, acmeWith, arrangeAcme, type Scenario } from '../scenario.ts';

/** One nameserver does not have the zone. */
export const zoneNotLoaded: Scenario = {
  name: 'zone-not-loaded',
  title: 'one nameserver does not have the zone',
  target: ACME,
  arrange: arrangeAcme({ holds: false }),
  expects: ['dns.ns.refused'],
  twin: {
    title: 'the server refuses a zone that was never delegated to it',
    arrange: async ({ internet }) => {
      await internet.serve({ zone: 'other.test', hosts: [{ name: 'ns1.other.test' }] });
      await internet.serve(acmeWith({}));
    },
  },
};
