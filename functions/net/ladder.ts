import type { Attempt } from './attempt.ts';

/** Response codes by which a server may say that it does not understand OPT (RFC 6891 section 7, RFC 8906 section 4). */
const NO_EDNS = new Set(['FORMERR', 'NOTIMP', 'BADVERS']);

/** One rung of one transport, with or without OPT. */
export type Step = (edns: boolean) => Promise<Attempt>;

/**
 * The UDP rungs of domain A12: with OPT, after silence again, and without OPT where the server does not know it or was silent twice.
 * SERVFAIL is an answer, but asked once more: it may have been a blip. A closed port says all at once.
 */
export async function climbUdp(udp: Step): Promise<readonly Attempt[]> {
  const first = await udp(true);
  if (rcodeOf(first) === 'SERVFAIL') return [first, await udp(true)];
  if (refusesEdns(first)) return [first, await udp(false)];
  if (!isLost(first)) return [first];
  const second = await udp(true);
  if (!isLost(second) && !refusesEdns(second)) return [first, second];
  return [first, second, await udp(false)];
}

/**
 * Whether TCP has to follow, and whether with OPT: for a truncated answer, for one whose name came back in another case (it may be forged),
 * and where UDP brought none.
 */
export function tcpAfter(udp: readonly Attempt[]): { readonly edns: boolean } | undefined {
  const best = decisive(udp);
  if (!best.seen.ok) return { edns: true };
  if (refusesEdns(best)) return { edns: false };
  return best.seen.value.truncated || best.caseMangled ? { edns: best.edns } : undefined;
}

/** One connection; a second one without OPT where the server does not know it. */
export async function climbTcp(tcp: Step, edns: boolean): Promise<readonly Attempt[]> {
  const first = await tcp(edns);
  return refusesEdns(first) ? [first, await tcp(false)] : [first];
}

/**
 * The attempt that counts: the last answer, if there was any. Else what could not be measured, since that leaves the question open; else
 * what came back broken, since that is no silence; else the last.
 */
export function decisive(attempts: readonly Attempt[]): Attempt {
  const failing = (kind: string) => attempts.findLast(({ seen }) => !seen.ok && seen.failure === kind);
  const best = attempts.findLast(({ seen }) => seen.ok) ?? failing('unmeasured') ?? failing('malformed') ?? attempts.at(-1);
  if (best === undefined) throw new Error('A ladder has one rung at least.');
  return best;
}

/** What a rung is shown as: the rcode, `TC`, or the kind of failure. */
export function outcomeOf({ seen }: Attempt): string {
  if (!seen.ok) return seen.failure;
  return seen.value.truncated ? 'TC' : seen.value.rcode;
}

function rcodeOf({ seen }: Attempt): string | undefined {
  return seen.ok ? seen.value.rcode : undefined;
}

function refusesEdns(attempt: Attempt): boolean {
  return attempt.edns && NO_EDNS.has(rcodeOf(attempt) ?? '');
}

function isLost({ seen }: Attempt): boolean {
  return !seen.ok && (seen.failure === 'timeout' || seen.failure === 'malformed' || seen.failure === 'unreachable');
}
