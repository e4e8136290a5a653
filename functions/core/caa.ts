import type { RecordData } from './dns.ts';
import type { DeclaredCertificate } from './target.ts';

/** One CAA record (RFC 8659 section 4). The value is from the network: any bytes. */
export type CaaData = Extract<RecordData, { type: 'CAA' }>;

/** The value of an `issue` or `issuewild` property, read. */
export interface IssueValue {
  /** Lower case; '' where no issuer is named, so that none may issue. */
  readonly issuer: string;
  readonly parameters: readonly { readonly tag: string; readonly value: string }[];
}

const LABEL = '[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*';
const ISSUER = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*)?$`);
const TAG = new RegExp(`^${LABEL}$`);
const VALUE = /^[\x21-\x3a\x3c-\x7e]*$/;

/** Tags that a CA must know about; any other is unknown (RFC 8659, RFC 9495 `issuemail`, `issuevmc` of the mark certificates). */
const KNOWN_TAGS: ReadonlySet<string> = new Set(['issue', 'issuewild', 'iodef', 'issuemail', 'issuevmc']);

/** Bit 0 of the flags, the highest one, makes a property critical (RFC 8659 section 4.1). */
const CRITICAL = 128;

/** Let's Encrypt takes the lowest bit for the critical one too, since many wrote it so (Boulder, va/caa.go). */
const CRITICAL_FOR_LETS_ENCRYPT = 129;

/**
 * Reads the value of `issue` and `issuewild` by the grammar of RFC 8659 section 4.2 (erratum 7139). Undefined where it does not fit: a CA
 * then treats it as if it named no issuer.
 */
export function readIssueValue(bytes: Uint8Array): IssueValue | undefined {
  const [name = '', ...rest] = Buffer.from(bytes).toString('latin1').split(';').map(trimmed);
  if (!ISSUER.test(name)) return undefined;
  const issuer = name.toLowerCase();
  // A semicolon with nothing behind it is allowed once.
  if (rest.length === 1 && rest[0] === '') return { issuer, parameters: [] };
  const parameters = rest.map(readParameter);
  return parameters.every((one) => one !== undefined) ? { issuer, parameters } : undefined;
}

function readParameter(text: string): IssueValue['parameters'][number] | undefined {
  const at = text.indexOf('=');
  const [tag, value] = [trimmed(text.slice(0, Math.max(at, 0))), trimmed(text.slice(at + 1))];
  return TAG.test(tag) && VALUE.test(value) ? { tag, value } : undefined;
}

function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (text[start] === ' ' || text[start] === '\t') start += 1;
  while (end > start && (text[end - 1] === ' ' || text[end - 1] === '\t')) end -= 1;
  return text.slice(start, end);
}

/** What stands in the way of a certificate, and the record that shows it where one does: of `forbids`, one that names the CA and is not well formed. */
export interface Denial {
  readonly kind: 'forbids' | 'forbids_wildcard' | 'account_mismatch' | 'method_mismatch' | 'critical_unknown';
  readonly record?: CaaData;
}

/** May this CA issue for a name under this set? Undefined: it may. The set is the first one that is not empty on the way up. */
export function denialOf(set: readonly CaaData[], declared: DeclaredCertificate, wildcard: boolean): Denial | undefined {
  const mask = declared.ca === 'letsencrypt.org' ? CRITICAL_FOR_LETS_ENCRYPT : CRITICAL;
  const tagged = (tag: string) => set.filter((record) => record.tag.toLowerCase() === tag);
  const critical = set.find(({ flags, tag }) => (flags & mask) !== 0 && !KNOWN_TAGS.has(tag.toLowerCase()));
  if (critical !== undefined) return { kind: 'critical_unknown', record: critical };
  const forWildcards = wildcard ? tagged('issuewild') : [];
  const rules = forWildcards.length > 0 ? forWildcards : tagged('issue');
  if (rules.length === 0) return undefined;
  const denials = rules.flatMap((record): (Denial | undefined)[] => {
    const value = readIssueValue(record.value);
    if (value === undefined || value.issuer !== declared.ca.toLowerCase()) return [];
    const kind = mismatchOf(value, declared);
    return [kind && { kind, record }];
  });
  if (denials.includes(undefined)) return undefined;
  const garbled = rules.find((record) => isGarbled(record, declared.ca));
  return denials[0] ?? { kind: forWildcards.length > 0 ? 'forbids_wildcard' : 'forbids', ...(garbled && { record: garbled }) };
}

/** Was the CA meant, by a value that nobody can read? */
function isGarbled({ value }: CaaData, ca: string): boolean {
  return readIssueValue(value) === undefined && Buffer.from(value).toString('latin1').toLowerCase().includes(ca.toLowerCase());
}

/** The parameters of RFC 8657: a property that has one of them twice can be met by nobody. An account that was not declared is not judged. */
function mismatchOf(
  { parameters }: IssueValue,
  { account, method }: DeclaredCertificate,
): 'account_mismatch' | 'method_mismatch' | undefined {
  const valuesOf = (tag: string) => parameters.flatMap((one) => (one.tag === tag ? [one.value] : []));
  const [accounts, methods] = [valuesOf('accounturi'), valuesOf('validationmethods')];
  if (accounts.length > 1 || (accounts.length === 1 && account !== undefined && accounts[0] !== account))
    return 'account_mismatch';
  if (methods.length > 1 || (methods.length === 1 && !methods[0]?.split(',').includes(method))) return 'method_mismatch';
  return undefined;
}

/** A record as a zone file has it: `0 issue "letsencrypt.org"`, bytes that are no text as `\DDD`. */
export function caaText({ flags, tag, value }: CaaData): string {
  return `${flags} ${escaped(tag)} "${escaped(Buffer.from(value).toString('latin1'))}"`;
}

function escaped(text: string): string {
  return text.replace(/["\\]|[^ -~]/g, (one) => `\\${/["\\]/.test(one) ? one : String(one.charCodeAt(0)).padStart(3, '0')}`);
}
