import type { Net } from '../core/net.ts';
import { failed, type Observation } from '../core/observation.ts';
import type { Handshake } from '../core/tls.ts';
import { isGlobal, kindOf } from './address.ts';
import type { HandshakeTiming, Peer, Trust } from './handshake.ts';
import { OUT_OF_TIME } from './trouble.ts';

/** How handshakes are made in one run. */
export interface HandshakeOptions {
  /** May addresses be asked that are not globally reachable? For labs alone: whoever owns a zone decides where our packets go. */
  readonly allowPrivate: boolean;
  /** The deadline of the run. After it every question ends as `unmeasured`. */
  readonly signal: AbortSignal;
  /** PEM certificates that are trusted besides the roots of the system. */
  readonly trust: readonly string[];
  /** Default 3 s to connect and 5 s for the handshake (domain.md A15). */
  readonly timing?: HandshakeTiming;
}

const TIMING: HandshakeTiming = { connectMs: 3000, handshakeMs: 5000 };

/** Handshakes under way at once; more would gain nothing, since one core is busy with 8. Ours: half of the 64 sockets a run may open. */
const AT_ONCE = 32;

/**
 * Opens the door to TLS servers for one run. Every question is to one literal address, with no second family behind it, and asked once, however often
 * it is put. node:tls is read with the first question: a run that asks DNS alone starts without it.
 */
export function openHandshake(options: HandshakeOptions): Net['handshake'] {
  const asked = new Map<string, Promise<Observation<Handshake>>>();
  const slots = openSlots(AT_ONCE);
  let trust: Trust | undefined;

  async function ask(peer: Peer): Promise<Observation<Handshake>> {
    if (!options.allowPrivate && !isGlobal(peer.address)) {
      return failed('unmeasured', `${peer.address} is ${kindOf(peer.address)} address, which Picket does not connect to`, 0);
    }
    const { openTrust, shakeHands } = await import('./handshake.ts');
    return slots(async () => {
      if (options.signal.aborted) return failed(OUT_OF_TIME.failure, OUT_OF_TIME.detail, 0);
      trust ??= openTrust(options.trust);
      return shakeHands(peer, trust, options.timing ?? TIMING, options.signal);
    });
  }

  return (host, address, port) => {
    const key = `${host} ${address} ${port}`;
    const seen = asked.get(key) ?? ask({ host, address, port });
    asked.set(key, seen);
    return seen;
  };
}

/** Lets so many through at once; the others wait in the order in which they came. */
function openSlots(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = count;
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
