import { acmeFor, caaRecord } from '../declared.ts';
import { address, alias } from '../plan.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';

const HOST = { zone: 'host.example', hosts: [{ name: 'ns1.host.example' }] };
const ours = arrangeAcme(
  {},
  { records: [alias('shop.acme.test', 'edge.host.example'), caaRecord('acme.test', 0, 'issue', 'letsencrypt.org')] },
);

/** The name is an alias, and the set of its target names another CA. */
export const caaByAlias: Scenario = {
  name: 'caa-by-alias',
  title: 'the name is an alias, and the set of its target names another CA',
  target: acmeFor(['shop.acme.test']),
  arrange: async (stage) => {
    await ours(stage);
    await stage.internet.serve({ ...HOST, records: [caaRecord('edge.host.example', 0, 'issue', 'digicert.com')] });
  },
  expects: ['caa.forbids'],
  twin: {
    title: 'the set stands above the target, where nobody climbs to',
    arrange: async (stage) => {
      await ours(stage);
      const records = [caaRecord('host.example', 0, 'issue', 'digicert.com'), address('edge.host.example', '192.0.2.80')];
      await stage.internet.serve({ ...HOST, records });
    },
  },
};
