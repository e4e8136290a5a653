import { address, alias } from '../plan.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { servfail, type Vice } from '../vice.ts';

/** www as an alias of a name at a provider, with something about the provider's only server. */
const atProvider =
  (vice: Vice): Scenario['arrange'] =>
  async (stage) => {
    await arrangeAcme({}, { records: [alias('www.acme.test', 'lb.cloud.test')] })(stage);
    const records = [address('lb.cloud.test', '198.41.1.20'), address('lb.cloud.test', '2600:9000::20')];
    await stage.internet.serve({ zone: 'cloud.test', hosts: [{ name: 'ns.cloud.test', vice }], records });
  };

/** The provider of the name that www is an alias of answers SERVFAIL. */
export const aliasDead: Scenario = {
  name: 'alias-dead',
  title: 'the provider of the name that www is an alias of answers SERVFAIL',
  target: ACME,
  arrange: atProvider(servfail),
  expects: ['addr.alias_dead'],
  twin: { title: 'the provider answers', arrange: atProvider((honest) => honest) },
};
