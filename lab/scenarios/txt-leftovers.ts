import { digests } from '../declared.ts';
import { text } from '../plan.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

const challenges = (count: number) => digests(count).map((value) => text('_acme-challenge.acme.test', value));

/** The client never deletes what it has written. */
export const txtLeftovers: Scenario = {
  name: 'txt-leftovers',
  title: 'nine values of earlier challenges',
  target: ACME,
  arrange: arrangeAcme({}, { records: challenges(9) }),
  expects: ['acme.txt.stale'],
  twin: { title: 'two values, of a name and its wildcard', arrange: arrangeAcme({}, { records: challenges(2) }) },
};
