import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { withoutAuthority } from '../vice.ts';

/** One nameserver hands the zone out and denies authority over it, as a cache or a proxy does. */
export const deniedAuthority: Scenario = {
  name: 'without-authority',
  title: 'one nameserver answers with the right data and AA=0',
  target: ACME,
  arrange: arrangeAcme({ vice: withoutAuthority }),
  expects: ['dns.ns.lame'],
};
