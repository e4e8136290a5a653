import { acmeFor, caaRecord } from '../declared.ts';
import { type LabRecord, TYPES } from '../record.ts';
import type { Scenario } from '../scenario.ts';
import { altered } from '../vice.ts';
import { RCODES } from '../wire.ts';

/** SERVFAIL for CAA at the zone's own name alone. */
const vice = altered((message) =>
  message.question?.type === TYPES.CAA && message.question.name.toLowerCase() === 'acme.test'
    ? { ...message, rcode: RCODES.SERVFAIL, answers: [], authorities: [] }
    : message,
);
const hosts = ['ns1.acme.test', 'ns2.acme.test'].map((name) => ({ name, vice }));

/** Serves acme.test with these records, and SERVFAIL for CAA at its own name. */
export const erringAtApex =
  (...records: readonly LabRecord[]): Scenario['arrange'] =>
  async ({ internet }) => {
    await internet.serve({ zone: 'acme.test', hosts, records });
  };

/** SERVFAIL for CAA above a level that has a set of its own: told, and no alarm. */
export const caaErrorAbove: Scenario = {
  name: 'caa-error-above',
  title: 'SERVFAIL for CAA above a level that has a set of its own',
  target: acmeFor(['www.acme.test']),
  arrange: erringAtApex(caaRecord('www.acme.test', 0, 'issue', 'letsencrypt.org')),
  expects: ['caa.lookup_error'],
  quiet: true,
};
