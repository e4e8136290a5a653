import type { Fact } from '../functions/core/check.ts';
import { type Severity, type State, worst } from '../functions/core/finding.ts';
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
}

/** Word of a row that Picket could not ask about: no fault of the target, and not fine either. */
export const NOT_MEASURED = 'not measured';

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
];

const SERVICE: readonly Aspect[] = [
  { title: 'days left', align: 'right', check: 'certificate', of: ({ daysLeft }) => whole(daysLeft) },
  { title: 'expires', check: 'certificate', of: ({ notAfter }) => text(notAfter)?.slice(0, 10) },
  { title: 'issuer', check: 'certificate', of: ({ issuer }) => issuerShown(issuer), shrink: { cut: cutEnd, least: 8 } },
  { title: 'key', check: 'certificate', of: ({ keyType }) => text(keyType), spare: true },
  { title: 'sha-256', check: 'certificate', of: ({ fingerprint }) => text(fingerprint)?.slice(0, 8) },
  { title: 'protocol', check: 'certificate', of: ({ protocol }) => text(protocol), spare: true },
];

/** The table of a verdict: a row for each address that was looked at, the facts of all its checks side by side. */
export function matrixLines(verdict: Verdict, page: Page): string[] {
  const rows = [...mergedFacts(verdict)];
  if (rows.length === 0) return [];
  const aspects = aspectsOf(verdict, rows);
  const zone = verdict.target.kind === 'zone';
  const columns: Column[] = [
    zone
      ? { title: 'nameserver', shrink: { cut: cutName, least: 20 } }
      : { title: 'address', shrink: { cut: cutMiddle, least: '255.255.255.255:65535'.length } },
    ...aspects,
    { title: 'state' },
  ];
  const cells = rows.map(([subject, values]): Cell[] => [
    { text: subject },
    ...aspects.map(({ of }) => ({ text: of(values) })),
    stateCell(values, worstAbout(verdict, subject)),
  ]);
  return tableLines(columns, cells, page);
}

/** How many addresses were looked at, and how many of them could not be. */
export function countRows(verdict: Verdict): { readonly all: number; readonly unmeasured: number } {
  const rows = [...mergedFacts(verdict).values()];
  return { all: rows.length, unmeasured: rows.filter((values) => answerOf(values) === NOT_MEASURED).length };
}

function mergedFacts({ reports }: Verdict): Map<string, Values> {
  const rows = new Map<string, Values>();
  for (const { subject, values } of reports.flatMap(({ facts }) => facts)) {
    rows.set(subject, { ...rows.get(subject), ...values });
  }
  return rows;
}

function aspectsOf({ target, reports }: Verdict, rows: readonly (readonly [string, Values])[]): readonly Aspect[] {
  const ran = new Set(reports.map(({ check }) => check));
  return (target.kind === 'zone' ? ZONE : SERVICE).filter(
    ({ check, optional, of }) => ran.has(check) && (optional !== true || rows.some(([, values]) => of(values) !== undefined)),
  );
}

function worstAbout({ reports }: Verdict, subject: string): State {
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
  if (state === 'well') return answer === undefined ? { text: undefined } : { text: answer, role };
  return { text: state, role };
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
