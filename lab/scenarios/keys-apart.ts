import { accepts, RESOLVERS, serveResolvers } from '../resolver.ts';
import { ACME, acmeWith, type Scenario } from '../scenario.ts';
import { FRESH, openSigner, publishDs } from '../signing.ts';

/** Two providers that sign acme.test with a key each; both keys have their DS record. `exchanged`: each publishes the key of the other too. */
const twoSigners =
  (exchanged: boolean): Scenario['arrange'] =>
  async ({ internet }) => {
    await serveResolvers(internet, accepts, accepts, accepts);
    const [one, other] = [openSigner('acme.test'), openSigner('acme.test')];
    const hosts = [
      { name: 'ns1.acme.test', vice: one.signs(FRESH, exchanged ? [other] : []) },
      { name: 'ns2.acme.test', vice: other.signs(FRESH, exchanged ? [one] : []) },
    ];
    await internet.serve({ ...acmeWith({}), hosts });
    publishDs(internet, one.ds, other.ds);
  };

/** Two providers sign the zone, and neither shows the key of the other. */
export const keysApart: Scenario = {
  name: 'keys-apart',
  title: 'two providers sign the zone, and neither shows the key of the other',
  target: { ...ACME, resolvers: RESOLVERS },
  arrange: twoSigners(false),
  expects: ['dnssec.keys_apart'],
  twin: { title: 'each shows the key of the other too', arrange: twoSigners(true) },
};
