import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** Both searches refuse: nothing is known of issuances, and that is no news about the zone. */
export const ctSearchDown: Scenario = {
  name: 'ct-search-down',
  title: 'no search over Certificate Transparency answers',
  target: ACME,
  arrange: arrangeAcme({}),
  log: () => ({ certSpotter: 'too many', crtSh: 'bad gateway' }),
  expects: ['sys.ct_unavailable'],
  twin: { title: 'the domain is new and has no certificate', arrange: arrangeAcme({}), log: () => ({}) },
};
