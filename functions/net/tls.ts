import { isGlobal, kindOf } from '../core/address.ts';
import type { Net, HandshakeOptions as Wish } from '../core/net.ts';
import { failed, found, type Observation } from '../core/observation.ts';
import { type Handshake, lacksIssuer } from '../core/tls.ts';
import type { HandshakeTiming, Peer, Shaken } from './handshake.ts';
import { openInFlight } from './in-flight.ts';
import type { Fetch } from './issuers.ts';
import { behindBlock, OUT_OF_TIME } from './trouble.ts';
import type { Trust } from './trust.ts';

/** How handshakes are made in one run. */
export interface HandshakeOptions {
  /** May addresses be asked that are not globally reachable? For labs alone: whoever owns a zone decides where our packets go. */
  readonly allowPrivate: boolean;
  /** The deadline of the run. After it every question ends as `unmeasured`. */
  readonly signal: AbortSignal;
  /** PEM certificates that are trusted besides the roots of the system. */
  readonly trust: readonly string[];
  /** Default 3 s to connect, 10 s for a greeting, 8 s for the words after it, 5 s for the handshake (domain A15). */
  readonly timing?: HandshakeTiming;
  /** Fetches a missing issuer. Default: none is fetched. */
  readonly request?: Net['request'];
  /** Does this run where port 25 is blocked, as it is for every Lambda outside a VPC? Default: whether it runs in a Lambda. */
  readonly port25Blocked?: boolean;
}

const TIMING: HandshakeTiming = { connectMs: 3000, bannerMs: 10_000, wordsMs: 8000, handshakeMs: 5000 };

/** Handshakes under way at once; more would gain nothing, since one core is busy with 8. Ours: half of the 64 sockets a run may open. */
const AT_ONCE = 32;

/**
 * Opens the door to TLS servers for one run. Every question is to one literal address, with no second family behind it, and asked once, however often
 * it is put. node:tls is read with the first question: a run that asks DNS alone starts without it.
 */
export function openHandshake(options: HandshakeOptions): Net['handshake'] {
  const asked = new Map<string, Promise<Observation<Handshake>>>();
  const places = openInFlight(AT_ONCE);
  const { request, port25Blocked = process.env.AWS_LAMBDA_FUNCTION_NAME !== undefined } = options;
  let trust: Trust | undefined;
  let fetch: Fetch | undefined;

  const trusted = (open: (extra: readonly string[]) => Trust): Trust => {
    trust ??= open(options.trust);
    return trust;
  };

  async function ask(peer: Peer): Promise<Observation<Handshake>> {
    if (!options.allowPrivate && !isGlobal(peer.address)) {
      return failed('unmeasured', `${peer.address} is ${kindOf(peer.address)} address, which Picket does not connect to`, 0);
    }
    const [{ openTrust }, { shakeHands }] = await Promise.all([import('./trust.ts'), import('./handshake.ts')]);
    const known = trusted(openTrust);
    const seen = await places(async () => {
      if (options.signal.aborted) return failed(OUT_OF_TIME.failure, OUT_OF_TIME.detail, 0);
      return shakeHands(peer, known, options.timing ?? TIMING, options.signal);
    });
    if (seen.ok) return found(await completed(seen.value, known), seen.tookMs);
    const { failure, detail } = port25Blocked && peer.port === 25 ? behindBlock(seen) : seen;
    return failed(failure, detail, seen.tookMs);
  }

  /** A path that lacks an issuer, looked at again with what its certificates point to: so a forgotten issuer is told from an unknown one. */
  async function completed({ handshake, chain }: Shaken, known: Trust): Promise<Handshake> {
    if (request === undefined || !lacksIssuer(handshake.path)) return handshake;
    const { fetchedPath, openFetch } = await import('./issuers.ts');
    fetch ??= openFetch(request);
    const path = await fetchedPath(chain, known, fetch);
    return path === undefined ? handshake : { ...handshake, fetchedPath: path };
  }

  return (host, address, port, { dialect, rsaOnly }: Wish = {}) => {
    const key = [host, address, port, dialect ?? '', rsaOnly === true].join(' ');
    const seen = asked.get(key) ?? ask({ host, address, port, dialect, rsaOnly });
    asked.set(key, seen);
    return seen;
  };
}
