import { address, alias } from '../plan.ts';
import { TYPES } from '../record.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { altered, type Vice } from '../vice.ts';

const records = [address('lb.acme.test', '198.41.1.20'), address('lb.acme.test', '2600:9000::20')];

/** Gives the zone's own name as an alias to who asks for addresses, as some providers let their customers have it. */
const aliased: Vice = altered((message, { question }) =>
  question?.name.toLowerCase() === 'acme.test' && (question.type === TYPES.A || question.type === TYPES.AAAA)
    ? { ...message, answers: [alias('acme.test', 'lb.acme.test')], authorities: [] }
    : message,
);

/** The zone's own name is an alias. */
export const apexAlias: Scenario = {
  name: 'apex-alias',
  title: "the zone's own name is an alias",
  target: ACME,
  arrange: async ({ internet }) => {
    const hosts = [
      { name: 'ns1.acme.test', vice: aliased },
      { name: 'ns2.acme.test', vice: aliased },
    ];
    await internet.serve({ zone: 'acme.test', hosts, records });
  },
  expects: ['addr.apex_alias'],
  twin: {
    title: "the zone's own name has the addresses that the provider looked up for it",
    arrange: arrangeAcme(
      {},
      { records: [...records, address('acme.test', '198.41.1.20'), address('acme.test', '2600:9000::20')] },
    ),
  },
};
