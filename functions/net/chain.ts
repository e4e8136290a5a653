import { hash, type KeyObject, type X509Certificate } from 'node:crypto';
import type { Certificate } from '../core/tls.ts';
import { readExtensions } from './extensions.ts';

/** Certificates of a chain that are read; public chains have 2 to 4. */
const LONGEST_CHAIN = 16;

/** Names of one certificate that are kept; public CAs allow 100. */
const MOST_NAMES = 200;

/** Longest text that is kept of a name, a serial number or a URL; DNS names have 253 characters at most. */
const LONGEST_TEXT = 300;

/** Curves as a person says them, by the names of OpenSSL. */
const CURVES: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

/** Keys whose kind alone says all, by the names of Node. */
const KEYS: Readonly<Record<string, string>> = { ed25519: 'Ed25519', ed448: 'Ed448' };

/**
 * The chain in the order in which the server sent it, leaf first. `getPeerX509Certificate()` and the `issuerCertificate` that follows from it hold
 * what was sent and no more: a missing intermediate is missing, surplus and repeated certificates are there, the root of the store is not added.
 * (`getPeerCertificate(true)` sorts the chain and completes it out of the store.) A test holds on to that.
 */
export function sentChain(leaf: X509Certificate): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let next: X509Certificate | undefined = leaf; next && chain.length < LONGEST_CHAIN; next = next.issuerCertificate)
    chain.push(next);
  return chain;
}

/** Reads the facts of a certificate. Throws where its dates are none. */
export function readCertificate(x509: X509Certificate): Certificate {
  // Whatever Node's types say, it gives undefined for a name without attributes, which certificates of CAs have that put the names into the SAN alone.
  const { subject = '', issuer = '' }: { subject?: string; issuer?: string } = x509;
  const alternatives = alternativeNames(x509.subjectAltName ?? '');
  const issuerUrl = issuerUrlOf(x509);
  const key = keyOf(x509);
  return {
    subject: oneLine(subject),
    issuer: oneLine(issuer),
    commonName: commonNameOf(subject),
    names: alternatives.DNS,
    addresses: alternatives['IP Address'],
    notBefore: x509.validFromDate.toISOString(),
    notAfter: x509.validToDate.toISOString(),
    serialNumber: short(x509.serialNumber),
    fingerprint: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
    fingerprint512: hash('sha512', x509.raw, 'hex'),
    ...(key && keyPrints(key.export({ type: 'spki', format: 'der' }))),
    keyType: keyTypeOf(x509),
    selfSigned: isSelfSigned(x509),
    ...(issuerUrl === undefined ? {} : { issuerUrl: short(issuerUrl) }),
    ...readExtensions(x509.raw),
  };
}

function keyPrints(spki: Buffer): Pick<Certificate, 'keyFingerprint' | 'keyFingerprint512'> {
  return { keyFingerprint: hash('sha256', spki, 'hex'), keyFingerprint512: hash('sha512', spki, 'hex') };
}

/** Where the certificate says that its issuer's own can be fetched. */
export function issuerUrlOf(x509: X509Certificate): string | undefined {
  return /^CA Issuers - URI:"?(https?:\/\/[^\s"]+)/m.exec(x509.infoAccess ?? '')?.[1];
}

/**
 * The path without regard to dates, in OpenSSL's words. Needed since OpenSSL keeps one error alone, and dates are checked last: an expired leaf hides
 * that nobody trusts it. Weaker than OpenSSL: it looks at names, signatures and CA flags, and not at key strength, purpose, path length or name
 * constraints; these stay hidden until the leaf is in date again.
 */
export function pathIgnoringDates(
  chain: readonly X509Certificate[],
  rootsNamed: (subject: string) => readonly X509Certificate[],
): string {
  const reached = reachedFrom(chain);
  for (const current of reached) {
    if (rootsNamed(current.issuer).some((root) => isSame(root, current) || vouches(root, current))) return 'OK';
  }
  const [leaf, ...issuers] = reached;
  if (leaf === undefined || isSelfSigned(leaf)) return 'DEPTH_ZERO_SELF_SIGNED_CERT';
  if (issuers.some(isSelfSigned)) return 'SELF_SIGNED_CERT_IN_CHAIN';
  return issuers.length === 0 ? 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' : 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY';
}

/** The leaf, and every certificate of the chain that stands behind it, one way or another; the nearest first. */
export function reachedFrom(chain: readonly X509Certificate[]): readonly X509Certificate[] {
  const reached = new Set(chain.slice(0, 1));
  for (const current of reached) {
    for (const other of chain) if (other !== current && other.ca && vouches(other, current)) reached.add(other);
  }
  return [...reached];
}

/** Without `checkIssued`: it wants the right to sign certificates, which a server that signs for itself alone does not claim. */
export function isSelfSigned(x509: X509Certificate): boolean {
  const key = x509.subject === x509.issuer ? keyOf(x509) : undefined;
  return key !== undefined && x509.verify(key);
}

/** Did this issuer sign that certificate, by its name and by its key? */
export function vouches(issuer: X509Certificate, x509: X509Certificate): boolean {
  const key = keyOf(issuer);
  return key !== undefined && x509.checkIssued(issuer) && x509.verify(key);
}

function isSame(a: X509Certificate, b: X509Certificate): boolean {
  return a.fingerprint256 === b.fingerprint256;
}

/** Node throws for a key of an algorithm that OpenSSL does not know. */
function keyOf(x509: X509Certificate): KeyObject | undefined {
  try {
    return x509.publicKey;
  } catch {
    return undefined;
  }
}

function keyTypeOf(x509: X509Certificate): string {
  const key = keyOf(x509);
  const kind = key?.asymmetricKeyType;
  const { modulusLength, namedCurve } = key?.asymmetricKeyDetails ?? {};
  if (kind === undefined) return 'unknown';
  if (kind === 'ec') return `EC ${CURVES[namedCurve ?? ''] ?? namedCurve ?? ''}`.trim();
  return KEYS[kind] ?? `${kind.toUpperCase()} ${modulusLength ?? ''}`.trim();
}

/** Node writes `DNS:a, IP Address:b, URI:"c, d"`: a value with a comma or quote in it is a JSON string, so that no name can pose as two. */
function alternativeNames(text: string): Record<'DNS' | 'IP Address', string[]> {
  const found: Record<'DNS' | 'IP Address', string[]> = { DNS: [], 'IP Address': [] };
  for (const [, kind, value = ''] of text.matchAll(/([^:,]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g)) {
    if ((kind === 'DNS' || kind === 'IP Address') && found[kind].length < MOST_NAMES) found[kind].push(short(value));
  }
  return found;
}

/** One attribute a line becomes `C=US, O=Let's Encrypt, CN=YR1`; line breaks inside a value arrive escaped. */
function oneLine(name: string): string {
  return short(name.replaceAll('\n', ', '));
}

function commonNameOf(subject: string): string {
  const value = /^CN=(.*)$/m.exec(subject)?.[1] ?? '';
  return short(value.replace(/\\([^0-9A-Fa-f])/g, '$1'));
}

function short(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}
