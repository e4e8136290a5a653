import { getDomain } from 'tldts';
import type { Target } from './target.ts';

/**
 * The target with its registered domain, where that is not the zone itself: one label more than the public suffix, private suffixes such as
 * `github.io` included, as Let's Encrypt counts (Boulder, ratelimits). A suffix itself, or a name without one, stands for itself. For those who
 * make targets, and for nobody who runs in a function: the list of suffixes is as large as all checks together.
 */
export function withRegistered(target: Target): Target {
  if (target.kind !== 'zone') return target;
  const { zone } = target;
  const registered = getDomain(zone, { allowPrivateDomains: true, validateHostname: false, extractHostname: false }) ?? zone;
  return registered === zone ? target : { ...target, registered };
}
