import { ACME, acmeWith, DAY, HOUR, type Scenario } from '../scenario.ts';

/** One secondary has not reached its primary for five hours. */
export const frozenSecondary: Scenario = {
  name: 'frozen-secondary',
  title: 'one secondary has not reached its primary for five hours',
  target: ACME,
  arrange: async ({ internet, pass }) => {
    const { secondary } = await internet.serve(acmeWith({}));
    secondary('ns2.acme.test').cutOff();
    pass(5 * HOUR);
  },
  expects: ['dns.secondary.frozen'],
  twin: {
    title: 'a secondary in the middle of its refresh interval',
    arrange: async ({ internet, pass }) => {
      await internet.serve(acmeWith({}));
      pass(30 * DAY + HOUR);
    },
  },
};
