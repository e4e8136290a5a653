import { compressionLoop } from '../hostile.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** One nameserver sends a name that points to itself. */
export const loopingName: Scenario = {
  name: 'looping-name',
  title: 'one nameserver sends a name that points to itself',
  target: ACME,
  arrange: arrangeAcme({ vice: compressionLoop }),
  expects: ['dns.ns.malformed'],
};
