import { address } from '../plan.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** Nothing listens on port 25 of the only mail exchanger. */
export const mailPortClosed: Scenario = {
  name: 'mail-port-closed',
  title: 'nothing listens on port 25 of the only mail exchanger',
  target: ACME,
  arrange: arrangeAcme(
    {},
    {
      records: [
        { owner: 'acme.test', ttlSeconds: 3600, type: 'MX', preference: 10, name: 'mx.acme.test' },
        address('mx.acme.test', '127.53.0.250'),
      ],
    },
  ),
  expects: ['mail.port_unreachable'],
  twin: {
    title: 'a host is there that no MX record leads to',
    arrange: arrangeAcme({}, { records: [address('mx.acme.test', '127.53.0.250')] }),
  },
};
