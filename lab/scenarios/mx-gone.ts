import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** The zone's only MX record leads to a name that does not exist. */
export const mxGone: Scenario = {
  name: 'mx-gone',
  title: 'the MX record leads to a name that does not exist',
  target: ACME,
  arrange: arrangeAcme(
    {},
    { records: [{ owner: 'acme.test', ttlSeconds: 3600, type: 'MX', preference: 10, name: 'mx.acme.test' }] },
  ),
  expects: ['mail.mx_broken'],
  twin: {
    title: 'the zone says that it takes no mail (RFC 7505)',
    arrange: arrangeAcme({}, { records: [{ owner: 'acme.test', ttlSeconds: 3600, type: 'MX', preference: 0, name: '.' }] }),
  },
};
