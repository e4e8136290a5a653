import { ACME, acmeWith, DAY, HOUR, type Scenario } from '../scenario.ts';

/** A frozen copy is given up in twenty hours. */
export const expiringSecondary: Scenario = {
  name: 'expiring-secondary',
  title: 'a frozen copy is given up in twenty hours',
  target: ACME,
  arrange: async ({ internet, pass }) => {
    const { secondary } = await internet.serve(acmeWith({}));
    secondary('ns2.acme.test').cutOff();
    pass(14 * DAY - 20 * HOUR);
  },
  expects: ['dns.secondary.expiring'],
  twin: {
    title: 'a copy that was refreshed two hours ago, of a zone that expires in fourteen days',
    arrange: async ({ internet, pass }) => {
      await internet.serve(acmeWith({}));
      pass(14 * DAY - 20 * HOUR);
    },
  },
};
