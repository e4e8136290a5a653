import { acmeFor, caaRecord } from '../declared.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';

/** Only another CA may issue wildcards. */
export const caaForbidsWildcard: Scenario = {
  name: 'caa-forbids-wildcard',
  title: 'issue allows the CA, issuewild another one alone',
  target: acmeFor(['acme.test', '*.acme.test']),
  arrange: arrangeAcme(
    {},
    { records: [caaRecord('acme.test', 0, 'issue', 'letsencrypt.org'), caaRecord('acme.test', 0, 'issuewild', 'digicert.com')] },
  ),
  expects: ['caa.forbids_wildcard'],
  twin: {
    title: 'the same records, and certificates for hosts alone',
    target: acmeFor(['acme.test', 'www.acme.test']),
    arrange: arrangeAcme(
      {},
      {
        records: [caaRecord('acme.test', 0, 'issue', 'letsencrypt.org'), caaRecord('acme.test', 0, 'issuewild', 'digicert.com')],
      },
    ),
  },
};
