import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import forge from 'node-forge';

const { asn1, pki } = forge;
const { Class, Type } = asn1;

/** Part of node-forge's interface that its types leave out. */
const UNTYPED = pki as unknown as { getTBSCertificate(certificate: forge.pki.Certificate): forge.asn1.Asn1 };

/** Kinds of key a certificate can be made for, and signed with. */
export type KeyKind = 'RSA 2048' | 'RSA 1024' | 'EC P-256' | 'Ed25519';

/** What a certificate is to say. */
export interface Wish {
  /** Subject alternative names, DNS or IPv4. Default none. */
  readonly names?: readonly string[];
  /** Default: the first of `names`, or `Lab`. Empty: none, as some profiles of CAs have it. */
  readonly commonName?: string;
  readonly organization?: string;
  /** The subject's serialNumber attribute, which is not the certificate's own serial number. */
  readonly subjectSerialNumber?: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Hexadecimal, default `01`. */
  readonly serialNumber?: string;
  /** Default `RSA 2048`. */
  readonly key?: KeyKind;
  /** Certificates of the same kind and slot share a key, since RSA keys are slow to make. Default: the common name of an authority, `leaf`. */
  readonly keySlot?: string;
  /** Who signs it. Default: itself. */
  readonly issuer?: Identity;
  readonly isAuthority?: boolean;
  /** Signed with a key that is not the issuer's, though it says so. */
  readonly forged?: boolean;
  /** Where the issuer's certificate is said to be fetched (authority information access). Default: not said. */
  readonly issuerUrl?: string;
  /** Bytes of ballast in an extension of no meaning, default 0. */
  readonly ballastBytes?: number;
  /** Its key is said to be of an algorithm that nobody knows. For authorities: no server can use such a key itself. */
  readonly strangeKey?: boolean;
  /** Signed certificate timestamps to carry, of no log. Default none. */
  readonly timestamps?: number;
  /** Asks for a stapled OCSP answer. Default false. */
  readonly mustStaple?: boolean;
}

/** A certificate and its key, both PEM. `chain` is what a server sends: the leaf first, as it comes from `mint` alone. */
export interface Identity {
  readonly chain: string;
  readonly key: string;
  readonly keyKind: KeyKind;
  readonly subject: readonly forge.pki.CertificateField[];
}

/** A root and an intermediate below it, valid from 2000 to 2099. */
export interface Authority {
  readonly root: Identity;
  readonly intermediate: Identity;
}

/** A public key of an algorithm under a private enterprise number: 1.3.6.1.4.1.55555.2, a single byte. */
const STRANGE = Buffer.from('3011300b06092b0601040183b2030203020001', 'hex');

const keys = new Map<string, KeyObject>();

/** Makes one certificate. Names, dates and extensions are encoded by node-forge; node:crypto signs, since node-forge knows RSA alone. */
export function mint(wish: Wish): Identity {
  const keyKind = wish.key ?? 'RSA 2048';
  const commonName = wish.commonName ?? wish.names?.[0] ?? 'Lab';
  const key = keyOf(keyKind, wish.keySlot ?? (wish.isAuthority === true ? commonName : 'leaf'));
  const subject = subjectOf(wish, commonName);
  const issuer = wish.issuer ?? { keyKind, subject };
  const signingKey = wish.issuer === undefined ? key : createPrivateKey(wish.issuer.key);
  const draft = pki.createCertificate();
  draft.publicKey = pki.setRsaPublicKey(new forge.jsbn.BigInteger('3'), new forge.jsbn.BigInteger('3'));
  draft.siginfo.algorithmOid = '1.2.840.113549.1.1.11';
  draft.serialNumber = wish.serialNumber ?? '01';
  draft.validity.notBefore = wish.notBefore;
  draft.validity.notAfter = wish.notAfter;
  draft.setSubject([...subject]);
  draft.setIssuer([...issuer.subject]);
  draft.setExtensions(extensionsOf(wish, keyId(key), keyId(signingKey)));
  const pen = wish.forged === true ? keyOf(issuer.keyKind, 'forger') : signingKey;
  const chain = signed(UNTYPED.getTBSCertificate(draft), wish.strangeKey === true ? STRANGE : spki(key), pen, issuer.keyKind);
  return { chain, key: key.export({ type: 'pkcs8', format: 'pem' }).toString(), keyKind, subject };
}

/** A root and its intermediate. `label` tells several authorities apart. */
export function authority(label = 'Lab'): Authority {
  const dates = { notBefore: new Date('2000-01-01T00:00:00Z'), notAfter: new Date('2099-12-31T23:59:59Z') };
  const root = mint({ ...dates, commonName: `${label} Root`, organization: label, isAuthority: true });
  const commonName = `${label} Intermediate`;
  const intermediate = mint({ ...dates, commonName, organization: label, isAuthority: true, issuer: root });
  return { root, intermediate };
}

/** The identity with these certificates sent after its own, in this order. */
export function sentWith(leaf: Identity, ...others: readonly Identity[]): Identity {
  return { ...leaf, chain: [leaf, ...others].map(({ chain }) => chain).join('') };
}

function keyOf(kind: KeyKind, slot: string): KeyObject {
  const known = keys.get(`${kind} ${slot}`);
  if (known !== undefined) return known;
  const key = freshKey(kind);
  keys.set(`${kind} ${slot}`, key);
  return key;
}

function freshKey(kind: KeyKind): KeyObject {
  if (kind === 'EC P-256') return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  if (kind === 'Ed25519') return generateKeyPairSync('ed25519').privateKey;
  return generateKeyPairSync('rsa', { modulusLength: kind === 'RSA 1024' ? 1024 : 2048 }).privateKey;
}

function subjectOf(wish: Wish, commonName: string): forge.pki.CertificateField[] {
  const field = (type: string, value?: string) =>
    value === undefined ? [] : [{ type, value, valueTagClass: Type.UTF8 as never }];
  return [
    ...field('2.5.4.10', wish.organization),
    ...field('2.5.4.5', wish.subjectSerialNumber),
    ...field('2.5.4.3', commonName || undefined),
  ];
}

function extensionsOf(wish: Wish, ownId: string, issuerId: string): object[] {
  const isAuthority = wish.isAuthority === true;
  const altNames = (wish.names ?? []).map((name) => (/^[\d.]+$/.test(name) ? { type: 7, ip: name } : { type: 2, value: name }));
  return [
    { name: 'basicConstraints', cA: isAuthority, critical: true },
    { name: 'keyUsage', critical: true, ...(isAuthority ? { keyCertSign: true, cRLSign: true } : { digitalSignature: true }) },
    ...(isAuthority ? [] : [{ name: 'extKeyUsage', serverAuth: true }]),
    ...(altNames.length === 0 ? [] : [{ name: 'subjectAltName', altNames }]),
    raw('2.5.29.14', node(Type.OCTETSTRING, ownId)),
    raw('2.5.29.35', sequence(asn1.create(Class.CONTEXT_SPECIFIC, 0, false, issuerId))),
    ...(wish.issuerUrl === undefined ? [] : [raw('1.3.6.1.5.5.7.1.1', sequence(accessTo(wish.issuerUrl)))]),
    ...(wish.ballastBytes === undefined
      ? []
      : [raw('1.3.6.1.4.1.55555.1', node(Type.OCTETSTRING, 'x'.repeat(wish.ballastBytes)))]),
    ...(wish.timestamps === undefined
      ? []
      : [raw('1.3.6.1.4.1.11129.2.4.2', node(Type.OCTETSTRING, timestampList(wish.timestamps)))]),
    ...(wish.mustStaple === true ? [raw('1.3.6.1.5.5.7.1.24', sequence(node(Type.INTEGER, '\x05')))] : []),
  ];
}

/** RFC 6962 section 3.3, with timestamps of four bytes each. */
function timestampList(count: number): string {
  const list = '\0\x04stmp'.repeat(count);
  return `\0${String.fromCharCode(list.length)}${list}`;
}

/** `caIssuers` of RFC 5280 section 4.2.2.1; the name is a URI, context tag 6. */
function accessTo(url: string): forge.asn1.Asn1 {
  return sequence(oid('1.3.6.1.5.5.7.48.2'), asn1.create(Class.CONTEXT_SPECIFIC, 6, false, url));
}

/** Puts the real key and algorithm into the draft (RFC 5280 section 4.1) and signs it. */
function signed(tbs: forge.asn1.Asn1, publicKey: Buffer, signerKey: KeyObject, kind: KeyKind): string {
  const fields = tbs.value as forge.asn1.Asn1[];
  fields[2] = algorithmOf(kind);
  fields[6] = asn1.fromDer(forge.util.createBuffer(publicKey.toString('binary')));
  const bytes = Buffer.from(asn1.toDer(tbs).getBytes(), 'binary');
  const signature = sign(kind === 'Ed25519' ? null : 'sha256', bytes, signerKey);
  const whole = sequence(tbs, algorithmOf(kind), node(Type.BITSTRING, `\0${signature.toString('binary')}`));
  const base64 = Buffer.from(asn1.toDer(whole).getBytes(), 'binary').toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

/** Parameters are NULL for RSA and absent for the others (RFC 4055 section 5, RFC 5758 section 3.2, RFC 8410 section 3). */
function algorithmOf(kind: KeyKind): forge.asn1.Asn1 {
  if (kind === 'EC P-256') return sequence(oid('1.2.840.10045.4.3.2'));
  if (kind === 'Ed25519') return sequence(oid('1.3.101.112'));
  return sequence(oid('1.2.840.113549.1.1.11'), node(Type.NULL, ''));
}

function spki(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

function keyId(key: KeyObject): string {
  return createHash('sha1').update(spki(key)).digest('binary');
}

function raw(id: string, value: forge.asn1.Asn1): object {
  return { id, critical: false, value: asn1.toDer(value).getBytes() };
}

function sequence(...parts: forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, parts);
}

function node(type: forge.asn1.Type, bytes: string): forge.asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, type, false, bytes);
}

function oid(dotted: string): forge.asn1.Asn1 {
  return node(Type.OID, asn1.oidToDer(dotted).getBytes());
}
