import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** One nameserver answers over IPv4 and is silent over IPv6. */
export const sixIsDead: Scenario = {
  name: 'six-is-dead',
  title: 'one nameserver answers over IPv4 and is silent over IPv6',
  target: ACME,
  arrange: arrangeAcme({ addresses: ['next', '::1'], deafAt: ['::1'] }),
  expects: ['dns.ns.v6_only_failing'],
  twin: {
    title: 'one nameserver answers over IPv4 and IPv6',
    arrange: arrangeAcme({ addresses: ['next', '::1'] }),
  },
};
