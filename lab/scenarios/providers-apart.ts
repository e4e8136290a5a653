import { acmeFor, digests } from '../declared.ts';
import { text } from '../plan.ts';
import { type LabRecord, TYPES } from '../record.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';
import { altered, type Vice } from '../vice.ts';

const CHALLENGE = '_acme-challenge.acme.test';
const values = digests(2).map((value) => text(CHALLENGE, value));

/** As a second provider has it: the SOA names a primary of its own, and its serial is low. */
const ofAnother = (record: LabRecord): LabRecord =>
  record.type === 'SOA' ? { ...record, soa: { ...record.soa, primary: 'dns1.other.example', serial: 7 } } : record;

/** A second provider, which has the challenge whether the first has it or not. */
const another: Vice = altered((message, { question }) => {
  const isChallenge = question?.name.toLowerCase() === CHALLENGE && question.type === TYPES.TXT;
  if (isChallenge) return { ...message, rcode: 0, answers: values, authorities: [] };
  return { ...message, answers: message.answers.map(ofAnother), authorities: message.authorities.map(ofAnother) };
});

/** Of two providers the one with the lower serial has the challenge, the other has not. */
export const providersApart: Scenario = {
  name: 'providers-apart',
  title: 'of two providers the one with the lower serial has the challenge, the other has not',
  target: acmeFor(['acme.test', '*.acme.test']),
  arrange: arrangeAcme({ vice: another }),
  expects: ['acme.txt.partial'],
  twin: {
    title: 'both have it, each by its own count of serials',
    arrange: arrangeAcme({ vice: another }, { records: values }),
  },
};
