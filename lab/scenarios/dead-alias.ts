import { text } from '../plan.ts';
import { TYPES } from '../record.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { servfailFor } from '../vice.ts';

/** The target of the ALIAS at the apex cannot be resolved: SERVFAIL for A alone. */
export const deadAlias: Scenario = {
  name: 'dead-alias',
  title: 'the target of the ALIAS at the apex cannot be resolved: SERVFAIL for A alone',
  target: ACME,
  arrange: arrangeAcme({ vice: servfailFor(TYPES.A, TYPES.AAAA) }),
  expects: ['dns.ns.servfail'],
  twin: {
    title: 'a zone for mail alone, without an address at its apex',
    arrange: arrangeAcme({}, { records: [text('acme.test', 'v=spf1 -all')] }),
  },
};
