import type { LabRecord } from '../record.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { altered } from '../vice.ts';

const isFirst = (record: LabRecord) => record.type === 'NS' && record.name === 'ns1.acme.test';

/** The second nameserver lists itself alone as a nameserver of the zone. */
export const childTorn: Scenario = {
  name: 'child-torn',
  title: 'the second nameserver lists itself alone as a nameserver of the zone',
  target: ACME,
  arrange: arrangeAcme({
    vice: altered((message) => ({ ...message, answers: message.answers.filter((record) => !isFirst(record)) })),
  }),
  expects: ['dns.delegation.child_torn'],
  quiet: true,
  twin: {
    title: 'both list both, in another order',
    arrange: arrangeAcme({ vice: altered((message) => ({ ...message, answers: message.answers.toReversed() })) }),
  },
};
