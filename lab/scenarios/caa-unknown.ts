import { TYPES } from '../record.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { notimpFor } from '../vice.ts';

/** One nameserver answers NOTIMP for CAA. */
export const caaUnknown: Scenario = {
  name: 'caa-unknown',
  title: 'one nameserver answers NOTIMP for CAA',
  target: ACME,
  arrange: arrangeAcme({ vice: notimpFor(TYPES.CAA) }),
  expects: ['caa.lookup_error'],
  twin: {
    title: 'no CAA record, and an answer that says so',
    arrange: arrangeAcme({}),
  },
};
