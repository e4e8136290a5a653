import { address } from '../plan.ts';
import { holding, RESOLVERS, serveResolvers } from '../resolver.ts';
import { ACME, acmeWith, type Scenario } from '../scenario.ts';

const www = address('www.acme.test', '198.41.1.21');
const old = { ...address('www.acme.test', '198.41.1.20'), ttlSeconds: 1900 };

/** www has moved, and a resolver still holds the address from before. */
export const staleCache: Scenario = {
  name: 'stale-cache',
  title: 'www has moved, and a resolver still holds the address from before',
  target: { ...ACME, resolvers: [RESOLVERS[0]] },
  arrange: async ({ internet }) => {
    await serveResolvers(internet, holding(old));
    await internet.serve(acmeWith({}, { records: [www] }));
  },
  expects: ['addr.caches_stale'],
  quiet: true,
  twin: {
    title: 'the TTL is over, and the resolver has the new address',
    arrange: async ({ internet }) => {
      await serveResolvers(internet, holding(www));
      await internet.serve(acmeWith({}, { records: [www] }));
    },
  },
};
