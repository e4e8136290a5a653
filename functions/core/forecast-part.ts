import { badge, type Standing } from './badge.ts';
import type { Forecast, Outcome, Reason, View } from './forecast.ts';
import { forecastSays, ruleSays, shortfallsOf } from './forecast-words.ts';
import { html, type Markup } from './markup.ts';
import { stepPart } from './step-part.ts';

/** Certificates of one zone, and reasons of one forecast, that a page of human size shows. */
const MOST_FORECASTS = 6;
const MOST_REASONS = 3;

const STANDINGS: Readonly<Record<Outcome, Standing>> = {
  READY: 'well',
  RISKY: 'warning',
  BLOCKED: 'critical',
  UNKNOWN: 'unknown',
};

/** The forecasts of a zone's declared certificates, as the vantages together make them; undefined where none is declared. */
export function forecastPart(zone: string, forecasts: readonly Forecast[]): Markup | undefined {
  const [first] = forecasts;
  if (first === undefined) return undefined;
  const more = forecasts.length - MOST_FORECASTS;
  const left =
    more > 0 ? `${more} more certificates, and what is left of the CA's rate limits:` : "What is left of the CA's rate limits:";
  const notes = [...shortfallsOf(first), ruleSays(first.rule), 'A forecast is advice, not a promise.', left].join(' ');
  return html`<h4>Would a CA issue, asked now?</h4><ul>${forecasts.slice(0, MOST_FORECASTS).map(forecastItem)}</ul>
<p class="pw-dim">${notes} <code>picket forecast ${zone} --deployed</code></p>`;
}

function forecastItem(forecast: Forecast): Markup {
  const { outcome, reasons, views } = forecast;
  const more =
    reasons.length > MOST_REASONS
      ? html`<br><span class="pw-dim">${reasons.length - MOST_REASONS} more reasons.</span>`
      : undefined;
  return html`<li>${badge(STANDINGS[outcome], outcome)} ${forecastSays(forecast)} <span class="pw-dim">${viewsSay(views)}.</span>${reasons.slice(0, MOST_REASONS).map(reasonPart)}${more}</li>`;
}

function reasonPart({ says, advice }: Reason): Markup {
  return html`<br>Because: ${says}${stepPart(advice[0])}`;
}

/** `READY from us-east-1, sa-east-1; not measured from af-south-1` */
function viewsSay(views: readonly View[]): string {
  const groups = Map.groupBy(views, ({ outcome, why }) => (why === undefined ? outcome : 'not measured'));
  return [...groups].map(([word, mine]) => `${word} from ${mine.map(({ vantage }) => vantage).join(', ')}`).join('; ');
}
