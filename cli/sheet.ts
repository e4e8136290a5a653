import type { Report } from '../functions/core/report.ts';
import { nameOf, shownName, type Target } from '../functions/core/target.ts';
import { momentOf, plain } from '../functions/core/wording.ts';
import { countRows, hostLines, matrixLines } from './matrix.ts';
import { type Page, proseWidth, wrap } from './paint.ts';
import { headlineLines, sentence } from './telling.ts';
import { type Verdict, verdictsOf, worstFirst } from './verdict.ts';

/** With more targets than this, those that are well get one line instead of a table: the fault must not scroll away. */
const FOLD_ABOVE = 3;

/** Everything that `picket check` prints for a person: the worst sentence first, the tables last. */
export function sheetOf(reports: readonly Report[], page: Page): string {
  const verdicts = verdictsOf(reports);
  const sorted = worstFirst(verdicts, ({ state }) => state);
  const [top] = sorted;
  if (top === undefined) return `${page.paint('unknown', 'UNKNOWN')}  Nothing was checked.\n`;
  const body = verdicts.length === 1 ? alone(top, page) : together(sorted, top, page);
  return `${[...body, '', ...footer(reports, top, page)].join('\n')}\n`;
}

function alone(verdict: Verdict, page: Page): string[] {
  const [first, ...rest] = verdict.headlines;
  if (first === undefined) return block([wellLine([verdict], page)], matrixLines(verdict, page));
  return block(
    headlineLines(first, page, `${nameShown(verdict.target)}: `),
    ...rest.map((headline) => headlineLines(headline, page)),
    matrixLines(verdict, page),
  );
}

function together(sorted: readonly Verdict[], top: Verdict, page: Page): string[] {
  const folded = sorted.length > FOLD_ABOVE ? sorted.filter(({ state }) => state === 'well') : [];
  const open = sorted.filter((verdict) => !folded.includes(verdict));
  const hosts = sharedHosts(sorted);
  const inHost = hosts.flatMap(([, verdicts]) => verdicts);
  const headline = top.headlines[0];
  const head =
    headline === undefined ? [wellLine(sorted, page)] : sentence(headline.first, page, `${nameShown(top.target)}: `, top.state);
  return block(
    [...head, page.paint('dim', countLine(sorted))],
    ...open.map((verdict) => section(verdict, page, !inHost.includes(verdict))),
    folded.map((verdict) => `${page.paint('well', 'well')}  ${nameShown(verdict.target)}${seenOf(verdict)}`),
    ...hosts.map(([host, verdicts]) =>
      block([page.paint('strong', `--- ${plain(host)}, every port:`)], hostLines(verdicts, page)),
    ),
  );
}

/** Hosts of which more than one service was looked at: their addresses and ports stand in one table, in the order of the ports. */
function sharedHosts(verdicts: readonly Verdict[]): readonly (readonly [string, readonly Verdict[]])[] {
  const services = verdicts.filter(({ target }) => target.kind === 'service');
  const portOf = ({ target }: Verdict) => (target.kind === 'service' ? target.port : 0);
  return [...Map.groupBy(services, ({ target }) => (target.kind === 'service' ? target.host : ''))]
    .filter(([, same]) => same.length > 1)
    .map(([host, same]) => [host, [...same].sort((a, b) => portOf(a) - portOf(b))]);
}

function section(verdict: Verdict, page: Page, withMatrix: boolean): string[] {
  const title = `${page.paint('strong', `--- ${nameShown(verdict.target)}:`)} ${page.paint(verdict.state, verdict.state)}`;
  const parts = [
    ...verdict.headlines.map((headline) => headlineLines(headline, page)),
    withMatrix ? matrixLines(verdict, page) : [],
  ];
  return [title, ...block(...parts)];
}

/** Joins parts with one empty line between them; empty parts leave no gap. */
function block(...parts: readonly (readonly string[])[]): string[] {
  return parts.filter((part) => part.length > 0).flatMap((part, at) => (at === 0 ? part : ['', ...part]));
}

function nameShown(target: Target): string {
  const [shown, name] = [plain(shownName(target)), nameOf(target)];
  return /[^ -~]/.test(shown) ? `${shown} (${name})` : shown;
}

function wellLine(verdicts: readonly Verdict[], page: Page): string {
  const [only] = verdicts;
  const what = verdicts.length === 1 && only ? `${nameShown(only.target)}${seenOf(only)}` : `${verdicts.length} targets`;
  const blind = verdicts.some((verdict) => countRows(verdict).unmeasured > 0);
  return `${page.paint('well', blind ? 'All well as far as measured:' : 'All well:')} ${what}.`;
}

function seenOf(verdict: Verdict): string {
  const { all, unmeasured } = countRows(verdict);
  if (all === 0) return '';
  const asked = `, ${all} ${all === 1 ? 'address' : 'addresses'}`;
  return unmeasured === 0 ? asked : `${asked}, ${unmeasured} of them not measured`;
}

function countLine(verdicts: readonly Verdict[]): string {
  const states = [...Map.groupBy(verdicts, ({ state }) => state)].map(([state, same]) => `${same.length} ${state}`);
  const unmeasured = verdicts.reduce((sum, verdict) => sum + countRows(verdict).unmeasured, 0);
  const blind = unmeasured === 0 ? '' : `; ${unmeasured} addresses not measured`;
  return `${verdicts.length} targets: ${states.join(', ')}${blind}.`;
}

function footer(reports: readonly Report[], top: Verdict, page: Page): string[] {
  const [{ vantage, at } = { vantage: '', at: '' }] = reports;
  const tookMs = Math.max(...reports.map((report) => report.tookMs));
  const took = tookMs < 1000 ? `${Math.round(tookMs)} ms` : `${(tookMs / 1000).toFixed(1)} s`;
  const code = top.headlines[0]?.first.code;
  const seen = `Seen from ${plain(vantage)}, ${momentOf(at)}, in ${took}.`;
  const lines = code === undefined ? [seen] : [seen, `More about a code: \`picket explain ${code}\``];
  return lines.flatMap((line) => wrap(line, proseWidth(page, 0))).map((line) => page.paint('dim', line));
}
