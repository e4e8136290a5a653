import { acmeFor, caaRecord } from '../declared.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';

/** The zone names another CA than the one that is used. */
export const caaForbids: Scenario = {
  name: 'caa-forbids',
  title: 'the zone names another CA than the one that is used',
  target: acmeFor(['www.acme.test']),
  arrange: arrangeAcme({}, { records: [caaRecord('acme.test', 0, 'issue', 'digicert.com')] }),
  expects: ['caa.forbids'],
  twin: {
    title: 'the same, with a set at the name itself that allows it',
    arrange: arrangeAcme(
      {},
      {
        records: [caaRecord('acme.test', 0, 'issue', 'digicert.com'), caaRecord('www.acme.test', 0, 'issue', 'letsencrypt.org')],
      },
    ),
  },
};
