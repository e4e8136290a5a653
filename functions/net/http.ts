import { isIP } from 'node:net';
import { isGlobal, kindOf } from '../core/address.ts';
import type { HttpRequest, HttpResponse } from '../core/http.ts';
import type { Net } from '../core/net.ts';
import { failed, type Observation } from '../core/observation.ts';
import { openInFlight } from './in-flight.ts';
import { OUT_OF_TIME } from './trouble.ts';

/** How requests are made in one run. */
export interface HttpOptions {
  /** Where a host's addresses come from where the request names none. */
  readonly lookup: Net['lookup'];
  /** May addresses be asked that are not globally reachable? For labs alone: a redirect must not lead into somebody's own network. */
  readonly allowPrivate: boolean;
  /** The deadline of the run. After it every request ends as `unmeasured`. */
  readonly signal: AbortSignal;
  /** PEM certificates that sources are trusted by besides the roots of the system. Default none. */
  readonly trust?: readonly string[];
}

/** Requests under way at once. Ours: a quarter of the 64 sockets a run may open. */
const AT_ONCE = 16;

/**
 * Opens the door to web servers for one run: one HTTP/1.1 GET to one literal address, without a second family behind it, asked once however often it
 * is put. Certificates are not judged here, save those of sources. node:http is read with the first request: a run that asks DNS alone starts without it.
 */
export function openHttp({ lookup, allowPrivate, signal, trust = [] }: HttpOptions): Net['request'] {
  const asked = new Map<string, Promise<Observation<HttpResponse>>>();
  const places = openInFlight(AT_ONCE);

  async function ask(request: HttpRequest): Promise<Observation<HttpResponse>> {
    const url = URL.parse(request.url);
    if (url === null || !/^https?:$/.test(url.protocol)) return failed('unmeasured', 'it is no http or https URL', 0);
    const address = request.address ?? (await addressOf(url.hostname, lookup));
    if (typeof address !== 'string') return address;
    if (!allowPrivate && !isGlobal(address)) {
      return failed('unmeasured', `${address} is ${kindOf(address)} address, which Picket does not connect to`, 0);
    }
    const { converse } = await import('./conversation.ts');
    const { headers = {}, maxBytes = 65_536, timeoutMs = 8000, binary = false, isSource = false } = request;
    return places(async () => {
      if (signal.aborted) return failed(OUT_OF_TIME.failure, OUT_OF_TIME.detail, 0);
      const encoding = binary ? 'latin1' : 'utf8';
      return converse({ url, address, headers, maxBytes, isVerified: isSource, trust, limitMs: timeoutMs, encoding }, signal);
    });
  }

  return (request) => {
    const key = JSON.stringify(request);
    const seen = asked.get(key) ?? ask(request);
    asked.set(key, seen);
    return seen;
  };
}

/** The first address of the host, or why there is none. A host may be an address itself, in brackets where it is one of IPv6. */
async function addressOf(hostname: string, lookup: Net['lookup']): Promise<string | Observation<never>> {
  const literal = hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0) return literal;
  const found = await lookup(literal);
  if (!found.ok) return found;
  return found.value.addresses[0] ?? failed('unmeasured', `${literal} has no address (${found.value.detail})`, found.tookMs);
}
