import { acmeFor } from '../declared.ts';
import { accepts, RESOLVERS, rejects, serveResolvers } from '../resolver.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';
import { openSigner, publishDs } from '../signing.ts';

const CHALLENGE = '_acme-challenge.acme.test';

/** Hands the challenge over to a server that signs nothing. `ds`: the zone above has a DS record all the same. */
const handedOver =
  (ds: boolean): Scenario['arrange'] =>
  async (stage) => {
    const { internet } = stage;
    const say = ds ? rejects : accepts;
    await serveResolvers(internet, say, say, accepts);
    await arrangeAcme({})(stage);
    const hosts = [{ name: 'ns1.host.example' }];
    await internet.serve({ zone: 'host.example', hosts });
    await internet.serve({ zone: CHALLENGE, hosts });
    if (ds) publishDs(internet, openSigner(CHALLENGE).ds);
  };

/** The challenge was handed over to a server that signs nothing, and the zone above has a DS record for it. */
export const challengeZoneBogus: Scenario = {
  name: 'challenge-zone-bogus',
  title: 'the challenge was handed over to a server that signs nothing, and there is a DS record for it',
  target: { ...acmeFor(['acme.test', '*.acme.test']), resolvers: RESOLVERS },
  arrange: handedOver(true),
  expects: ['acme.zone_bogus'],
  twin: { title: 'without the DS record', arrange: handedOver(false) },
};
