import type { Certificate } from '../core/tls.ts';
import { contentOf, type Element, elementsOf, INTEGER, numberIn, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE } from './der.ts';

/** The extensions by the bytes of their identifiers: 2.5.29.35, 1.3.6.1.4.1.11129.2.4.2, 1.3.6.1.5.5.7.1.24. */
const AUTHORITY_KEY = '551d23';
const TIMESTAMPS = '2b06010401d679020402';
const TLS_FEATURE = '2b06010505070118';

/** [3] of the signed part of a certificate, around its extensions (RFC 5280 section 4.1). */
const EXTENSIONS = 0xa3;

/** [0] of the authority key identifier (RFC 5280 section 4.2.1.1). */
const KEY_IDENTIFIER = 0x80;

/** The number of status_request among the TLS extensions (RFC 7633 section 6). */
const STATUS_REQUEST = 5;

type Extensions = Pick<Certificate, 'renewalId' | 'timestamps' | 'mustStaple'>;

/** Reads what `X509Certificate` keeps to itself. What is not there, or is not what it should be, is left out. */
export function readExtensions(der: Buffer): Extensions {
  const signed = contentOf(contentOf(der, SEQUENCE), SEQUENCE);
  const found = new Map(elementsOf(contentOf(contentOf(signed, EXTENSIONS), SEQUENCE)).map(extensionOf));
  return {
    ...renewalId(found.get(AUTHORITY_KEY), contentOf(signed, INTEGER)),
    ...timestamps(found.get(TIMESTAMPS)),
    ...mustStaple(found.get(TLS_FEATURE)),
  };
}

/** Identifier and content; the flag `critical` may stand between them. */
function extensionOf({ content }: Element): [string | undefined, Buffer | undefined] {
  return [contentOf(content, OBJECT_IDENTIFIER)?.toString('hex'), contentOf(content, OCTET_STRING)];
}

/** RFC 9773 section 4.1: the key identifier and the bytes of the serial number as they stand in the certificate, a leading zero included. */
function renewalId(extension: Buffer | undefined, serial: Buffer | undefined): Extensions {
  const keyId = contentOf(contentOf(extension, SEQUENCE), KEY_IDENTIFIER);
  if (keyId === undefined || serial === undefined) return {};
  return { renewalId: `${keyId.toString('base64url')}.${serial.toString('base64url')}` };
}

/** A list of lengths and contents, two bytes each length, behind the length of the whole (RFC 6962 section 3.3). */
function timestamps(extension: Buffer | undefined): Extensions {
  const list = contentOf(extension, OCTET_STRING) ?? Buffer.alloc(0);
  let count = 0;
  for (let at = 2; at + 2 <= list.length; at += 2 + list.readUInt16BE(at)) count += 1;
  return count === 0 ? {} : { timestamps: count };
}

function mustStaple(extension: Buffer | undefined): Extensions {
  const features = elementsOf(contentOf(extension, SEQUENCE));
  return features.some(({ tag, content }) => tag === INTEGER && numberIn(content) === STATUS_REQUEST) ? { mustStaple: true } : {};
}
