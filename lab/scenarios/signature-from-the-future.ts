import { RESOLVERS } from '../resolver.ts';
import { ACME, type Scenario } from '../scenario.ts';
import { servesSigned } from '../signed.ts';

/** One secondary serves signatures that begin tomorrow. */
export const signatureFromTheFuture: Scenario = {
  name: 'signature-from-the-future',
  title: 'one secondary serves signatures that begin tomorrow',
  target: { ...ACME, resolvers: RESOLVERS },
  arrange: servesSigned({ second: { from: '2026-11-21T10:00:00Z', until: '2026-12-05T10:00:00Z' } }),
  expects: ['dnssec.rrsig_future'],
  twin: {
    title: 'signatures that began a minute ago',
    arrange: servesSigned({ second: { from: '2026-11-20T09:59:00Z', until: '2026-12-04T09:59:00Z' } }),
  },
};
