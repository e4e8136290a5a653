import type { Net } from './net.ts';
import type { Certificate } from './tls.ts';

/** CAs that tell when they want their certificates renewed, by what stands in their issuers' names, and where they say how to ask. */
const CAS: readonly { readonly issuer: RegExp; readonly directory: string }[] = [
  { issuer: /(^|, )O=Let's Encrypt(,|$)/, directory: 'https://acme-v02.api.letsencrypt.org/directory' },
];

/** The answer has 200 bytes, the directory 1 kB. */
const MOST_BYTES = 16_384;

/**
 * The end of the window in which the CA wants this certificate renewed (RFC 9773 section 4), ISO 8601. Asked as a source: whoever cannot prove to be the
 * CA is not believed, and a CA that is busy is left alone. Undefined where the CA is none that we know to
 * tell, does not tell now, or tells what cannot be meant. Never asked after the end of the certificate (section 4.3); whoever calls sees to it that it is
 * asked once a run and from one vantage.
 */
export async function suggestedEnd(leaf: Certificate, request: Net['request'], now: Date): Promise<string | undefined> {
  const directory = CAS.find(({ issuer }) => issuer.test(leaf.issuer))?.directory;
  if (directory === undefined || leaf.renewalId === undefined || Date.parse(leaf.notAfter) <= now.getTime()) return undefined;
  const base = stringAt(await jsonOf(directory, request), 'renewalInfo');
  if (base === undefined || !base.startsWith('https://')) return undefined;
  return endOf(await jsonOf(`${base.replace(/\/$/, '')}/${leaf.renewalId}`, request), leaf);
}

/** Undefined unless both ends are times, in order, and the last one lies within the certificate's life: no answer may put an alarm off for ever. */
function endOf(info: unknown, { notBefore, notAfter }: Certificate): string | undefined {
  const window = at(info, 'suggestedWindow');
  const [start, end] = ['start', 'end'].map((key) => Date.parse(stringAt(window, key) ?? ''));
  if (
    start === undefined ||
    end === undefined ||
    !(start < end) ||
    !(end > Date.parse(notBefore)) ||
    !(end <= Date.parse(notAfter))
  )
    return undefined;
  return new Date(end).toISOString();
}

async function jsonOf(url: string, request: Net['request']): Promise<unknown> {
  const seen = await request({ url, maxBytes: MOST_BYTES, isSource: true });
  if (!seen.ok || seen.value.status !== 200) return undefined;
  try {
    return JSON.parse(seen.value.body) as unknown;
  } catch {
    return undefined;
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
