import { address } from '../plan.ts';
import { type LabRecord, TYPES } from '../record.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { altered } from '../vice.ts';
import { RCODES } from '../wire.ts';

const records: readonly LabRecord[] = [address('www.acme.test', '198.41.1.20')];

/** Says of a name without AAAA that it does not exist, as some load balancers do. */
const deniesSix = altered((message, { question }) =>
  question?.type === TYPES.AAAA && message.answers.length === 0 ? { ...message, rcode: RCODES.NXDOMAIN } : message,
);

/** One nameserver answers NXDOMAIN to AAAA of a name that has an A record. */
export const halfDenied: Scenario = {
  name: 'half-denied',
  title: 'one nameserver answers NXDOMAIN to AAAA of a name that has an A record',
  target: ACME,
  arrange: arrangeAcme({ vice: deniesSix }, { records }),
  expects: ['addr.rcode_mismatch'],
  twin: { title: 'a name without AAAA, and an answer that says so', arrange: arrangeAcme({}, { records }) },
};
