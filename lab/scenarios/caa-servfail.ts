import { isMessage } from '../answering.ts';
import { TYPES } from '../record.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { servfailFor, type Vice } from '../vice.ts';
import { RCODES, replyTo } from '../wire.ts';

/** SERVFAIL to the first question for CAA, and never again. */
const blip: Vice = (honest) => {
  let blipped = false;
  return (query, transport) => {
    const reply = honest(query, transport);
    if (blipped || query.question?.type !== TYPES.CAA || !isMessage(reply)) return reply;
    blipped = true;
    return replyTo(query, { rcode: RCODES.SERVFAIL });
  };
};

/** Every nameserver of the provider answers SERVFAIL for CAA, and well for all else. */
export const caaServfail: Scenario = {
  name: 'caa-servfail',
  title: 'every nameserver of the provider answers SERVFAIL for CAA, and well for all else',
  target: ACME,
  arrange: async ({ internet }) => {
    const vice = servfailFor(TYPES.CAA);
    await internet.serve({ zone: 'acme.test', hosts: ['ns1.acme.test', 'ns2.acme.test'].map((name) => ({ name, vice })) });
  },
  expects: ['caa.lookup_error'],
  twin: {
    title: 'one SERVFAIL of one nameserver, and a good answer to the same question put again',
    arrange: arrangeAcme({ vice: blip }),
  },
};
