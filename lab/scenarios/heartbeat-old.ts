import { heartbeat, WATCHED } from '../heartbeat.ts';
import { HOUR, type Scenario } from '../scenario.ts';
import { withoutExpire } from '../vice.ts';

/** Secondaries of a hidden primary, without EDNS EXPIRE, and a heartbeat so old. */
const hidden =
  (old: number): Scenario['arrange'] =>
  async ({ internet, pass }) => {
    const hosts = ['ns1.acme.test', 'ns2.acme.test'].map((name) => ({ name, role: 'secondary' as const, vice: withoutExpire }));
    await internet.serve({ zone: 'acme.test', hosts, records: [heartbeat('2026-11-20T10:00:00Z')] });
    pass(old);
  };

/** The heartbeat is old everywhere, and nothing tells whether its writer or the transfers are dead. */
export const heartbeatOld: Scenario = {
  name: 'heartbeat-old',
  title: 'the heartbeat is old everywhere, and nothing tells why',
  target: WATCHED,
  arrange: hidden(5 * HOUR),
  expects: ['acme.canary.stale'],
  twin: { title: 'a heartbeat of ten minutes ago', arrange: hidden(600) },
};
