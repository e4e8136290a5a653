import { RESOLVERS } from '../resolver.ts';
import { ACME, HOUR, type Scenario } from '../scenario.ts';
import { servesSigned } from '../signed.ts';

/** A frozen secondary keeps its copy for longer than its signatures last. */
export const outlivedSignatures: Scenario = {
  name: 'outlived-signatures',
  title: 'a frozen secondary keeps its copy for longer than its signatures last',
  target: { ...ACME, resolvers: RESOLVERS },
  arrange: servesSigned({
    second: { from: '2026-11-14T00:00:00Z', until: '2026-11-26T00:00:00Z' },
    frozenFor: 5 * HOUR,
  }),
  expects: ['dns.secondary.frozen', 'dnssec.rrsig_before_expire'],
  twin: {
    title: 'signatures shorter than EXPIRE on a secondary that refreshes',
    arrange: servesSigned({ second: { from: '2026-11-14T00:00:00Z', until: '2026-11-26T00:00:00Z' } }),
  },
};
