import { acmeFor } from '../declared.ts';
import { address, alias } from '../plan.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';

const both = (name: string) => ['203.0.114.80', '2a00::80'].map((one) => address(name, one));

/** A wildcard alias answers in the place of the challenge. */
export const txtWildcard: Scenario = {
  name: 'txt-wildcard',
  title: 'a wildcard alias answers in the place of the challenge',
  target: acmeFor(['acme.test']),
  arrange: arrangeAcme({}, { records: [alias('*.acme.test', 'lb.acme.test'), ...both('lb.acme.test')] }),
  expects: ['acme.txt.wildcard_shadow'],
  twin: {
    title: 'a wildcard that has addresses alone',
    arrange: arrangeAcme({}, { records: both('*.acme.test') }),
  },
};
