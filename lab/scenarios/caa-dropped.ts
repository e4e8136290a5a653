import { TYPES } from '../record.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { silentFor, slow } from '../vice.ts';

/** A firewall drops questions for types that it does not know. */
export const caaDropped: Scenario = {
  name: 'caa-dropped',
  title: 'a firewall drops questions for types that it does not know',
  target: ACME,
  arrange: arrangeAcme({ vice: silentFor(TYPES.CAA, 65_400) }),
  expects: ['caa.timeout'],
  twin: {
    title: 'a nameserver far away, that takes its time for every type',
    arrange: arrangeAcme({ vice: slow(120) }),
  },
};
