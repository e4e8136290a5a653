import type { Standing } from './badge.ts';
import type { Fact } from './check.ts';
import { type State, worst } from './finding.ts';
import { type Absent, type Shared, shareFindings } from './headline.ts';
import type { Report } from './report.ts';
import { nameOf, type Target } from './target.ts';
import { NOT_MEASURED } from './unmeasured.ts';
import { spanOf } from './wording.ts';

type Values = Fact['values'];

/** ns2 before ns10, and addresses in brackets last. */
const NUMBERS = new Intl.Collator('en', { numeric: true });
const bySubject = (a: string, b: string) => Number(a.startsWith('[')) - Number(b.startsWith('[')) || NUMBERS.compare(a, b);

/** What a vantage answered: its reports, or why there are none. */
export type Answer = { readonly vantage: string; readonly reports: readonly Report[] } | Absent;

/** What one vantage saw of one address. */
export interface GridCell {
  readonly standing: Standing;
  /** `ok`, the failure, or how bad it is; never only a colour. */
  readonly word: string;
  /** Numbers worth a look: serial and refresh age, or days left. */
  readonly lines: readonly string[];
}

/** One nameserver or one address with port; its cells in the order of the vantages. */
export interface GridRow {
  readonly subject: string;
  readonly cells: readonly GridCell[];
}

/** A target as all vantages see it, address by address. */
export interface Grid {
  readonly target: Target;
  /** The worst that any vantage says; `unseen` where none answered. */
  readonly standing: Standing;
  readonly answers: readonly Answer[];
  readonly rows: readonly GridRow[];
  /** Headline first; echoes of others are left out. */
  readonly findings: readonly Shared[];
}

/**
 * Lays the answers about one target side by side. A vantage that did not answer has a column all the same. `single`: names of checks for
 * which one vantage is enough.
 */
export function gridOf(target: Target, answers: readonly Answer[], single: readonly string[] = []): Grid {
  const mine = answers.map((answer) => ownOf(answer, target));
  const reports = mine.flatMap((answer) => reportsOf(answer));
  const absent = mine.flatMap((answer) => ('why' in answer ? [answer] : []));
  const subjects = [...new Set(reports.flatMap(({ facts }) => facts.map(({ subject }) => subject)))].sort(bySubject);
  return {
    target,
    standing: reports.length === 0 ? 'unseen' : worst(reports.map(({ state }) => state)),
    answers: mine,
    rows: subjects.map((subject) => ({ subject, cells: mine.map((answer) => cellOf(answer, subject, target)) })),
    findings: shareFindings(reports, absent, single).filter(({ echo }) => !echo),
  };
}

/** The rows that `most` of them show, in their order: of more, those that are not well come first. */
export function rowsShown(rows: readonly GridRow[], most: number): readonly GridRow[] {
  const isIll = ({ cells }: GridRow) => cells.some(({ standing }) => standing !== 'well' && standing !== 'unseen');
  const first = new Set([...rows.filter(isIll), ...rows.filter((row) => !isIll(row))].slice(0, most));
  return rows.filter((row) => first.has(row));
}

function ownOf(answer: Answer, target: Target): Answer {
  if ('why' in answer) return answer;
  return { vantage: answer.vantage, reports: answer.reports.filter((report) => nameOf(report.target) === nameOf(target)) };
}

function reportsOf(answer: Answer): readonly Report[] {
  return 'why' in answer ? [] : answer.reports;
}

function cellOf(answer: Answer, subject: string, target: Target): GridCell {
  if ('why' in answer) return { standing: 'unseen', word: 'no answer', lines: [] };
  const facts = answer.reports.flatMap((report) => report.facts.filter((fact) => fact.subject === subject));
  if (facts.length === 0) return { standing: 'unseen', word: 'not seen from here', lines: [] };
  const values: Values = Object.assign({}, ...facts.map((fact) => fact.values));
  return { ...standingOf(values, answer.reports, subject, target), lines: linesOf(values) };
}

/** What the address answered where that is not `ok`, else how bad the findings about it are. */
function standingOf(values: Values, reports: readonly Report[], subject: string, target: Target): Omit<GridCell, 'lines'> {
  const about = (name: string): State =>
    worst(reports.flatMap(({ findings }) => findings.filter((one) => one.subject === name).map(({ severity }) => severity)));
  const own = about(subject);
  const answer = values.answer ?? values.state;
  if (answer === NOT_MEASURED) return { standing: 'unseen', word: NOT_MEASURED };
  if (answer === undefined || answer === 'ok') return { standing: own, word: own === 'well' ? 'ok' : own };
  // Where all addresses fail alike, the finding is about the target itself.
  const standing = own === 'well' ? about(nameOf(target)) : own;
  return { standing: standing === 'well' ? 'unknown' : standing, word: String(answer) };
}

function linesOf({ serial, refreshAgeSeconds, daysLeft }: Values): readonly string[] {
  return [
    ...(serial === undefined ? [] : [`serial ${serial}`]),
    ...(typeof refreshAgeSeconds === 'number' ? [`refreshed ${spanOf(refreshAgeSeconds)} ago`] : []),
    ...(typeof daysLeft === 'number' ? [daysLeft < 0 ? `expired ${daysOf(-daysLeft)} ago` : `${daysOf(daysLeft)} left`] : []),
  ];
}

function daysOf(days: number): string {
  return days < 1 ? spanOf(days * 86_400) : `${Math.floor(days)} ${Math.floor(days) === 1 ? 'day' : 'days'}`;
}
