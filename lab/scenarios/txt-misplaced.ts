import { acmeExpecting, digests } from '../declared.ts';
import { text } from '../plan.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

const [value = ''] = digests(1);

/** The zone was edited three minutes ago, as its serial tells, which is a Unix time. */
const soa = { serial: Date.parse('2026-11-20T09:57:00Z') / 1000 };

/** The client writes to the right zone, and to another name. */
export const txtMisplaced: Scenario = {
  name: 'txt-misplaced',
  title: 'the serial has just moved, and the value stands at another name',
  target: acmeExpecting(value),
  arrange: arrangeAcme({}, { soa, records: [text('_acme-challenge.www.acme.test', value)] }),
  expects: ['acme.txt.missing'],
  twin: {
    title: 'no challenge is pending, and nothing stands at its name',
    target: ACME,
    arrange: arrangeAcme({}, { soa }),
  },
};
