import { ACME, acmeWith, arrangeAcme, type Scenario } from '../scenario.ts';
import { stale } from '../vice.ts';

/** The serials of two nameservers are exactly 2^31 apart. */
export const serialsWithoutOrder: Scenario = {
  name: 'serials-without-order',
  title: 'the serials of two nameservers are exactly 2^31 apart',
  target: ACME,
  arrange: arrangeAcme({ vice: stale((2_026_112_001 + 2 ** 31) >>> 0) }),
  expects: ['dns.serial.incomparable'],
  twin: {
    title: 'a serial that went past 2^32, level everywhere',
    arrange: async ({ internet }) => {
      const { primary } = await internet.serve(acmeWith({}, { soa: { serial: 4_294_967_295 } }));
      primary.edit((zone) => zone);
    },
  },
};
