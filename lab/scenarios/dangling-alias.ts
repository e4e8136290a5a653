import { address, alias } from '../plan.ts';
import { ACME, acmeWith, type Scenario } from '../scenario.ts';

/** Serves a cloud where one name has both families, and acme.test with www as an alias of some name there. */
const aliasTo =
  (target: string): Scenario['arrange'] =>
  async ({ internet }) => {
    const records = [address('lb.cloud.test', '198.41.1.20'), address('lb.cloud.test', '2600:9000::20')];
    await internet.serve({ zone: 'cloud.test', hosts: [{ name: 'ns.cloud.test' }], records });
    await internet.serve(acmeWith({}, { records: [alias('www.acme.test', target)] }));
  };

/** The name that www is an alias of does not exist any more. */
export const danglingAlias: Scenario = {
  name: 'dangling-alias',
  title: 'www is an alias of a name that does not exist any more',
  target: ACME,
  arrange: aliasTo('gone.cloud.test'),
  expects: ['addr.dangling_cname'],
  twin: { title: 'www is an alias of a name with both families', arrange: aliasTo('lb.cloud.test') },
};
