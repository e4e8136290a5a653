import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { altered } from '../vice.ts';
import { RCODES } from '../wire.ts';

/** NODATA for every name that does not exist. */
const vice = altered((message) => (message.rcode === RCODES.NXDOMAIN ? { ...message, rcode: RCODES.NOERROR } : message));

/** One nameserver says NODATA where the other says NXDOMAIN. */
export const negativeMix: Scenario = {
  name: 'negative-mix',
  title: 'one nameserver says NODATA where the other says NXDOMAIN',
  target: ACME,
  arrange: arrangeAcme({ vice }),
  expects: ['acme.neg_mix'],
  twin: {
    title: 'every nameserver says NODATA',
    arrange: async ({ internet }) => {
      await internet.serve({ zone: 'acme.test', hosts: ['ns1.acme.test', 'ns2.acme.test'].map((name) => ({ name, vice })) });
    },
  },
};
