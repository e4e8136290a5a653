import { digests } from '../declared.ts';
import { text } from '../plan.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

const challenges = (count: number) => digests(count).map((value) => text('_acme-challenge.acme.test', value));

/** More values of earlier challenges than a CA can read. */
export const txtOversize: Scenario = {
  name: 'txt-oversize',
  title: 'eighty values of earlier challenges, more than a CA can read',
  target: ACME,
  arrange: arrangeAcme({}, { records: challenges(80) }),
  expects: ['acme.txt.oversize'],
  twin: {
    title: 'eight values, which still go into one datagram of 512 bytes',
    arrange: arrangeAcme({}, { records: challenges(8) }),
    notes: ['acme.txt.stale'],
  },
};
