import { ACME, DAY, type Scenario } from '../scenario.ts';

/** Every secondary has given its copy up. */
export const allExpired: Scenario = {
  name: 'all-expired',
  title: 'every secondary has given its copy up',
  target: ACME,
  arrange: async ({ internet, pass }) => {
    const names = ['ns1.acme.test', 'ns2.acme.test'];
    const hosts = names.map((name) => ({ name, role: 'secondary' as const }));
    const { secondary } = await internet.serve({ zone: 'acme.test', hosts });
    for (const name of names) secondary(name).cutOff();
    pass(15 * DAY);
  },
  expects: ['dns.secondary.expired'],
};
