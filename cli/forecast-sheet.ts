import type { Forecast, Outcome, View } from '../functions/core/forecast.ts';
import { forecastSays, ruleSays, shortfallsOf } from '../functions/core/forecast-words.ts';
import { registryOf } from '../functions/core/registries.ts';
import { momentOf } from '../functions/core/wording.ts';
import { type Page, proseWidth, type Role, wrap } from './paint.ts';
import { type Cell, type Column, cutMiddle, tableLines } from './table.ts';
import { labelled, steps } from './telling.ts';

const ROLES: Readonly<Record<Outcome, Role>> = { READY: 'well', RISKY: 'warning', BLOCKED: 'critical', UNKNOWN: 'unknown' };

const COLUMNS: readonly Column[] = [
  { title: 'vantage' },
  { title: 'registry', spare: true },
  { title: 'forecast' },
  { title: 'decided by', shrink: { cut: cutMiddle, least: 20 } },
];

/** The forecasts as a person reads them: each with what decides, vantage by vantage where there are several; then the rule and what it is worth. */
export function sheetOf(forecasts: readonly Forecast[], now: Date, page: Page): string {
  const told = new Set<string>();
  const bodies = forecasts.flatMap((one) => [...bodyOf(one, told, page), '']);
  const [first] = forecasts;
  return `${[...bodies, ...(first === undefined ? [] : footerOf(first, now, page))].join('\n')}\n`;
}

/** What an earlier forecast has told already is named again, and no more. */
function bodyOf(one: Forecast, told: Set<string>, page: Page): string[] {
  const [start = '', ...rest] = wrap(`${one.outcome} ${forecastSays(one)}`, proseWidth(page, 0) - 1);
  const head = `${page.paint(ROLES[one.outcome], one.outcome)} ${start.slice(one.outcome.length)}`;
  const reasons = one.reasons.flatMap(({ code, says, advice }) => {
    if (told.has(says)) return labelled('why', `${code}, as above`, page);
    told.add(says);
    const coded = labelled('code', code, page).map((line) => page.paint('dim', line));
    return [...labelled('why', says, page), ...steps('do', advice, page), ...coded];
  });
  const views = one.views.length > 1 ? tableLines(COLUMNS, one.views.map(rowOf), page) : [];
  const gap = views.length > 0 && reasons.length > 0 ? [''] : [];
  return [head, ...rest.map((line) => `  ${line}`), ...views, ...unmeasuredOf(one, told, page), ...gap, ...reasons];
}

function rowOf({ vantage, outcome, chance, reasons, why }: View): readonly Cell[] {
  const [first] = reasons;
  const odds = chance === undefined ? '' : `, about ${Math.round(chance * 100)} %`;
  const more = reasons.length > 1 ? `, and ${reasons.length - 1} more` : '';
  return [
    { text: vantage },
    { text: registryOf(vantage) },
    { text: why === undefined ? `${outcome}${odds}` : 'not measured', role: ROLES[outcome] },
    { text: first === undefined ? undefined : `${first.code} ${first.subject}${more}` },
  ];
}

/** Who could not look, and why; those with the same reason together. */
function unmeasuredOf({ views }: Forecast, told: Set<string>, page: Page): string[] {
  const unseen = Map.groupBy(
    views.filter(({ why }) => why !== undefined),
    ({ why = '' }) => why,
  );
  return [...unseen].flatMap(([why, mine]) => {
    const line = `not measured from ${mine.map(({ vantage }) => vantage).join(', ')}: ${why}`;
    if (told.has(line)) return [];
    told.add(line);
    return wrap(line, proseWidth(page, 4)).map((text, at) => `${at === 0 ? '  ' : '    '}${text}`);
  });
}

/** From where, by what rule, and what such a forecast is worth. */
function footerOf(one: Forecast, now: Date, page: Page): string[] {
  const { views, rule } = one;
  const seen = views.filter(({ outcome }) => outcome !== 'UNKNOWN').map(({ vantage }) => vantage);
  const alone =
    'alone: what fails elsewhere is not seen (--deployed asks the vantages of a deployment, --with puts several looks together)';
  const [only] = views;
  const places =
    views.length === 1
      ? `Seen from ${only?.vantage} ${alone}`
      : seen.length === 0
        ? 'Seen from nowhere'
        : `Seen from ${seen.join(', ')}`;
  const lines = [
    `${places}, ${momentOf(now.toISOString())}.`,
    ruleSays(rule),
    ...(views.length === 1 ? [] : shortfallsOf(one)),
    'A forecast is advice, not a promise: block nothing by it.',
  ];
  return lines.flatMap((line) => wrap(line, proseWidth(page, 0))).map((line) => page.paint('dim', line));
}
