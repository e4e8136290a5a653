import { acmeExpecting, digests } from '../declared.ts';
import { text } from '../plan.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';

const NAME = '_acme-challenge.acme.test';
const [value = '', other = ''] = digests(2);

/** Another client has put its own value in the place of ours. */
export const txtOfAnother: Scenario = {
  name: 'txt-of-another',
  title: 'the value of another client stands where ours should',
  target: acmeExpecting(value),
  arrange: arrangeAcme({}, { records: [text(NAME, other)] }),
  expects: ['acme.txt.missing'],
  twin: {
    title: 'both values stand there',
    arrange: arrangeAcme({}, { records: [text(NAME, other), text(NAME, value)] }),
  },
};
