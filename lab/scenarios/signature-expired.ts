import { RESOLVERS } from '../resolver.ts';
import { ACME, type Scenario } from '../scenario.ts';
import { servesSigned } from '../signed.ts';
import { FRESH } from '../signing.ts';

/** One secondary serves signatures that have ended. */
export const signatureExpired: Scenario = {
  name: 'signature-expired',
  title: 'one secondary serves signatures that have ended',
  target: { ...ACME, resolvers: RESOLVERS },
  arrange: servesSigned({ second: { from: '2026-10-20T00:00:00Z', until: '2026-11-19T00:00:00Z' } }),
  expects: ['dnssec.rrsig_expiring'],
  twin: {
    title: 'signatures of 8 days that are renewed every 4',
    arrange: servesSigned({
      first: { from: '2026-11-16T11:00:00Z', until: '2026-11-24T11:00:00Z' },
      second: FRESH,
    }),
  },
};
