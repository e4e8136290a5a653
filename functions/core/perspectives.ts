/** How many places a CA must ask from besides its own, and how many of them may disagree (CA/Browser Forum BR section 3.2.2.9). */
export interface PerspectiveRule {
  readonly remotes: number;
  readonly dissenters: number;
  /** Areas of regional address registries (RIPE NCC, ARIN, …) that the agreeing ones must lie in. */
  readonly registries: number;
}

/** The least number of remote perspectives, and of areas of address registries that they must lie in, by the day it came into force. */
const REMOTES: readonly { readonly since: string; readonly remotes: number; readonly registries: number }[] = [
  { since: '2026-12-15', remotes: 5, registries: 2 },
  { since: '2026-06-15', remotes: 4, registries: 2 },
  { since: '2026-03-15', remotes: 3, registries: 2 },
  { since: '2025-09-15', remotes: 2, registries: 1 }, // ballot SC-067: enforced from here on
];

/** The minimum in force on a date. One of up to five remote perspectives may disagree, two of six and more. */
export function perspectiveRule(now: Date): PerspectiveRule {
  const rule = REMOTES.find(({ since }) => now >= new Date(since));
  const { remotes, registries } = rule ?? { remotes: 0, registries: 0 };
  return { remotes, registries, dissenters: remotes >= 6 ? 2 : remotes >= 2 ? 1 : 0 };
}

/**
 * The chance, 0 to 1, that a validation passes where a share of the nameservers is good (domain A5): the primary perspective and enough
 * of the remote ones must each hit a good one. An estimate: that resolvers choose among servers evenly is not certain.
 */
export function chanceOf(goodShare: number, { remotes, dissenters }: Pick<PerspectiveRule, 'remotes' | 'dissenters'>): number {
  let chance = 0;
  for (let lost = 0; lost <= dissenters; lost += 1) {
    chance += choose(remotes, lost) * goodShare ** (remotes - lost) * (1 - goodShare) ** lost;
  }
  return goodShare * chance;
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let index = 1; index <= k; index += 1) ways = (ways * (n - k + index)) / index;
  return ways;
}
