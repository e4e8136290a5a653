import { isWithin } from './dns.ts';
import type { Issuance } from './issuance.ts';

/**
 * The hosts of a zone that unexpired certificates name, each once, those of the newest certificates first. A wildcard names no host, and names of
 * other domains are nobody's business here: certificates have both.
 */
export function loggedHosts(issuances: readonly Issuance[], zone: string, now: Date): readonly string[] {
  const valid = issuances.filter(({ notAfter }) => notAfter > now);
  const named = valid.flatMap(({ names, notBefore }) => names.map((name) => ({ name, atMs: notBefore.getTime() })));
  const newest = new Map<string, number>();
  for (const { name, atMs } of named) {
    if (name.startsWith('*.') || !isWithin(name, zone)) continue;
    newest.set(name, Math.max(newest.get(name) ?? atMs, atMs));
  }
  return [...newest].sort(([a, aMs], [b, bMs]) => bMs - aMs || (a < b ? -1 : 1)).map(([name]) => name);
}
