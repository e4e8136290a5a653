import { X509Certificate } from 'node:crypto';
import type { Net } from '../core/net.ts';
import { isSelfSigned, issuerUrlOf, pathIgnoringDates, reachedFrom, vouches } from './chain.ts';
import type { Trust } from './trust.ts';

/** Fetches one certificate; undefined where it could not be had. */
export type Fetch = (url: string) => Promise<X509Certificate | undefined>;

/** Issuers that are fetched for one chain; ours: the longest public chains lack two where the leaf alone is sent. */
const MOST_HOPS = 2;

/** Bytes of a certificate that is fetched; real ones have 1 to 2 kB. */
const MOST_BYTES = 65_536;
const FETCH_MS = 5000;

/** Fetches over the run's own door, each URL once. Plain http alone: what comes is signed, and https would need a chain again (RFC 5280 section 4.2.2.1). */
export function openFetch(request: Net['request']): Fetch {
  const asked = new Map<string, Promise<X509Certificate | undefined>>();
  const ask: Fetch = async (url) => {
    const seen = await request({ url, maxBytes: MOST_BYTES, timeoutMs: FETCH_MS, binary: true });
    return seen.ok && seen.value.status === 200 && !seen.value.truncated
      ? read(Buffer.from(seen.value.body, 'latin1'))
      : undefined;
  };
  return (url) => {
    const seen = asked.get(url) ?? (url.startsWith('http://') ? ask(url) : Promise.resolve(undefined));
    asked.set(url, seen);
    return seen;
  };
}

function read(bytes: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}

/**
 * The path once the missing issuers are fetched from where the certificates point to: `OK`, or why there is still none. Undefined where an issuer could
 * not be had, or there were more of them than anybody needs: then nothing is known.
 */
export async function fetchedPath(chain: readonly X509Certificate[], trust: Trust, fetch: Fetch): Promise<string | undefined> {
  const all = [...chain];
  for (let hop = 0; hop < MOST_HOPS; hop += 1) {
    const last = reachedFrom(all).at(-1);
    const url = last === undefined ? undefined : issuerUrlOf(last);
    const issuer = url === undefined ? undefined : await fetch(url);
    if (last === undefined || issuer === undefined || !vouches(issuer, last)) return undefined;
    all.push(issuer);
    const path = pathIgnoringDates(all, trust.rootsNamed);
    if (path === 'OK' || isSelfSigned(issuer)) return path;
  }
  return undefined;
}
