import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** The top-level domain does not know the zone any more. */
export const domainGone: Scenario = {
  name: 'domain-gone',
  title: 'the top-level domain does not know the zone any more',
  target: ACME,
  arrange: arrangeAcme({}, { delegated: false }),
  expects: ['dns.delegation.gone'],
  twin: {
    title: 'the zone is there, and a name below it is not',
    arrange: arrangeAcme({}),
  },
};
