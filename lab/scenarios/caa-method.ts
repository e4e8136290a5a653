import { acmeFor, caaRecord } from '../declared.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';

/** Only another validation method is allowed. */
export const caaMethod: Scenario = {
  name: 'caa-method',
  title: 'only another validation method is allowed',
  target: acmeFor(['acme.test']),
  arrange: arrangeAcme({}, { records: [caaRecord('acme.test', 0, 'issue', 'letsencrypt.org;validationmethods=http-01')] }),
  expects: ['caa.method_mismatch'],
  twin: {
    title: 'a list of methods that holds ours',
    arrange: arrangeAcme(
      {},
      { records: [caaRecord('acme.test', 0, 'issue', 'letsencrypt.org;validationmethods=http-01,dns-01')] },
    ),
  },
};
