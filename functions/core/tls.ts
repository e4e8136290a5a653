import type { Preamble } from './starttls.ts';

/** One certificate as it came over the wire, read but not judged. Texts are from the network and untrusted. */
export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** The subject's common name, '' where there is none. Shown only: names are matched against `names` (RFC 9525). */
  readonly commonName: string;
  /** DNS names of the subject alternative name extension, at most 200 of them. */
  readonly names: readonly string[];
  /** IP addresses of the same extension. */
  readonly addresses: readonly string[];
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  /** ISO 8601, UTC. */
  readonly notAfter: string;
  readonly serialNumber: string;
  /** SHA-256, lower-case hex without colons. */
  readonly fingerprint: string;
  /** SHA-256 of the public key as it stands in the certificate, in the same form; left out where the key cannot be read. */
  readonly keyFingerprint?: string;
  /** The same two by SHA-512, as TLSA records may have them (RFC 6698 section 2.1.3). */
  readonly fingerprint512?: string;
  readonly keyFingerprint512?: string;
  /** `RSA 2048`, `EC P-256`, `Ed25519`, … as OpenSSL names them. */
  readonly keyType: string;
  /** Issuer and subject are the same, and its own key verifies it. */
  readonly selfSigned: boolean;
  /** Where the issuer says its own certificate can be fetched (`caIssuers`, RFC 5280 section 4.2.2.1). Public CAs say so; most private ones do not. */
  readonly issuerUrl?: string;
  /** By what name its CA tells when to renew it: `keyid.serial`, each base64url (RFC 9773 section 4.1). Absent where it has no key identifier. */
  readonly renewalId?: string;
  /** Signed certificate timestamps that it carries (RFC 6962 section 3.3); left out where there are none. */
  readonly timestamps?: number;
  /** It asks for a stapled OCSP answer (TLS feature status_request, RFC 7633). */
  readonly mustStaple?: true;
}

/** Did OpenSSL miss an issuer on the path, in its own words (`Handshake.path`)? */
export function lacksIssuer(path: string): boolean {
  return /^UNABLE_TO_(GET_ISSUER_CERT(_LOCALLY)?|VERIFY_LEAF_SIGNATURE)$/.test(path);
}

/** One TLS handshake with one address. Verification was off: an untrusted certificate is a result, not a lost connection. */
export interface Handshake {
  /** `TLSv1.3`. */
  readonly protocol: string;
  /** The chain exactly as sent, leaf first, at most 16. */
  readonly chain: readonly Certificate[];
  /** Does the leaf cover the asked name? By OpenSSL's `X509_check_host`, wildcards one label deep (RFC 9525 section 6.3). */
  readonly nameMatches: boolean;
  /**
   * OpenSSL's verdict on the path from the leaf over the sent chain to the trust store: `OK` or its error name. The leaf's own dates are judged
   * elsewhere and do not count here; `CERT_HAS_EXPIRED` or `CERT_NOT_YET_VALID` is about an issuer.
   */
  readonly path: string;
  /** The same with the issuers added that were fetched where the certificates point to (`issuerUrl`); only where one was missing and could be had. */
  readonly fetchedPath?: string;
  /** What was said before TLS, where a dialect was spoken. */
  readonly preamble?: Preamble;
}
