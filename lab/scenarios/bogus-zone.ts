import { outOfOrder, RESOLVERS, rejects } from '../resolver.ts';
import { ACME, type Scenario } from '../scenario.ts';
import { servesSigned } from '../signed.ts';

/** Resolvers reject the zone, and give it unchecked. */
export const bogusZone: Scenario = {
  name: 'bogus-zone',
  title: 'two of three resolvers reject the zone and give it unchecked',
  target: { ...ACME, resolvers: RESOLVERS },
  arrange: servesSigned({ resolvers: [rejects, rejects] }),
  expects: ['dnssec.bogus'],
  twin: {
    title: 'two resolvers out of order, which give nothing unchecked either',
    arrange: servesSigned({ resolvers: [outOfOrder, outOfOrder] }),
  },
};
