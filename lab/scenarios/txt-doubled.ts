import { acmeFor, digests } from '../declared.ts';
import { text } from '../plan.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';

const [value = ''] = digests(1);

/** The whole name was typed where the zone is appended. */
export const txtDoubled: Scenario = {
  name: 'txt-doubled',
  title: 'the whole name was typed where the zone is appended',
  target: acmeFor(['acme.test']),
  arrange: arrangeAcme({}, { records: [text('_acme-challenge.acme.test.acme.test', value)] }),
  expects: ['acme.txt.doubled'],
  twin: {
    title: 'the value at the name itself',
    arrange: arrangeAcme({}, { records: [text('_acme-challenge.acme.test', value)] }),
  },
};
