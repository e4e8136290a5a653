import type { Edns, Soa } from './dns.ts';

const HOUR = 3600;

/** BIND polls no more often than this, whatever the SOA says (its default `min-refresh-time`). */
const POLL_FLOOR_SECONDS = 300;

/** How fresh one server's copy of a zone is, as the server itself says. */
export interface Copy {
  /** Seconds since the copy was last known to be good: 0 at the primary, and along a chain of secondaries counted from the primary. */
  readonly refreshAgeSeconds: number;
  /** Seconds until the copy is given up and the server answers SERVFAIL. */
  readonly expiresInSeconds: number;
}

/**
 * Reads a copy's age out of the EDNS EXPIRE option (RFC 7314 section 3): a primary answers with the SOA EXPIRE field, a secondary with what is
 * left of its timer. Undefined where the server offers no option, or one above the SOA field, which section 4 makes the maximum.
 */
export function copyOf(soa: Soa, edns: Edns | undefined): Copy | undefined {
  const left = edns?.expireSeconds;
  if (left === undefined || left > soa.expireSeconds) return undefined;
  return { refreshAgeSeconds: soa.expireSeconds - left, expiresInSeconds: left };
}

/** Has the copy missed its refresh and two retries (domain A4)? A healthy age is a saw-tooth between 0 and refresh + retry. */
export function isFrozen(soa: Soa, copy: Copy): boolean {
  return copy.refreshAgeSeconds > soa.refreshSeconds + 2 * soa.retrySeconds;
}

/**
 * Is the copy old enough that no server's own lower bound on polling explains it? It matters where refresh + 2 retry is below that bound;
 * a zone that expires within a few such polls is never run with it.
 */
export function isBeyondFloor(soa: Soa, copy: Copy): boolean {
  return copy.refreshAgeSeconds > Math.min(POLL_FLOOR_SECONDS, soa.expireSeconds / 4);
}

/**
 * May an edit be on its way to this copy? True while its next poll is not yet due, 4 hours at most (domain A3). An age of 0 does not
 * count: a server that takes itself for the primary says so for ever.
 */
export function mayAwaitPoll(soa: Soa, copy: Copy): boolean {
  return copy.refreshAgeSeconds > 0 && copy.refreshAgeSeconds <= Math.min(soa.refreshSeconds, 4 * HOUR);
}
