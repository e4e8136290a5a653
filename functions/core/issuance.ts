/** One certificate that a CA has issued, as Certificate Transparency shows it: its precertificate and copies in several logs are one. */
export interface Issuance {
  /** What tells it from any other: the search's own id, or issuer and serial number. */
  readonly id: string;
  /** A-labels in lower case, sorted, each once. A search by domain may leave out those of other domains. */
  readonly names: readonly string[];
  /** Who issued it, by the organization of the issuer's name; '' where it has none. */
  readonly organization: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Milliseconds by which Let's Encrypt dates a certificate back, so that clocks that are slow accept it (Boulder, issuance/cert.go). */
const BACKDATED_MS = 3_600_000;

/** When it was issued, in milliseconds since 1970, as exactly as its dates tell. */
export function issuedMs({ notBefore }: Issuance): number {
  return notBefore.getTime() + BACKDATED_MS;
}

/** The set of names by which CAs count duplicates: order and case make no difference. */
export function setOf(names: readonly string[]): string {
  return namesOf(names).join(', ');
}

/** What may stand in a command that a person types; crt.sh lists mail addresses too, and anybody can have anything logged. */
const DNS_NAME = /^(?:\*\.)?[a-z0-9_][a-z0-9_.-]{0,252}$/;

type Row = Readonly<Record<string, unknown>>;

/** A page of a search; undefined where the text is none. */
export interface IssuancePage {
  readonly issuances: readonly Issuance[];
  /** The id to go on after; absent on an empty page, which is the last. */
  readonly lastId?: string;
}

/** Reads a page of the Cert Spotter API, version 1 (sslmate.com/help/reference/ct_search_api_v1). Rows that are not understood are left out. */
export function readCertSpotter(text: string): IssuancePage | undefined {
  const rows = rowsOf(text);
  if (rows === undefined) return undefined;
  const issuances = rows.flatMap((row) => issuanceFrom(row, `${row.id}`, listOf(row.dns_names), issuerOf(row.issuer)));
  const lastId = rows.at(-1)?.id;
  return { issuances, ...(typeof lastId === 'string' ? { lastId } : {}) };
}

function issuerOf(issuer: unknown): string {
  const { name, friendly_name: friendly } = isRow(issuer) ? issuer : {};
  return typeof name === 'string' ? name : `O=${friendly}`;
}

/** Reads the JSON of crt.sh. A certificate comes once for its precertificate and once for itself, with the same serial number. */
export function readCrtSh(text: string): IssuancePage | undefined {
  const rows = rowsOf(text);
  if (rows === undefined) return undefined;
  const read = rows.flatMap((row) => {
    const names = typeof row.name_value === 'string' ? row.name_value.split('\n') : [];
    return issuanceFrom(row, `${row.issuer_ca_id}/${row.serial_number}`, names, `${row.issuer_name}`);
  });
  const merged = [...Map.groupBy(read, ({ id }) => id).values()].flatMap((same): Issuance[] => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, names: namesOf(same.flatMap(({ names }) => names)) }];
  });
  return { issuances: merged };
}

function issuanceFrom(row: Row, id: string, names: readonly string[], issuer: string): readonly Issuance[] {
  const [notBefore, notAfter] = [dateOf(row.not_before), dateOf(row.not_after)];
  const known = namesOf(names);
  if (notBefore === undefined || notAfter === undefined || known.length === 0) return [];
  return [{ id, names: known, organization: organizationOf(issuer), notBefore, notAfter }];
}

/** The organization of Let's Encrypt. */
export const LETS_ENCRYPT = "Let's Encrypt";

/** The organization in a name as OpenSSL, Node or a search writes it, its quotes and backslashes taken away. A CA issues from several intermediates. */
export function organizationOf(name: string): string {
  const [, organization = ''] = /(?:^|[,/]\s*)O=("[^"]*"|(?:\\.|[^,/\\])*)/.exec(name) ?? [];
  return organization.replace(/["\\]/g, '').trim();
}

function namesOf(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.trim().toLowerCase()).filter((name) => DNS_NAME.test(name)))].sort();
}

/** Both write UTC; crt.sh does not say so. */
function dateOf(text: unknown): Date | undefined {
  if (typeof text !== 'string') return undefined;
  const date = new Date(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function rowsOf(text: string): readonly Row[] | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read.filter(isRow) : undefined;
  } catch {
    return undefined;
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
