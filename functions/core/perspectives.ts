/** How many places a CA must ask from besides its own, and how many of them may disagree (CA/Browser Forum BR section 3.2.2.9). */
export interface PerspectiveRule {
  readonly remotes: number;
  /** Of that many remote ones; `remotes` itself where they are asked and cannot stop an order yet. */
  readonly dissenters: number;
  /** Areas of regional address registries (RIPE NCC, ARIN, …) that the agreeing remote ones must lie in; 1 asks for nothing. */
  readonly registries: number;
}

/** Each phase of ballot SC-067 by the day it came into force, midnight UTC; the newest first. */
const PHASES: readonly (PerspectiveRule & { readonly since: string })[] = [
  { since: '2026-12-15', remotes: 5, dissenters: 1, registries: 2 },
  { since: '2026-06-15', remotes: 4, dissenters: 1, registries: 2 },
  { since: '2026-03-15', remotes: 3, dissenters: 1, registries: 2 },
  { since: '2025-09-15', remotes: 2, dissenters: 1, registries: 1 },
  { since: '2025-03-15', remotes: 2, dissenters: 2, registries: 1 }, // asked and written down; the CA may issue all the same
];

/** The least that a CA must do on a date. From 2024-09-15 on it should, which stops no order. */
export function perspectiveRule(now: Date): PerspectiveRule {
  const phase = PHASES.find(({ since }) => now >= new Date(since));
  const { remotes, dissenters, registries } = phase ?? { remotes: 0, dissenters: 0, registries: 1 };
  return { remotes, dissenters, registries };
}

/** Of so many remote places or, where the rule wants more, of those it wants, how many may disagree: one of up to five, two of six and more. */
export function dissentersAmong(remotes: number, rule: PerspectiveRule): number {
  const asked = Math.max(remotes, rule.remotes);
  if (!isBinding(rule)) return asked;
  return asked >= 6 ? 2 : rule.dissenters;
}

/** Can remote places stop an order? */
export function isBinding({ remotes, dissenters }: PerspectiveRule): boolean {
  return dissenters < remotes;
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
