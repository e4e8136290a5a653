import { acmeFor } from '../declared.ts';
import { address, alias } from '../plan.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';

const TARGET = '8e5700ea-a4bf-41c7-8a77-e990661dcc6a.auth.example';
const ours = arrangeAcme({}, { records: [alias('_acme-challenge.acme.test', TARGET)] });
const theirs = { zone: 'auth.example', hosts: [{ name: 'ns1.auth.example' }] };

/** The account to which the challenge was delegated was deleted. */
export const txtAliasDangling: Scenario = {
  name: 'txt-alias-dangling',
  title: 'the account to which the challenge was delegated was deleted',
  target: acmeFor(['acme.test', '*.acme.test']),
  arrange: async (stage) => {
    await ours(stage);
    await stage.internet.serve(theirs);
  },
  expects: ['acme.txt.cname_broken'],
  twin: {
    title: 'the account exists, and has no challenge between two renewals',
    arrange: async (stage) => {
      await ours(stage);
      await stage.internet.serve({ ...theirs, records: [address(TARGET, '192.0.2.80')] });
    },
  },
};
