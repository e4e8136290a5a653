/** The part of node-forge that reads ASN.1, without its cryptography: a tenth of its bytes in the deployed function. */
declare module 'node-forge/lib/asn1.js' {
  import forge from 'node-forge';

  export type Asn1 = forge.asn1.Asn1;
  const asn1: typeof forge.asn1;
  // biome-ignore lint/style/noDefaultExport: a CommonJS module has no other.
  export default asn1;
}
