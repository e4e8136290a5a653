import { acmeExpecting, digests } from '../declared.ts';
import { text } from '../plan.ts';
import { acmeWith, arrangeAcme, type Scenario } from '../scenario.ts';

const NAME = '_acme-challenge.acme.test';
const [value = ''] = digests(1);

/** The client writes to a copy of the zone that the public does not see. */
export const txtMissing: Scenario = {
  name: 'txt-missing',
  title: 'the client writes to a zone that nobody outside is sent to',
  target: acmeExpecting(value),
  arrange: async ({ internet }) => {
    await internet.serve(acmeWith({}));
    const inside = { zone: NAME, hosts: [{ name: 'ns.inside.example' }], delegated: false };
    await internet.serve({ ...inside, records: [text(NAME, value)] });
  },
  expects: ['acme.txt.missing'],
  twin: {
    title: 'the client writes to the zone that the public sees, and the value is everywhere',
    arrange: arrangeAcme({}, { records: [text(NAME, value)] }),
  },
};
