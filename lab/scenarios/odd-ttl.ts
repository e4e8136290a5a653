import { address } from '../plan.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

const www = address('www.acme.test', '198.41.1.20');

/** The address of www may be kept for a week. */
export const oddTtl: Scenario = {
  name: 'odd-ttl',
  title: 'the address of www may be kept for a week',
  target: ACME,
  arrange: arrangeAcme({}, { records: [{ ...www, ttlSeconds: 604_800 }] }),
  expects: ['addr.ttl'],
  quiet: true,
  twin: { title: 'a day, the most that is usual', arrange: arrangeAcme({}, { records: [{ ...www, ttlSeconds: 86_400 }] }) },
};
