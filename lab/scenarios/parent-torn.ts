import type { ZoneTarget } from '../../functions/core/target.ts';
import { acmeWith, type Scenario } from '../scenario.ts';
import { altered, type Vice } from '../vice.ts';
import { RCODES } from '../wire.ts';

const DEV: ZoneTarget = { kind: 'zone', zone: 'dev.acme.test' };

/** Has the zone as it was before the cut was made. */
const forgetful: Vice = altered((message, { question }) =>
  question?.name.toLowerCase().endsWith(DEV.zone) === true
    ? { ...message, rcode: RCODES.NXDOMAIN, authoritative: true, authorities: [], additionals: [] }
    : message,
);

/** Serves dev.acme.test, with something about the second nameserver of the zone above it. */
const below =
  (vice: Vice): Scenario['arrange'] =>
  async ({ internet }) => {
    await internet.serve(acmeWith({ vice }));
    await internet.serve({ zone: DEV.zone, hosts: [{ name: 'ns1.dev.acme.test' }, { name: 'ns2.dev.acme.test' }] });
  };

/** One nameserver of the parent zone denies the zone, the other leads to it. */
export const parentTorn: Scenario = {
  name: 'parent-torn',
  title: 'one nameserver of the parent zone denies the zone, the other leads to it',
  target: DEV,
  arrange: below(forgetful),
  expects: ['dns.delegation.parent_torn'],
  twin: { title: 'both lead to it', arrange: below((honest) => honest) },
};
