import { heartbeat, heartbeatOf, WATCHED } from '../heartbeat.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';
import { altered, type Vice } from '../vice.ts';

/** Shows another heartbeat in the place of the zone's. */
const showing = (writtenAt: string): Vice =>
  altered((message) => ({
    ...message,
    answers: message.answers.map((record) => (record.type === 'TXT' ? { ...record, strings: heartbeatOf(writtenAt) } : record)),
  }));

const fresh = { records: [heartbeat('2026-11-20T09:58:00Z')] };

/** One nameserver shows yesterday's heartbeat, with today's serial. */
export const heartbeatLate: Scenario = {
  name: 'heartbeat-late',
  title: "one nameserver shows yesterday's heartbeat with today's serial",
  target: WATCHED,
  arrange: arrangeAcme({ vice: showing('2026-11-19T09:58:00Z') }, fresh),
  expects: ['acme.canary.lag'],
  twin: {
    title: 'one nameserver is one heartbeat behind',
    arrange: arrangeAcme({ vice: showing('2026-11-20T09:48:00Z') }, fresh),
  },
};
