import { address } from '../plan.ts';
import { acmeWith, arrangeAcme, type Scenario } from '../scenario.ts';

/** The name exists, inside the zone above it. */
export const notAZone: Scenario = {
  name: 'not-a-zone',
  title: 'the name exists, inside the zone above it',
  target: { kind: 'zone', zone: 'www.acme.test' },
  arrange: arrangeAcme({}, { records: [address('www.acme.test', '192.0.2.80')] }),
  expects: ['dns.delegation.not_a_zone'],
  twin: {
    title: 'the name is a zone of its own, on the servers of the zone above it',
    arrange: async ({ internet }) => {
      const plan = acmeWith({});
      await internet.serve(plan);
      await internet.serve({ ...plan, zone: 'www.acme.test' });
    },
  },
};
