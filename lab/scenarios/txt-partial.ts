import { digests } from '../declared.ts';
import { text } from '../plan.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { altered } from '../vice.ts';

const records = digests(1).map((value) => text('_acme-challenge.acme.test', value));

/** The challenge has come to one nameserver and not to the other. */
export const txtPartial: Scenario = {
  name: 'txt-partial',
  title: 'the challenge has come to one nameserver and not to the other',
  target: ACME,
  arrange: arrangeAcme(
    { vice: altered((message) => ({ ...message, answers: message.answers.filter(({ type }) => type !== 'TXT') })) },
    { records },
  ),
  expects: ['acme.txt.partial'],
  twin: { title: 'the challenge stands at every nameserver', arrange: arrangeAcme({}, { records }) },
};
