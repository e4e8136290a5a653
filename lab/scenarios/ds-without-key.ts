import { RESOLVERS } from '../resolver.ts';
import { ACME, type Scenario } from '../scenario.ts';
import { servesSigned } from '../signed.ts';

/** The DS record at the parent is that of a key that was removed. */
export const dsWithoutKey: Scenario = {
  name: 'ds-without-key',
  title: 'the DS record at the parent is that of a key that was removed',
  target: { ...ACME, resolvers: RESOLVERS },
  arrange: servesSigned({ ds: ['removed'] }),
  expects: ['dnssec.ds_mismatch'],
  twin: {
    title: 'two DS records in a roll-over, the second for a key that does not sign yet',
    arrange: servesSigned({ ds: ['signing', 'next'] }),
  },
};
