import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

const names = ['ns1.acme.test', 'ns2.acme.test', 'ns.gone.example'];
const NAMES = { parentNames: names, childNames: names };

/** The domain of one nameserver has expired. */
export const nameserverDomainGone: Scenario = {
  name: 'nameserver-domain-gone',
  title: 'the domain of one nameserver has expired',
  target: ACME,
  arrange: arrangeAcme({}, NAMES),
  expects: ['dns.delegation.ns_unresolvable'],
  twin: {
    title: 'one nameserver is named in a zone of its own, below another top-level domain',
    arrange: async ({ internet }) => {
      const hosts = [{ name: 'ns.hosting.example' }];
      await internet.serve({ zone: 'hosting.example', hosts });
      await internet.serve({ zone: 'acme.test', hosts: [{ name: 'ns1.acme.test' }, ...hosts] });
    },
  },
};
