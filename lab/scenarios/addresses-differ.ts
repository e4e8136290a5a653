import { address } from '../plan.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { altered, type Vice } from '../vice.ts';

const WWW = 'www.acme.test';

/** Gives another address for every A record of www, the next one with each answer where there are several. */
const giving = (...addresses: readonly string[]): Vice => {
  let turn = 0;
  return altered((message) => {
    const other = addresses[turn++ % addresses.length] ?? '';
    const answers = message.answers.map((record) =>
      record.type === 'A' && record.owner.toLowerCase() === WWW ? { ...record, address: other } : record,
    );
    return { ...message, answers };
  });
};

/** One nameserver leads www elsewhere, with the same serial. */
export const addressesDiffer: Scenario = {
  name: 'addresses-differ',
  title: 'one nameserver leads www elsewhere, with the same serial',
  target: ACME,
  arrange: arrangeAcme({ vice: giving('198.41.1.9') }, { records: [address(WWW, '198.41.1.1')] }),
  expects: ['addr.mismatch'],
  twin: {
    title: 'an address that rotates inside its declared pool',
    target: { ...ACME, addresses: [{ name: WWW, pool: ['198.41.1.0/28'] }] },
    arrange: arrangeAcme({ vice: giving('198.41.1.2', '198.41.1.3') }, { records: [address(WWW, '198.41.1.1')] }),
  },
};
