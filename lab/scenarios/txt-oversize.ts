import { digests } from '../declared.ts';
import { text } from '../plan.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** More values of earlier challenges than a CA can read. */
export const txtOversize: Scenario = {
  name: 'txt-oversize',
  title: 'eighty values of earlier challenges, more than a CA can read',
  target: ACME,
  arrange: arrangeAcme({}, { records: digests(80).map((value) => text('_acme-challenge.acme.test', value)) }),
  expects: ['acme.txt.oversize'],
};
