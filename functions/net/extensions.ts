import type { Asn1 } from 'node-forge/lib/asn1.js';
import asn1 from 'node-forge/lib/asn1.js';
import type { Certificate } from '../core/tls.ts';

const AUTHORITY_KEY = '2.5.29.35';
const TIMESTAMPS = '1.3.6.1.4.1.11129.2.4.2';
const TLS_FEATURE = '1.3.6.1.5.5.7.1.24';

/** The number of status_request among the TLS extensions (RFC 7633 section 6). */
const STATUS_REQUEST = 5;

type Extensions = Pick<Certificate, 'renewalId' | 'timestamps' | 'mustStaple'>;

/** Reads what `X509Certificate` keeps to itself. What is not there, or is not what it should be, is left out. */
export function readExtensions(der: Uint8Array): Extensions {
  try {
    const tbs = partsOf(partsOf(parse(Buffer.from(der).toString('latin1')))[0]);
    const serial = tbs.find(({ tagClass, type }) => tagClass === asn1.Class.UNIVERSAL && type === asn1.Type.INTEGER)?.value;
    const extensions = tbs.find(({ tagClass, type }) => tagClass === asn1.Class.CONTEXT_SPECIFIC && Number(type) === 3);
    const found = new Map(partsOf(partsOf(extensions)[0]).map(extensionOf));
    return {
      ...renewalId(found.get(AUTHORITY_KEY), serial),
      ...timestamps(found.get(TIMESTAMPS)),
      ...mustStaple(found.get(TLS_FEATURE)),
    };
  } catch {
    return {};
  }
}

function parse(der: string): Asn1 {
  return asn1.fromDer(der, { strict: true, decodeBitStrings: false } as never);
}

function partsOf(node: Asn1 | undefined): readonly Asn1[] {
  return Array.isArray(node?.value) ? node.value : [];
}

/** Identifier and content; the flag `critical` may stand between them. */
function extensionOf(node: Asn1): [string, string] {
  const parts = partsOf(node).map(({ value }) => (typeof value === 'string' ? value : ''));
  return [asn1.derToOid(parts[0] ?? ''), parts.at(-1) ?? ''];
}

/** RFC 9773 section 4.1: the key identifier and the bytes of the serial number as they stand in the certificate, a leading zero included. */
function renewalId(extension: string | undefined, serial: Asn1['value'] | undefined): Extensions {
  const keyId = extension === undefined ? undefined : partsOf(parse(extension)).find(({ type }) => Number(type) === 0)?.value;
  if (typeof keyId !== 'string' || typeof serial !== 'string') return {};
  return { renewalId: [keyId, serial].map((text) => Buffer.from(text, 'latin1').toString('base64url')).join('.') };
}

/** A list of lengths and contents, two bytes each length, behind the length of the whole (RFC 6962 section 3.3). */
function timestamps(extension: string | undefined): Extensions {
  const inner = extension === undefined ? '' : parse(extension).value;
  const list = Buffer.from(typeof inner === 'string' ? inner : '', 'latin1');
  let count = 0;
  for (let at = 2; at + 2 <= list.length; at += 2 + list.readUInt16BE(at)) count += 1;
  return count === 0 ? {} : { timestamps: count };
}

function mustStaple(extension: string | undefined): Extensions {
  const features = extension === undefined ? [] : partsOf(parse(extension));
  return features.some(({ value }) => typeof value === 'string' && value.charCodeAt(value.length - 1) === STATUS_REQUEST)
    ? { mustStaple: true }
    : {};
}
