import { address } from '../plan.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** The inside address of www is in the public zone. */
export const privateAddress: Scenario = {
  name: 'private-address',
  title: 'the inside address of www is in the public zone',
  target: ACME,
  arrange: arrangeAcme({}, { records: [address('www.acme.test', '10.20.30.40')] }),
  expects: ['addr.private'],
  twin: {
    title: 'a public address of both families',
    arrange: arrangeAcme({}, { records: [address('www.acme.test', '198.41.1.20'), address('www.acme.test', '2600:9000::20')] }),
  },
};
