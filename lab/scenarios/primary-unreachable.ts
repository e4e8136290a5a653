import { ACME, DAY, type Scenario } from '../scenario.ts';

/** The hidden primary was edited and no secondary has reached it for a day. */
export const primaryUnreachable: Scenario = {
  name: 'primary-unreachable',
  title: 'the hidden primary was edited and no secondary has reached it for a day',
  target: ACME,
  arrange: async ({ internet, pass }) => {
    const names = ['ns1.acme.test', 'ns2.acme.test'];
    const hosts = names.map((name) => ({ name, role: 'secondary' as const }));
    const { primary, secondary } = await internet.serve({ zone: 'acme.test', hosts });
    for (const name of names) secondary(name).cutOff();
    primary.edit((zone) => zone);
    pass(DAY);
  },
  expects: ['dns.secondary.frozen'],
  twin: {
    title: 'a hidden primary whose secondaries all reach it',
    arrange: async ({ internet, pass }) => {
      const hosts = ['ns1.acme.test', 'ns2.acme.test'].map((name) => ({ name, role: 'secondary' as const }));
      const { primary } = await internet.serve({ zone: 'acme.test', hosts });
      primary.edit((zone) => zone);
      pass(DAY);
    },
  },
};
