import { acmeFor, caaRecord } from '../declared.ts';
import type { Scenario } from '../scenario.ts';
import { altered } from '../vice.ts';
import { RCODES } from '../wire.ts';

/** SERVFAIL for CAA at the zone's own name alone. */
const vice = altered((message) =>
  message.question?.type === 257 && message.question.name.toLowerCase() === 'acme.test'
    ? { ...message, rcode: RCODES.SERVFAIL, answers: [], authorities: [] }
    : message,
);
const hosts = ['ns1.acme.test', 'ns2.acme.test'].map((name) => ({ name, vice }));

/** SERVFAIL for CAA above a level that has a set of its own: told, and no alarm. */
export const caaErrorAbove: Scenario = {
  name: 'caa-error-above',
  title: 'SERVFAIL for CAA above a level that has a set of its own',
  target: acmeFor(['www.acme.test']),
  arrange: async ({ internet }) => {
    const records = [caaRecord('www.acme.test', 0, 'issue', 'letsencrypt.org')];
    await internet.serve({ zone: 'acme.test', hosts, records });
  },
  expects: ['caa.lookup_error', 'dns.ns.servfail'],
};
