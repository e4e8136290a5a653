import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';
import { dropsEdns, plainDns } from '../vice.ts';

/** A firewall drops every query with an OPT record. */
export const ednsDropped: Scenario = {
  name: 'edns-dropped',
  title: 'a firewall drops every query with an OPT record',
  target: ACME,
  arrange: arrangeAcme({ vice: dropsEdns }),
  expects: ['dns.ns.edns_broken'],
  twin: {
    title: 'a server that answers without OPT and ignores options',
    arrange: arrangeAcme({ vice: plainDns }),
  },
};
