import { WATCHED } from '../heartbeat.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** The heartbeat was deleted with some other edit. */
export const heartbeatDeleted: Scenario = {
  name: 'heartbeat-deleted',
  title: 'the heartbeat was deleted with some other edit',
  target: WATCHED,
  arrange: arrangeAcme({}, { soa: { serial: 2_026_112_002 } }),
  expects: ['acme.canary.writer_dead'],
  twin: { title: 'no heartbeat is declared', target: ACME, arrange: arrangeAcme({}, { soa: { serial: 2_026_112_002 } }) },
};
