import { type Balance, balanceOf, EXACT_SET, REGISTERED_DOMAIN } from './bucket.ts';
import { type Issuance, issuedMs, LETS_ENCRYPT, setOf } from './issuance.ts';

const DAY_MS = 86_400_000;

/** The window in which Let's Encrypt says how many certificates there may be. */
const WINDOW_MS = 7 * DAY_MS;
/** A set seen within so long is renewed, not new (Boulder, ra and wfe2: 120 days). */
const RENEWAL_MS = 120 * DAY_MS;

/** How one exact set of names stands towards the limit on duplicates. All counts are lower bounds: logs and searches lag behind. */
export interface SetUse {
  readonly names: readonly string[];
  /** Issued in the last 7 days. */
  readonly recent: number;
  readonly balance: Balance;
  /** At least twice in 7 days a new one came sooner than a token comes back, while more than half of the life of the one before was left. */
  readonly isChurning: boolean;
}

/** Every set of names that Let's Encrypt has issued for, as it stands now. */
export function setUsesOf(issuances: readonly Issuance[], now: Date): readonly SetUse[] {
  const sets = Map.groupBy(
    issuances.filter(({ organization }) => organization === LETS_ENCRYPT),
    ({ names }) => setOf(names),
  );
  return [...sets.values()].map((same) => {
    const inOrder = same.toSorted((a, b) => issuedMs(a) - issuedMs(b));
    const isRecent = (one: Issuance) => issuedMs(one) > now.getTime() - WINDOW_MS;
    const hasty = inOrder.filter((one, index) => isRecent(one) && isHasty(inOrder[index - 1], one));
    return {
      names: same[0]?.names ?? [],
      recent: inOrder.filter(isRecent).length,
      balance: balanceOf(EXACT_SET, bookedMs(inOrder, now), now),
      isChurning: hasty.length >= 2,
    };
  });
}

function isHasty(before: Issuance | undefined, one: Issuance): boolean {
  if (before === undefined || issuedMs(one) - issuedMs(before) >= EXACT_SET.refillMs) return false;
  const life = before.notAfter.getTime() - before.notBefore.getTime();
  return before.notAfter.getTime() - issuedMs(one) > life / 2;
}

/** How a registered domain stands towards the limit on new sets; a set issued within 120 days before is a renewal and free. */
export function domainUseOf(issuances: readonly Issuance[], now: Date): { readonly recent: number; readonly balance: Balance } {
  const sets = Map.groupBy(
    issuances.filter(({ organization }) => organization === LETS_ENCRYPT),
    ({ names }) => setOf(names),
  );
  const spent = [...sets.values()].flatMap((same) => {
    const times = bookedMs(same, now).toSorted((a, b) => a - b);
    return times.filter((ms, index) => index === 0 || ms - (times[index - 1] ?? ms) > RENEWAL_MS);
  });
  const recent = spent.filter((ms) => ms > now.getTime() - WINDOW_MS).length;
  return { recent, balance: balanceOf(REGISTERED_DOMAIN, spent, now) };
}

/** When they were booked: dates are rounded, so that the newest may seem to come from the next hour. */
function bookedMs(issuances: readonly Issuance[], now: Date): readonly number[] {
  return issuances.map((one) => Math.min(issuedMs(one), now.getTime()));
}
