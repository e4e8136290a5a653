import { acmeFor, caaRecord } from '../declared.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';

/** A critical record that no CA knows. */
export const caaCritical: Scenario = {
  name: 'caa-critical',
  title: 'a critical record that no CA knows',
  target: acmeFor(['acme.test']),
  arrange: arrangeAcme(
    {},
    { records: [caaRecord('acme.test', 0, 'issue', 'letsencrypt.org'), caaRecord('acme.test', 128, 'tbs', 'x')] },
  ),
  expects: ['caa.critical_unknown'],
  twin: {
    title: 'records about other things that are not critical',
    arrange: arrangeAcme(
      {},
      { records: [caaRecord('acme.test', 0, 'iodef', 'mailto:a@acme.test'), caaRecord('acme.test', 0, 'issuemail', ';')] },
    ),
  },
};
