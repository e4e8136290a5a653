import { address, alias } from '../plan.ts';
import { ACME, acmeWith, arrangeAcme, type Scenario } from '../scenario.ts';

/** The name that www is an alias of has IPv4 alone. */
export const aliasWithoutSix: Scenario = {
  name: 'alias-without-six',
  title: 'www is an alias of a name with IPv4 alone',
  target: ACME,
  arrange: async ({ internet }) => {
    const records = [address('lb.cloud.test', '198.41.1.20')];
    await internet.serve({ zone: 'cloud.test', hosts: [{ name: 'ns.cloud.test' }], records });
    await internet.serve(acmeWith({}, { records: [alias('www.acme.test', 'lb.cloud.test')] }));
  },
  expects: ['addr.aaaa_dead_end'],
  quiet: true,
  twin: {
    title: 'www has IPv4 alone and is no alias',
    arrange: arrangeAcme({}, { records: [address('www.acme.test', '198.41.1.20')] }),
  },
};
