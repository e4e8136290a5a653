import { acmeFor, caaRecord } from '../declared.ts';
import { address } from '../plan.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';
import { erringAtApex } from './caa-error-above.ts';

/** The set that kept the climb from a SERVFAIL above it was removed. */
export const caaErrorReached: Scenario = {
  name: 'caa-error-reached',
  title: 'the set that kept the climb from a SERVFAIL above it was removed',
  target: acmeFor(['www.acme.test']),
  arrange: erringAtApex(),
  expects: ['caa.lookup_error'],
  twin: {
    title: 'no set at the name, and one above it that every server gives',
    arrange: arrangeAcme(
      {},
      { records: [caaRecord('acme.test', 0, 'issue', 'letsencrypt.org'), address('www.acme.test', '198.41.1.20')] },
    ),
  },
};
