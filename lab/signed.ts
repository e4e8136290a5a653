import { accepts, serveResolvers } from './resolver.ts';
import { acmeWith, type Scenario } from './scenario.ts';
import { FRESH, openSigner, publishDs, type Window } from './signing.ts';
import type { Vice } from './vice.ts';

/** How a signed acme.test differs from one in good order. */
export interface SignedPlan {
  /** When the signatures of the first and of the second nameserver begin and end. Default: fresh. */
  readonly first?: Window;
  readonly second?: Window;
  /** Whose DS records are at the parent: the key that signs, one that is published and does not sign yet, one that is gone. Default `signing`. */
  readonly ds?: readonly ('signing' | 'next' | 'removed')[];
  /** What the second nameserver does to the signed answers. Default nothing. */
  readonly vice?: Vice;
  /** What the first resolvers say; the others accept. Default none. */
  readonly resolvers?: Parameters<typeof serveResolvers>[1][];
  /** So long ago, in seconds, the second nameserver reached its primary last. Default: it reaches it. */
  readonly frozenFor?: number;
}

/** Serves acme.test signed, with resolvers at `RESOLVERS`. */
export function servesSigned(plan: SignedPlan): Scenario['arrange'] {
  return async ({ internet, pass }) => {
    const { first = FRESH, second = FRESH, ds = ['signing'], resolvers = [], frozenFor, vice = (honest) => honest } = plan;
    await serveResolvers(internet, ...[...resolvers, accepts, accepts, accepts].slice(0, 3));
    const [signing, next, removed] = [openSigner('acme.test'), openSigner('acme.test'), openSigner('acme.test')];
    const others = ds.includes('next') ? [next] : [];
    const zone = await internet.serve({
      ...acmeWith({}),
      hosts: [
        { name: 'ns1.acme.test', vice: signing.signs(first, others) },
        { name: 'ns2.acme.test', vice: (honest) => vice(signing.signs(second, others)(honest)) },
      ],
    });
    publishDs(internet, ...ds.map((which) => ({ signing, next, removed })[which].ds));
    if (frozenFor === undefined) return;
    zone.secondary('ns2.acme.test').cutOff();
    pass(frozenFor);
  };
}
