import { CANARY, heartbeat, WATCHED } from '../heartbeat.ts';
import { acmeWith, HOUR, type Scenario } from '../scenario.ts';

/** The primary serves the zone and nobody writes the heartbeat any more. */
export const heartbeatStopped: Scenario = {
  name: 'heartbeat-stopped',
  title: 'the primary serves the zone and nobody writes the heartbeat any more',
  target: WATCHED,
  arrange: async ({ internet, pass }) => {
    await internet.serve(acmeWith({}, { records: [heartbeat('2026-11-20T09:55:00Z')] }));
    pass(HOUR);
  },
  expects: ['acme.canary.writer_dead'],
  twin: {
    title: `a writer that pauses for a quarter of an hour, every ${CANARY.intervalSeconds} s its due`,
    arrange: async ({ internet, pass }) => {
      await internet.serve(acmeWith({}, { records: [heartbeat('2026-11-20T10:00:00Z')] }));
      pass(HOUR / 4);
    },
  },
};
