import { ACME, type Scenario } from '../scenario.ts';
import { silent } from '../vice.ts';

/** No nameserver of the zone answers. */
export const allSilent: Scenario = {
  name: 'all-silent',
  title: 'no nameserver of the zone answers',
  target: ACME,
  arrange: async ({ internet }) => {
    const hosts = [
      { name: 'ns1.acme.test', vice: silent },
      { name: 'ns2.acme.test', vice: silent },
    ];
    await internet.serve({ zone: 'acme.test', hosts });
  },
  expects: ['dns.ns.timeout'],
};
