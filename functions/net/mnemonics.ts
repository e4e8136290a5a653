/** Codes of the record types that Picket knows by name (IANA, Domain Name System Parameters). */
const TYPE_CODES: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  DNAME: 39,
  DS: 43,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  CDS: 59,
  CDNSKEY: 60,
  CAA: 257,
};

const TYPE_NAMES = new Map(Object.entries(TYPE_CODES).map(([name, code]) => [code, name]));

/** Response codes by their number; those from 16 on need the extended bits of OPT (IANA, DNS RCODEs; RFC 6895 section 2.3). */
const RCODE_NAMES: Readonly<Record<number, string>> = {
  0: 'NOERROR',
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
  6: 'YXDOMAIN',
  7: 'YXRRSET',
  8: 'NXRRSET',
  9: 'NOTAUTH',
  10: 'NOTZONE',
  11: 'DSOTYPENI',
  16: 'BADVERS',
  17: 'BADKEY',
  18: 'BADTIME',
  19: 'BADMODE',
  20: 'BADNAME',
  21: 'BADALG',
  22: 'BADTRUNC',
  23: 'BADCOOKIE',
};

/** The number of a type, 0 to 65535, given as mnemonic or as `TYPE65400` (RFC 3597 section 5); undefined for any other text. */
export function codeOfType(type: string): number | undefined {
  const code = /^TYPE(\d{1,5})$/.exec(type)?.[1];
  if (code === undefined) return Object.hasOwn(TYPE_CODES, type) ? TYPE_CODES[type] : undefined;
  return Number(code) <= 0xffff ? Number(code) : undefined;
}

/** The mnemonic of a type, `TYPE65400` for one without. */
export function nameOfType(code: number): string {
  return TYPE_NAMES.get(code) ?? `TYPE${code}`;
}

/** The mnemonic of a response code of up to 12 bits, `RCODE24` for one without. */
export function nameOfRcode(code: number): string {
  return RCODE_NAMES[code] ?? `RCODE${code}`;
}
