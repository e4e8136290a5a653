import { caaRecord } from '../declared.ts';
import { TYPES } from '../record.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { altered } from '../vice.ts';

const records = [caaRecord('acme.test', 0, 'issue', 'letsencrypt.org')];

/** One nameserver serves other CAA records at the same serial. */
export const caaInconsistent: Scenario = {
  name: 'caa-inconsistent',
  title: 'one nameserver serves other CAA records at the same serial',
  target: ACME,
  arrange: arrangeAcme(
    {
      vice: altered((message) =>
        message.question?.type === TYPES.CAA && message.answers.length > 0
          ? { ...message, answers: [caaRecord('acme.test', 0, 'issue', 'digicert.com')] }
          : message,
      ),
    },
    { records },
  ),
  expects: ['caa.inconsistent'],
  twin: {
    title: 'the same records in another order',
    arrange: arrangeAcme(
      { vice: altered((message) => ({ ...message, answers: [...message.answers].reverse() })) },
      { records: [...records, caaRecord('acme.test', 0, 'issue', 'digicert.com')] },
    ),
  },
};
