import type { Evidence, Finding } from './finding.ts';
import { renewalOf } from './renewal.ts';
import { type Certificate, type Handshake, lacksIssuer } from './tls.ts';
import { listed } from './wording.ts';

/** What can be wrong with a certificate that was served. */
export type LeafCode =
  | 'tls.untrusted_staging'
  | 'tls.default_cert'
  | 'tls.self_signed'
  | 'tls.name_mismatch'
  | 'tls.not_yet_valid'
  | 'tls.expired'
  | 'tls.expiring'
  | 'tls.renewal_overdue'
  | 'tls.chain_incomplete'
  | 'tls.untrusted';

/** A finding that does not know yet at which address. */
export type Fault<Code extends string = LeafCode> = Omit<Finding<Code>, 'subject'>;

/** Certificates that software makes for itself while it has none for the host, by what its makers write into them. */
const DEFAULTS: readonly { readonly maker: string; readonly is: (leaf: Certificate) => boolean }[] = [
  { maker: 'Traefik', is: ({ commonName }) => commonName === 'TRAEFIK DEFAULT CERT' },
  { maker: 'ingress-nginx', is: ({ commonName }) => commonName === 'Kubernetes Ingress Controller Fake Certificate' },
  { maker: 'Caddy', is: ({ issuer }) => issuer.includes('CN=Caddy Local Authority') },
  {
    maker: 'cert-manager',
    is: ({ subject, issuer }) => /\bserialNumber=1234567890\b/.test(subject) && issuer.includes('CN=cert-manager.local'),
  },
];

/** OpenSSL's verdicts in words; each completes `clients do not trust it: …`. */
const REASONS: Readonly<Record<string, string>> = {
  UNABLE_TO_GET_ISSUER_CERT: 'no authority they know stands behind its issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'no authority they know stands behind its issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'no authority they know stands behind its issuer',
  SELF_SIGNED_CERT_IN_CHAIN: 'its chain ends in a root that they do not have',
  CERT_HAS_EXPIRED: 'the certificate of its issuer has expired',
  CERT_NOT_YET_VALID: 'the certificate of its issuer is not valid yet',
  CERT_SIGNATURE_FAILURE: 'a signature in its chain is wrong',
  INVALID_PURPOSE: 'it was not issued for servers',
};

/**
 * What is wrong with one served certificate (domain A15). What it is comes first, since its dates and chain do not matter where it is the wrong one:
 * staging, default, self-signed, another name. After that the dates and the path are judged side by side: two faults that are mended apart.
 */
export function leafFaults(handshake: Handshake, host: string, now: Date): readonly Fault[] {
  const leaf = handshake.chain[0];
  if (leaf === undefined) return [];
  const wrong = wrongOne(leaf, handshake, host);
  return wrong === undefined ? [...dateFaults(leaf, host, now), ...pathFaults(handshake, host)] : [wrong];
}

/** The faults for which a client turns away: a renewal that is late, and an end that is near, hinder nobody yet. */
export function refusalsOf(handshake: Handshake, host: string, now: Date): readonly Fault[] {
  return leafFaults(handshake, host, now).filter(({ code }) => code !== 'tls.renewal_overdue' && code !== 'tls.expiring');
}

/** Does the address serve a certificate that is meant for the host, whatever its dates? */
export function isMeantFor(handshake: Handshake, host: string): boolean {
  const leaf = handshake.chain[0];
  return leaf !== undefined && wrongOne(leaf, handshake, host) === undefined;
}

/** Trusted ones are exempt: a lab or a company that put the staging root, or Caddy's own, into its trust store means it. */
function wrongOne(leaf: Certificate, { path, nameMatches }: Handshake, host: string): Fault | undefined {
  const evidence = { host, issuer: leaf.issuer, commonName: leaf.commonName || leaf.subject || 'no name' };
  if (path !== 'OK') {
    if (/\(STAGING\)|\bFake LE\b/.test(leaf.issuer)) return { code: 'tls.untrusted_staging', evidence };
    const maker = DEFAULTS.find(({ is }) => is(leaf))?.maker;
    if (maker !== undefined) return { code: 'tls.default_cert', evidence: { ...evidence, maker } };
    if (leaf.selfSigned) return { code: 'tls.self_signed', evidence };
  }
  return nameMatches ? undefined : { code: 'tls.name_mismatch', evidence: { ...evidence, names: namesOf(leaf) } };
}

/** What it is for; a name that stands in the common name alone is none to clients any more, and an operator sees it there (RFC 9525 section 2). */
function namesOf({ names, addresses, commonName }: Certificate): string {
  const all = [...names, ...addresses];
  if (all.length > 0 || commonName === '') return listed(all);
  return `${listed(all)} (${commonName} is its common name, which clients do not read; it lacks a subjectAltName)`;
}

/** One stage, one finding: a certificate is overdue, or expiring, or expired. */
function dateFaults(leaf: Certificate, host: string, now: Date): readonly Fault[] {
  const { stage, dueAt, leftSeconds } = renewalOf(new Date(leaf.notBefore), new Date(leaf.notAfter), now);
  const evidence: Evidence = { host, issuer: leaf.issuer, expiresAt: leaf.notAfter };
  const outlook = { at: leaf.notAfter, what: `every TLS client refuses ${host}` };
  const sinceDueSeconds = (now.getTime() - dueAt.getTime()) / 1000;
  switch (stage) {
    case 'early': {
      const aheadSeconds = (Date.parse(leaf.notBefore) - now.getTime()) / 1000;
      return [{ code: 'tls.not_yet_valid', evidence: { ...evidence, validAt: leaf.notBefore, aheadSeconds } }];
    }
    case 'expired':
      return [{ code: 'tls.expired', evidence: { ...evidence, agoSeconds: -leftSeconds } }];
    case 'urgent':
      return [{ code: 'tls.expiring', severity: 'critical', evidence: { ...evidence, leftSeconds }, outlook }];
    case 'expiring':
      return [{ code: 'tls.expiring', evidence: { ...evidence, leftSeconds }, outlook }];
    case 'overdue':
      return [
        {
          code: 'tls.renewal_overdue',
          evidence: { ...evidence, leftSeconds, dueAt: dueAt.toISOString(), sinceDueSeconds },
          outlook,
        },
      ];
    case 'current':
      return [];
  }
}

/**
 * A missing issuer is told from an unknown one by fetching it. Where it could not be had, by the address at which the certificate says that it can be: public
 * CAs write one (Baseline Requirements section 7.1.2.7.7), private ones seldom do.
 */
function pathFaults({ chain, path, fetchedPath }: Handshake, host: string): readonly Fault[] {
  const last = lastOnPath(chain);
  if (path === 'OK' || last === undefined) return [];
  const isIncomplete = fetchedPath === undefined ? lacksIssuer(path) && last.issuerUrl !== undefined : fetchedPath === 'OK';
  if (isIncomplete) {
    const evidence = { host, missing: last.issuer, issuerUrl: last.issuerUrl ?? '', sentCount: chain.length };
    return [{ code: 'tls.chain_incomplete', evidence }];
  }
  const whole = fetchedPath ?? path;
  const reason = whole === 'UNSPECIFIED' ? weakness(chain) : (REASONS[whole] ?? `OpenSSL says ${whole}`);
  return [{ code: 'tls.untrusted', evidence: { host, issuer: chain[0]?.issuer ?? '', reason, path: whole } }];
}

/** OpenSSL has one word for all of these, so the keys are looked at: it wants RSA of 2048 bits since version 3. */
function weakness(chain: readonly Certificate[]): string {
  const weak = chain.find(({ keyType }) => /^RSA\b.* \d{3,4}$/.test(keyType) && Number(keyType.split(' ').at(-1)) < 2048);
  if (weak !== undefined) return `the key of ${weak.commonName || weak.subject || 'its holder'} is too weak (${weak.keyType})`;
  return 'a signature in its chain is too weak (SHA-1, MD5), or its authority may not issue for this name';
}

/** The certificate above which the sent chain has nothing more, found by names; surplus ones beside the path do not count. */
function lastOnPath(chain: readonly Certificate[]): Certificate | undefined {
  let last = chain[0];
  const left = new Set(chain);
  while (last !== undefined) {
    left.delete(last);
    const { issuer } = last;
    const next = [...left].find(({ subject, selfSigned }) => subject === issuer && !selfSigned);
    if (next === undefined) return last;
    last = next;
  }
  return last;
}
