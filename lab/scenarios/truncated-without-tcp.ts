import { text } from '../plan.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

const STALE = Array.from({ length: 12 }, (_, n) => text('acme.test', `old-challenge-${n}-${'x'.repeat(150)}`));

/** Twelve old TXT values do not fit a datagram, and TCP is closed. */
export const truncatedWithoutTcp: Scenario = {
  name: 'truncated-without-tcp',
  title: 'twelve old TXT values do not fit a datagram, and TCP is closed',
  target: ACME,
  arrange: arrangeAcme({ closed: ['tcp'] }, { records: STALE }),
  expects: ['dns.ns.truncated_no_tcp'],
  twin: {
    title: 'twelve old TXT values do not fit a datagram, and come over TCP',
    arrange: arrangeAcme({}, { records: STALE }),
  },
};
