import { RESOLVERS } from '../resolver.ts';
import { ACME, type Scenario } from '../scenario.ts';
import { servesSigned } from '../signed.ts';

/** Besides the right DS record there is one of a key that nobody has. */
export const leftOverDs: Scenario = {
  name: 'left-over-ds',
  title: 'besides the right DS record there is one of a key that nobody has',
  target: { ...ACME, resolvers: RESOLVERS },
  arrange: servesSigned({ ds: ['signing', 'removed'] }),
  expects: ['dnssec.ds_mismatch'],
  quiet: true,
  twin: { title: 'the right DS record alone', arrange: servesSigned({}) },
};
