import { acmeFor } from '../declared.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';
import { refused, type Vice } from '../vice.ts';

const CHALLENGE = '_acme-challenge.acme.test';

/** Knows nothing of the challenge's zone any more. */
const forgot: Vice = (honest) => {
  const refusing = refused(honest);
  return (query, transport, from) =>
    (query.question?.name.toLowerCase() === CHALLENGE ? refusing : honest)(query, transport, from);
};

/** Hands the challenge over to a provider, as a zone of its own, with something about the provider's servers. */
const handedOver =
  (...vices: readonly (Vice | undefined)[]): Scenario['arrange'] =>
  async (stage) => {
    await arrangeAcme({})(stage);
    const hosts = vices.map((vice, index) => ({ name: `ns${index + 1}.host.example`, ...(vice && { vice }) }));
    await stage.internet.serve({ zone: 'host.example', hosts });
    await stage.internet.serve({ zone: CHALLENGE, hosts });
  };

/** The challenge's own zone was deleted at the provider to which it was handed over. */
export const challengeZoneDead: Scenario = {
  name: 'challenge-zone-dead',
  title: "the challenge's own zone was deleted at the provider to which it was handed over",
  target: acmeFor(['acme.test', '*.acme.test']),
  arrange: handedOver(forgot, forgot),
  expects: ['acme.zone_dead'],
  twin: {
    title: 'one of two of its servers has lost it, and resolvers turn to the other',
    arrange: handedOver(undefined, forgot),
    notes: ['acme.zone_dead'],
  },
};
