import { createSocket } from 'node:dgram';
import { failed, found } from '../core/observation.ts';
import { type Attempt, type Endpoint, type Failure, failureOf, firstVerdict, OUT_OF_TIME } from './attempt.ts';
import type { Query } from './message.ts';
import { type Accepted, readReply } from './reply.ts';
import { TICK_MS, watchStall } from './stall.ts';

type Verdict = Accepted | Failure;

/** What arrived and was not the answer. */
export interface Strays {
  count: number;
  /** What was wrong with the last one that had our id at least. */
  fault?: string;
}

/**
 * One packet from a fresh socket, and the first answer that belongs to it (domain A11). Whatever else arrives is counted and does not
 * end the wait; if it had our id, the failure is `malformed` instead of `timeout`. `timeoutMs` counts from the packet. `tookMs` leaves out
 * the time in which this process itself stood still, down to a tick: less than that cannot be told apart.
 */
export async function tryUdp(
  to: Endpoint,
  query: Query,
  edns: boolean,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Attempt> {
  const started = performance.now();
  const stalled = watchStall();
  const strays: Strays = { count: 0 };
  const verdict = await firstVerdict<Verdict>(signal, (end) => exchange(to, query, strays, timeoutMs, end), OUT_OF_TIME);
  const waitedMs = performance.now() - started;
  const tookMs = Math.min(waitedMs, Math.max(TICK_MS, waitedMs - stalled()));
  const common = { transport: 'udp', edns, strays: strays.count } as const;
  if (!('kind' in verdict)) return { ...common, seen: failed(...verdict, tookMs), caseMangled: false };
  return { ...common, seen: found(verdict.answer, tookMs), caseMangled: verdict.caseMangled };
}

function exchange(to: Endpoint, query: Query, strays: Strays, timeoutMs: number, end: (verdict: Verdict) => void): () => void {
  const socket = openSocket(to);
  // A stalled process finds its timers due before it has read its sockets: one turn of the loop later, an answer that is there has been read.
  const timer = setTimeout(() => setImmediate(() => end(silence(strays, timeoutMs))), timeoutMs);
  let peer: { address: string; port: number } | undefined;
  socket.on('error', (error) => end(failureOf(error, peer !== undefined, to.family)));
  socket.on('connect', () => {
    peer = socket.remoteAddress();
    // An error that sending itself meets is this machine's own; what the packet met on its way comes as an event.
    socket.send(query.bytes, (error) => error && end(failureOf(error, false, to.family)));
  });
  socket.on('message', (bytes, from) => {
    // The kernel filters by source once the socket is connected; something may have slipped in between bind and connect.
    const known = from.address === peer?.address && from.port === peer?.port;
    const reply = known ? readReply(query, bytes) : undefined;
    if (reply?.kind === 'answer') return end(reply);
    strays.count += 1;
    if (reply?.kind === 'broken') strays.fault = reply.fault;
  });
  socket.connect(to.port, to.address);
  return () => {
    clearTimeout(timer);
    socket.close();
  };
}

/** The address is a literal, so there is nothing to look up and no reason to wait for a thread that says so. */
export function openSocket({ family }: Endpoint) {
  return createSocket({
    type: family === 'IPv6' ? 'udp6' : 'udp4',
    lookup: (address, _options, callback) => callback(null, address, family === 'IPv6' ? 6 : 4),
  });
}

/** What to call it that nothing came in time. */
export function silence({ fault }: Strays, timeoutMs: number): Failure {
  return fault === undefined ? ['timeout', `no answer in ${timeoutMs} ms`] : ['malformed', fault];
}
