import type { Fact } from '../functions/core/check.ts';
import { type Severity, type State, worst } from '../functions/core/finding.ts';
import type { Report } from '../functions/core/report.ts';
import { NOT_MEASURED } from '../functions/core/unmeasured.ts';
import { spanOf } from '../functions/core/wording.ts';
import type { Page, Role } from './paint.ts';
import { type Cell, type Column, cutEnd, cutMiddle, cutName, tableLines } from './table.ts';
import type { Verdict } from './verdict.ts';

type Values = Fact['values'];

/** A column of the matrix: which check fills it, and what it makes of a row's values. */
interface Aspect extends Column {
  readonly check: string;
  readonly of: (values: Values) => string | undefined;
  /** Left out where no row has a value. */
  readonly optional?: boolean;
  /** Services of one host are to be alike in it. */
  readonly alike?: boolean;
}

const ZONE: readonly Aspect[] = [
  { title: 'serial', align: 'right', check: 'serial', of: ({ serial }) => text(serial) },
  { title: 'refreshed', align: 'right', check: 'secondary', of: ({ refreshAgeSeconds }) => span(refreshAgeSeconds, ' ago') },
  {
    title: 'expires in',
    align: 'right',
    check: 'secondary',
    of: ({ expiresInSeconds }) => span(expiresInSeconds),
    optional: true,
    spare: true,
  },
  { title: 'answers in', align: 'right', check: 'nameservers', of: ({ tookMs }) => milliseconds(tookMs) },
  { title: 'challenge', check: 'dns-01', of: ({ challenge }) => text(challenge), optional: true },
];

/** What is known of a certificate by the facts of a check. */
const leafAspects = (check: string): readonly Aspect[] => [
  { title: 'days left', align: 'right', check, of: ({ daysLeft }) => whole(daysLeft) },
  { title: 'expires', check, of: ({ notAfter }) => text(notAfter)?.slice(0, 10) },
  { title: 'issuer', check, of: ({ issuer }) => issuerShown(issuer), shrink: { cut: cutEnd, least: 8 } },
  { title: 'key', check, of: ({ keyType }) => text(keyType), spare: true },
  { title: 'sha-256', check, of: ({ fingerprint }) => text(fingerprint)?.slice(0, 8), alike: check === 'certificate' },
  { title: 'protocol', check, of: ({ protocol }) => text(protocol), spare: true },
];

const SERVICE: readonly Aspect[] = [
  ...leafAspects('certificate'),
  { title: 'http', align: 'right', check: 'http', of: ({ http }) => text(http), optional: true },
  {
    title: 'first byte',
    align: 'right',
    check: 'http',
    of: ({ firstByteMs }) => milliseconds(firstByteMs),
    optional: true,
    spare: true,
  },
];

const NAMESERVER: Column = { title: 'nameserver', shrink: { cut: cutName, least: 20 } };
const EXCHANGER: Column = { title: 'mail server', shrink: { cut: cutName, least: 30 } };
const ADDRESS: Column = { title: 'address', shrink: { cut: cutMiddle, least: '255.255.255.255:65535'.length } };

/** The table of a verdict: a row for each address that was looked at, the facts of all its checks side by side. Mail servers have one of their own. */
export function matrixLines({ target, reports }: Verdict, page: Page): string[] {
  if (target.kind === 'service') return tableOf(reports, ADDRESS, SERVICE, page);
  const isMail = ({ check }: Report) => check === 'mail';
  const nameservers = reports.filter((report) => !isMail(report));
  const tables = [
    tableOf(nameservers, NAMESERVER, ZONE, page),
    tableOf(reports.filter(isMail), EXCHANGER, leafAspects('mail'), page),
  ];
  const [first = [], ...rest] = tables.filter((lines) => lines.length > 0);
  return [...first, ...rest.flatMap((lines) => ['', ...lines])];
}

/** One table for all services of one host, so that the port or address that differs stands out. */
export function hostLines(verdicts: readonly Verdict[], page: Page): string[] {
  return tableOf(
    verdicts.flatMap(({ reports }) => reports),
    ADDRESS,
    SERVICE,
    page,
  );
}

function tableOf(reports: readonly Report[], first: Column, all: readonly Aspect[], page: Page): string[] {
  const rows = [...mergedFacts(reports)];
  if (rows.length === 0) return [];
  const aspects = aspectsOf(reports, all, rows);
  const cells = rows.map(([subject, values]): Cell[] => [
    { text: subject },
    ...aspects.map(({ of, alike }): Cell => ({ text: of(values), ...(alike && isOdd(values, rows) && { role: 'warning' }) })),
    stateCell(values, worstAbout(reports, subject)),
  ]);
  return tableLines([first, ...aspects, { title: 'state' }], cells, page);
}

/** Is it another certificate than the newest of its kind of key? A server may well have one for RSA and one for EC clients. */
function isOdd({ fingerprint, keyType, notAfter }: Values, rows: readonly (readonly [string, Values])[]): boolean {
  return rows.some(
    ([, other]) =>
      kindOf(other.keyType) === kindOf(keyType) && other.fingerprint !== fingerprint && String(other.notAfter) > String(notAfter),
  );
}

function kindOf(keyType: string | number | undefined): string | undefined {
  return text(keyType)?.split(' ')[0];
}

/** How many addresses were looked at, and how many of them could not be. */
export function countRows(verdict: Verdict): { readonly all: number; readonly unmeasured: number } {
  const rows = [...mergedFacts(verdict.reports).values()];
  return { all: rows.length, unmeasured: rows.filter((values) => answerOf(values) === NOT_MEASURED).length };
}

function mergedFacts(reports: readonly Report[]): Map<string, Values> {
  const rows = new Map<string, Values>();
  for (const { subject, values } of reports.flatMap(({ facts }) => facts)) {
    rows.set(subject, { ...rows.get(subject), ...values });
  }
  return rows;
}

function aspectsOf(
  reports: readonly Report[],
  all: readonly Aspect[],
  rows: readonly (readonly [string, Values])[],
): readonly Aspect[] {
  const ran = new Set(reports.map(({ check }) => check));
  return all.filter(
    ({ check, optional, of }) => ran.has(check) && (optional !== true || rows.some(([, values]) => of(values) !== undefined)),
  );
}

function worstAbout(reports: readonly Report[], subject: string): State {
  const findings = reports.flatMap((report) => report.findings).filter((finding) => finding.subject === subject);
  return worst(findings.map(({ severity }): Severity => severity));
}

function answerOf({ answer, state }: Values): string | undefined {
  return text(answer ?? state);
}

/** What the address answered where that is not `ok`, else how bad the findings about it are. */
function stateCell(values: Values, state: State): Cell {
  const answer = answerOf(values);
  if (answer === NOT_MEASURED) return { text: answer, role: 'unknown' };
  if (answer !== undefined && answer !== 'ok') return { text: answer, role: state === 'well' ? 'strong' : state };
  const role: Role = state;
  if (isServerFault(values)) return { text: `http ${values.http}`, role: state === 'well' ? 'strong' : state };
  if (state === 'well') return answer === undefined ? { text: undefined } : { text: answer, role };
  return { text: state, role };
}

/** TLS is in order and the page is not: what the server says, where it is an error of its own. */
function isServerFault({ http }: Values): boolean {
  return typeof http === 'number' ? http >= 500 : http !== undefined && http !== NOT_MEASURED;
}

function text(value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** Organisation and common name of a distinguished name, which is what people know an issuer by; any other text as it is. */
function issuerShown(issuer: string | number | undefined): string | undefined {
  const parts = ['O', 'CN'].map((key) => new RegExp(`(?:^|, )${key}=((?:\\\\.|[^,\\\\])+)`).exec(String(issuer))?.[1]);
  const [organisation, name] = parts.map((part) => part?.replace(/\\(.)/g, '$1').trim());
  if (organisation === undefined || name === undefined) return name ?? organisation ?? text(issuer);
  return name.startsWith(organisation) ? name : `${organisation} ${name}`;
}

function whole(value: string | number | undefined): string | undefined {
  return typeof value === 'number' ? String(Math.floor(value)) : text(value);
}

function span(value: string | number | undefined, after = ''): string | undefined {
  return typeof value === 'number' ? `${value < 0 ? '-' : ''}${spanOf(value)}${after}` : text(value);
}

function milliseconds(value: string | number | undefined): string | undefined {
  return typeof value === 'number' ? `${value < 10 ? value.toFixed(1) : Math.round(value)} ms` : text(value);
}
