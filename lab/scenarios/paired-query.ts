import { address } from '../plan.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { racing } from '../vice.ts';

const records = [address('acme.test', '198.41.1.1'), address('acme.test', '2600:9000::1')];

/** A nameserver behind address translation: the second of two questions from one socket is lost (the fourth post-mortem). */
export const pairedQuery: Scenario = {
  name: 'paired-query',
  title: 'address translation in front of one nameserver loses the second question of every socket',
  target: ACME,
  arrange: arrangeAcme({ vice: racing() }, { records }),
  expects: ['addr.paired_query'],
  twin: {
    title: 'one of the two answers was lost once, on a busy line',
    arrange: arrangeAcme({ vice: racing(1) }, { records }),
  },
};
