import { ACME, acmeWith, type Scenario } from '../scenario.ts';
import { withSoa } from '../zone.ts';

/** The serial at the primary was set back from a date to a clock. */
export const serialSetBack: Scenario = {
  name: 'serial-set-back',
  title: 'the serial at the primary was set back from a date to a clock',
  target: ACME,
  arrange: async ({ internet }) => {
    const { primary } = await internet.serve(acmeWith({}));
    primary.edit((zone) => withSoa(zone, { serial: 1_763_600_000 }));
  },
  expects: ['dns.serial.ahead'],
  twin: {
    title: 'two providers with a primary and a counter each',
    arrange: async ({ internet }) => {
      const names = ['ns1.one.example', 'ns1.two.example'];
      const both = { zone: 'acme.test', parentNames: names, childNames: names };
      for (const provider of ['one.example', 'two.example']) {
        await internet.serve({ zone: provider, hosts: [{ name: `ns1.${provider}` }] });
      }
      await internet.serve({ ...both, hosts: [{ name: 'ns1.one.example' }] });
      await internet.serve({ ...both, hosts: [{ name: 'ns1.two.example' }], soa: { serial: 17 }, delegated: false });
    },
  },
};
