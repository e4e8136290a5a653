import { alias } from '../plan.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

const names = ['ns1.acme.test', 'ns2.acme.test', 'dns.acme.test'];

/** The name of a nameserver is an alias (RFC 2181 section 10.3 forbids it). */
export const nameserverIsAlias: Scenario = {
  name: 'nameserver-is-alias',
  title: 'the name of one nameserver is an alias',
  target: ACME,
  arrange: arrangeAcme({}, { parentNames: names, childNames: names, records: [alias('dns.acme.test', 'ns1.acme.test')] }),
  expects: ['dns.delegation.ns_unresolvable'],
  twin: {
    title: 'an alias points to a nameserver, and no NS record to the alias',
    arrange: arrangeAcme({}, { records: [alias('dns.acme.test', 'ns1.acme.test')] }),
  },
};
