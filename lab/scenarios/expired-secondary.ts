import { ACME, acmeWith, DAY, type Scenario } from '../scenario.ts';

/** One secondary has given its copy up. */
export const expiredSecondary: Scenario = {
  name: 'expired-secondary',
  title: 'one secondary has given its copy up',
  target: ACME,
  arrange: async ({ internet, pass }) => {
    const { secondary } = await internet.serve(acmeWith({}));
    secondary('ns2.acme.test').cutOff();
    pass(15 * DAY);
  },
  expects: ['dns.secondary.expired'],
  twin: {
    title: 'a secondary that was cut off for a day and repaired',
    arrange: async ({ internet, pass }) => {
      const { secondary } = await internet.serve(acmeWith({}));
      secondary('ns2.acme.test').cutOff();
      pass(DAY);
      secondary('ns2.acme.test').repair();
    },
  },
};
