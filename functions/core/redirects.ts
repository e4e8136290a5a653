import { redirectOf } from './http.ts';
import type { Net } from './net.ts';
import { failed, type Observation } from './observation.ts';
import type { Hop } from './page.ts';

/** Long enough to see a server think for twice 5 s, and no multiple of 5 s itself. */
const FIRST_TIMEOUT_MS = 11_500;

/**
 * Asks one address, and asks on where its redirects lead, `most` of them: there in the same family, where the host has it. A URL that was asked once
 * is not asked again.
 */
export async function follow(first: string, address: string, most: number, net: Net): Promise<readonly Hop[]> {
  const hops: Hop[] = [];
  for (let url: string | undefined = first; url !== undefined; ) {
    const { host, hostname }: URL = new URL(url);
    const at = host === new URL(first).host ? address : await addressIn(hostname, address.includes(':'), net);
    const place = typeof at === 'string' ? { address: at } : {};
    const timing = hops.length === 0 ? { timeoutMs: FIRST_TIMEOUT_MS } : {};
    const response: Hop['response'] = typeof at === 'object' ? at : await net.request({ url, ...place, ...timing });
    hops.push({ url, ...place, response });
    const next: string | undefined = response.ok ? redirectOf(response.value, url) : undefined;
    url = next !== undefined && hops.length <= most && !hops.some((hop) => hop.url === next) ? next : undefined;
  }
  return hops;
}

/** A host that is an address stands for itself; one that has none fails whoever is sent there. Undefined where that is not known. */
async function addressIn(hostname: string, six: boolean, net: Net): Promise<string | Observation<never> | undefined> {
  const literal = hostname.replace(/^\[|\]$/g, '');
  if (literal.includes(':') || /^[\d.]+$/.test(literal)) return literal;
  const found = await net.lookup(literal);
  const { addresses, ends, detail } = found.ok ? found.value : { addresses: [], ends: 'broken', detail: '' };
  if (ends === 'nxdomain' || ends === 'nodata') return failed('unreachable', detail, found.tookMs);
  return addresses.find((address) => address.includes(':') === six) ?? addresses[0];
}
