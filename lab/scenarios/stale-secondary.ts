import { ACME, acmeWith, type Scenario } from '../scenario.ts';
import { withoutExpire } from '../vice.ts';

/** One secondary missed an edit and does not tell its age. */
export const staleSecondary: Scenario = {
  name: 'stale-secondary',
  title: 'one secondary missed an edit and does not tell its age',
  target: ACME,
  arrange: async ({ internet }) => {
    const { primary, secondary } = await internet.serve(acmeWith({ vice: withoutExpire }));
    secondary('ns2.acme.test').cutOff();
    primary.edit((zone) => zone);
  },
  expects: ['dns.serial.behind'],
  twin: {
    title: 'an edit that NOTIFY carried to the secondary at once',
    arrange: async ({ internet }) => {
      const { primary } = await internet.serve(acmeWith({ vice: withoutExpire }));
      primary.edit((zone) => zone);
    },
  },
};
