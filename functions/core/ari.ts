import { LETS_ENCRYPT, organizationOf } from './issuance.ts';
import type { Net } from './net.ts';
import type { Certificate } from './tls.ts';

/** CAs that tell when they want their certificates renewed, by the organization in their issuers' names, and where they say how to ask. */
const DIRECTORIES: ReadonlyMap<string, string> = new Map([[LETS_ENCRYPT, 'https://acme-v02.api.letsencrypt.org/directory']]);

/** The answer has 200 bytes, the directory 1 kB. */
const MOST_BYTES = 16_384;

/** What a CA said when it was asked about a certificate; nothing at all where it does not tell. */
export interface Suggestion {
  /** The window in which it wants the certificate renewed (RFC 9773 section 4.2), its ends ISO 8601. */
  readonly window?: { readonly start: string; readonly end: string };
  /** Why it could not be asked, one clause: nothing is known then. */
  readonly failure?: string;
}

/**
 * Asks the CA when it wants a certificate renewed (RFC 9773). Asked as a source: whoever cannot prove to be the CA is not believed, a CA that is busy is left
 * alone, and an answer holds until its Retry-After, within the life of the process. Never asked after the end of the certificate (section 4.3), nor where the
 * CA is none that we know to tell; whoever calls sees to it that it is asked from one vantage and no more than every six hours.
 */
export async function suggestionFor(leaf: Certificate, request: Net['request'], now: Date): Promise<Suggestion> {
  const directory = DIRECTORIES.get(organizationOf(leaf.issuer));
  if (directory === undefined || leaf.renewalId === undefined || Date.parse(leaf.notAfter) <= now.getTime()) return {};
  const links = await jsonOf(directory, request);
  if (!links.ok) return links.failure === undefined ? {} : { failure: `its CA's directory: ${links.failure}` };
  const base = stringAt(links.value, 'renewalInfo');
  if (base === undefined || !base.startsWith('https://')) return {};
  const info = await jsonOf(`${base.replace(/\/$/, '')}/${leaf.renewalId}`, request, true);
  if (!info.ok) return info.failure === undefined ? {} : { failure: `its CA: ${info.failure}` };
  return windowOf(info.value, leaf);
}

/** Both ends must be times, in order, and the last one lie within the certificate's life: no answer may put an alarm off for ever. */
function windowOf(info: unknown, { notBefore, notAfter }: Certificate): Suggestion {
  const window = at(info, 'suggestedWindow');
  const [start, end] = [Date.parse(stringAt(window, 'start') ?? ''), Date.parse(stringAt(window, 'end') ?? '')];
  const isMeant = start < end && end > Date.parse(notBefore) && end <= Date.parse(notAfter);
  if (!isMeant) return { failure: "its CA's window is none within the life of the certificate" };
  return { window: { start: new Date(start).toISOString(), end: new Date(end).toISOString() } };
}

type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure?: string };

/** A status of 4xx says that there is nothing to tell, but for 429, which says "later". */
async function jsonOf(url: string, request: Net['request'], isKept = false): Promise<Read> {
  const seen = await request({ url, maxBytes: MOST_BYTES, isSource: true, ...(isKept && { isKept }) });
  if (!seen.ok) return { ok: false, failure: seen.detail };
  const { status, body } = seen.value;
  if (status !== 200)
    return status >= 400 && status < 500 && status !== 429 ? { ok: false } : { ok: false, failure: `HTTP status ${status}` };
  try {
    return { ok: true, value: JSON.parse(body) as unknown };
  } catch {
    return { ok: false, failure: 'its answer is no JSON' };
  }
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function stringAt(value: unknown, key: string): string | undefined {
  const text = at(value, key);
  return typeof text === 'string' ? text : undefined;
}
