import { strayFirst } from '../hostile.ts';
import { TYPES } from '../record.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { lowerCasing } from '../vice.ts';

/** One nameserver spells the asked name in lower case. */
export const caseNotEchoed: Scenario = {
  name: 'case-not-echoed',
  title: 'one nameserver spells the asked name in lower case',
  target: ACME,
  arrange: arrangeAcme({ vice: lowerCasing }),
  expects: ['dns.ns.case_mangled'],
  twin: {
    title: 'a stray datagram with another id arrives before the answer',
    arrange: arrangeAcme({ vice: strayFirst(TYPES.SOA) }),
  },
};
