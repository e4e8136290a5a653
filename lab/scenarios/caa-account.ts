import { acmeFor, caaRecord } from '../declared.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';

/** CAA names an account that was deleted. */
export const caaAccount: Scenario = {
  name: 'caa-account',
  title: 'the account that CAA names was deleted',
  target: acmeFor(['acme.test'], { account: 'https://ca.example/acct/2' }),
  arrange: arrangeAcme(
    {},
    { records: [caaRecord('acme.test', 0, 'issue', 'letsencrypt.org; accounturi=https://ca.example/acct/1')] },
  ),
  expects: ['caa.account_mismatch'],
  twin: {
    title: 'two records for two accounts, one of them ours',
    arrange: arrangeAcme(
      {},
      {
        records: [1, 2].map((id) =>
          caaRecord('acme.test', 0, 'issue', `letsencrypt.org; accounturi=https://ca.example/acct/${id}`),
        ),
      },
    ),
  },
};
