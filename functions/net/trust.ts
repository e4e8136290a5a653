import { X509Certificate } from 'node:crypto';
import { createSecureContext, DEFAULT_CIPHERS, getCACertificates, type SecureContext } from 'node:tls';

/** The roots, read once for a net: with roots given per connection a handshake costs a third more. */
export interface Trust {
  readonly context: SecureContext;
  /** The same for handshakes that offer RSA signatures alone; made when first wanted. */
  rsaContext(): SecureContext;
  /** Roots by subject, in Node's form of one attribute a line. */
  rootsNamed(subject: string): readonly X509Certificate[];
}

/** Signatures of RSA keys, by the names of OpenSSL: a server with two certificates has to show the other one. */
const RSA_ONLY = 'rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512';

/** Node's own ciphers with those for EC keys first, as browsers have it: else a server of TLS 1.2 with two certificates shows the RSA one alone. */
const EC_FIRST = DEFAULT_CIPHERS.split(':')
  .sort((a, b) => Number(b.includes('-ECDSA-')) - Number(a.includes('-ECDSA-')))
  .join(':');

/** The roots that Node trusts by default, and `extra` (PEM) besides. The `ca` option alone would replace them. */
export function openTrust(extra: readonly string[]): Trust {
  const all = () => [...getCACertificates('default'), ...extra];
  const trusted = { ciphers: EC_FIRST, ...(extra.length === 0 ? {} : { ca: all() }) };
  let bySubject: Map<string, X509Certificate[]> | undefined;
  let rsa: SecureContext | undefined;
  return {
    context: createSecureContext(trusted),
    rsaContext() {
      rsa ??= createSecureContext({ ...trusted, sigalgs: RSA_ONLY });
      return rsa;
    },
    rootsNamed(subject) {
      bySubject ??= Map.groupBy(
        all().map((pem) => new X509Certificate(pem)),
        (root) => root.subject,
      );
      return bySubject.get(subject) ?? [];
    },
  };
}
