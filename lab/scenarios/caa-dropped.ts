import { TYPES } from '../record.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { silentFor } from '../vice.ts';

/** A firewall drops questions for types that it does not know. */
export const caaDropped: Scenario = {
  name: 'caa-dropped',
  title: 'a firewall drops questions for types that it does not know',
  target: ACME,
  arrange: arrangeAcme({ vice: silentFor(TYPES.CAA, 65_400) }),
  expects: ['dns.ns.unknown_qtype'],
};
