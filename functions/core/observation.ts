/**
 * Why a question brought nothing back.
 * `unmeasured` is our own limit (no route for that family, an address that may not be asked, the deadline) and never a fault of the target.
 */
export type FailureKind =
  | 'timeout' // nothing came back in time
  | 'refused' // the port is closed: ICMP port unreachable or a TCP reset
  | 'unreachable' // a router on the way says there is no such host or network
  | 'malformed' // something came back that is no valid answer
  | 'starttls' // TCP and the greeting worked; STARTTLS is not offered or was refused
  | 'handshake' // TCP worked, TLS did not
  | 'unmeasured';

/**
 * What one question to one server brought back. Silence is a value, never an exception.
 * `tookMs`: milliseconds from the first packet to the verdict, fractions kept.
 */
export type Observation<T> =
  | { readonly ok: true; readonly value: T; readonly tookMs: number }
  | { readonly ok: false; readonly failure: FailureKind; readonly detail: string; readonly tookMs: number };

/** Was there a look at all? False where Picket itself could not ask, which says nothing about the target. */
export function measured<T>(seen: Observation<T>): boolean {
  return seen.ok || seen.failure !== 'unmeasured';
}

/** Wraps what was found. */
export function found<T>(value: T, tookMs: number): Observation<T> {
  return { ok: true, value, tookMs };
}

/** Wraps why nothing was found; `detail` is one plain clause without a full stop. */
export function failed<T = never>(failure: FailureKind, detail: string, tookMs: number): Observation<T> {
  return { ok: false, failure, detail, tookMs };
}
