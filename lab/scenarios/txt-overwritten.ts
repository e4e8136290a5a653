import { acmeFor, digests } from '../declared.ts';
import { text } from '../plan.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';

const challenges = (count: number) => digests(count).map((value) => text('_acme-challenge.acme.test', value));

/** The client writes the value of the wildcard over that of the name. */
export const txtOverwritten: Scenario = {
  name: 'txt-overwritten',
  title: 'one value where a name and its wildcard need two',
  target: acmeFor(['acme.test', '*.acme.test']),
  arrange: arrangeAcme({}, { records: challenges(1) }),
  expects: ['acme.txt.need_two'],
  quiet: true,
  twin: {
    title: 'both values, as a client writes them that adds',
    target: acmeFor(['acme.test', '*.acme.test']),
    arrange: arrangeAcme({}, { records: challenges(2) }),
  },
};
