import { type Check, isForEverySlot } from '../functions/core/check.ts';
import type { Target } from '../functions/core/target.ts';

/** The targets with their registered domains, where a check was asked for that counts by them; for any other the list of suffixes stays unread. */
export async function registeredFor(
  targets: readonly Target[],
  checks: readonly Check[],
  only: readonly string[] = [],
): Promise<readonly Target[]> {
  const counts = (check: Check) => check.about === 'zone' && !isForEverySlot(check);
  if (!checks.some((check) => counts(check) && only.includes(check.name))) return targets;
  const { withRegistered } = await import('../functions/core/registered.ts');
  return targets.map(withRegistered);
}
