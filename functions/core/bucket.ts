const HOUR_MS = 3_600_000;

/** A token bucket of a CA: it holds `size` tokens at most, and one comes back every `refillMs` milliseconds. */
export interface Bucket {
  readonly size: number;
  readonly refillMs: number;
}

/** Certificates for the exact same set of names, whoever orders them: 5 in 7 days (letsencrypt.org/docs/rate-limits). */
export const EXACT_SET: Bucket = { size: 5, refillMs: (168 * HOUR_MS) / 5 };

/** Certificates for new sets of names of one registered domain: 50 in 7 days (letsencrypt.org/docs/rate-limits). */
export const REGISTERED_DOMAIN: Bucket = { size: 50, refillMs: (168 * HOUR_MS) / 50 };

/** What is left in a bucket. */
export interface Balance {
  /** Whole tokens, 0 up to the bucket's size. */
  readonly tokens: number;
  /** When there will be one more; absent where the bucket is full. */
  readonly nextAt?: Date;
}

/**
 * Replays what was spent, one token at each time, in any order of times (milliseconds since 1970), and tells what is left.
 * As Boulder counts (ratelimits/gcra.go and limiter.go): one moment stands for the whole bucket, that at which it would be full again, and what is
 * spent without asking from an empty bucket is not booked.
 */
export function balanceOf({ size, refillMs }: Bucket, spentMs: readonly number[], now: Date): Balance {
  const nowMs = now.getTime();
  const most = size * refillMs;
  let fullAtMs = Number.NEGATIVE_INFINITY;
  for (const atMs of spentMs.filter((ms) => ms <= nowMs).toSorted((a, b) => a - b)) {
    const next = Math.max(atMs, fullAtMs) + refillMs;
    if (next - atMs <= most) fullAtMs = next;
  }
  const missingMs = Math.max(0, fullAtMs - nowMs);
  const tokens = Math.floor((most - missingMs) / refillMs);
  if (missingMs === 0) return { tokens };
  return { tokens, nextAt: new Date(fullAtMs - most + (tokens + 1) * refillMs) };
}
