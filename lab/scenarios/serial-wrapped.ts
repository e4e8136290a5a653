import { ACME, acmeWith, type Scenario } from '../scenario.ts';
import { withoutExpire } from '../vice.ts';

/** The serial went past 2^32 and one secondary missed it. */
export const serialWrapped: Scenario = {
  name: 'serial-wrapped',
  title: 'the serial went past 2^32 and one secondary missed it',
  target: ACME,
  arrange: async ({ internet }) => {
    const { primary, secondary } = await internet.serve(acmeWith({ vice: withoutExpire }, { soa: { serial: 4_294_967_295 } }));
    secondary('ns2.acme.test').cutOff();
    primary.edit((zone) => zone);
  },
  expects: ['dns.serial.behind', 'dns.serial.wrapped'],
};
