import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { stale } from '../vice.ts';

/** Each nameserver counts for itself, and nobody said so. */
export const independentSerials: Scenario = {
  name: 'independent-serials',
  title: 'each nameserver counts for itself, and nobody said so',
  target: ACME,
  arrange: arrangeAcme({ vice: stale(7) }),
  expects: ['dns.serial.behind'],
  twin: {
    title: 'each nameserver counts for itself, and is declared to',
    target: { ...ACME, serials: 'independent' },
    arrange: arrangeAcme({ vice: stale(7) }),
  },
};
