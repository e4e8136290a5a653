import { type Check, isForEverySlot } from '../functions/core/check.ts';
import type { Target } from '../functions/core/target.ts';

/** The targets with their registered domains, where a check was asked for that counts by them; for any other the list of suffixes stays unread. */
export async function registeredFor(
  targets: readonly Target[],
  checks: readonly Check[],
  only: readonly string[] = [],
): Promise<readonly Target[]> {
  if (!checks.some((check) => !isForEverySlot(check) && only.includes(check.name))) return targets;
  const { withRegistered } = await import('../functions/core/registered.ts');
  return targets.map(withRegistered);
}
