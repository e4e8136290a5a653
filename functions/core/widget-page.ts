import { badge } from './badge.ts';
import type { Forecast } from './forecast.ts';
import { forecastPart } from './forecast-part.ts';
import { type Answer, type Grid, type GridCell, rowsShown } from './grid.ts';
import type { Shared } from './headline.ts';
import { html, type Markup, whole } from './markup.ts';
import { styleOf, type Theme } from './palette.ts';
import { stepPart } from './step-part.ts';
import { nameOf, shownName, type Target } from './target.ts';
import type { VoteSeverity } from './vote.ts';
import { momentOf, spanOf } from './wording.ts';

/** An alarm that rings. */
export interface Ringing {
  readonly alarm: string;
  /** Its description, one sentence. */
  readonly says: string;
  /** `unknown` for an alarm about Picket itself. */
  readonly severity: VoteSeverity | 'unknown';
  /** Name of the target, where the alarm is about one. */
  readonly target?: string;
  readonly check?: string;
  /** ISO 8601. */
  readonly since: string;
}

/** What the widget shows. */
export interface WidgetPage {
  readonly theme: Theme;
  readonly now: Date;
  /** The function's own ARN, which its button calls. */
  readonly endpoint: string;
  readonly vantages: readonly string[];
  /** Undefined where the alarms could not be read, with the reason in `trouble`. */
  readonly ringing?: readonly Ringing[];
  /** Targets to choose from; none: a name is typed. */
  readonly offered: readonly string[];
  /** What the button asks about. */
  readonly chosen: string;
  /** What was asked just now; empty where only the alarms were read. */
  readonly grids: readonly Grid[];
  /** By the name of the zone: what an order for each declared certificate would meet. */
  readonly forecasts: ReadonlyMap<string, readonly Forecast[]>;
  /** What went wrong on the way, one sentence each. */
  readonly trouble: readonly string[];
}

/** Choice of the form: every target that is offered. */
export const EVERY = 'all';

/** Alarms, and rows and findings of one target, that a page of human size shows. */
const MOST_RINGING = 20;
const MOST_ROWS = 24;
const MOST_FINDINGS = 6;

/**
 * The page as CloudWatch takes it: HTML without scripts, frames and `<use>`, style sheet included. `cwdb-no-default-styles` switches the
 * console's own styles off, so that the contrast is ours to keep.
 */
export function pageOf(page: WidgetPage): string {
  const { theme, vantages, ringing, trouble, grids, forecasts } = page;
  return html`<div class="pw cwdb-no-default-styles" lang="en">${styleOf(theme, vantages.length)}
${trouble.map((sentence) => html`<p role="alert">${badge('unknown', 'trouble')} ${sentence}</p>`)}
${ringing === undefined ? undefined : ringingPart(ringing, page)}
${formPart(page)}
${grids.map((grid) => gridPart(grid, forecasts.get(nameOf(grid.target)) ?? [], page.now))}
</div>`.markup;
}

function ringingPart(ringing: readonly Ringing[], { now }: WidgetPage): Markup {
  const asOf = html`<span class="pw-dim">Alarms as of ${momentOf(now.toISOString(), now)}.</span>`;
  if (ringing.length === 0) return html`<h2>No alarm rings</h2><p>${badge('well', 'quiet')} ${asOf}</p>`;
  const more = ringing.length > MOST_RINGING ? html`<p>${ringing.length - MOST_RINGING} more alarms ring.</p>` : undefined;
  return html`<h2>What rings</h2><ul>${ringingShown(ringing).map((one) => ringingItem(one, now))}</ul>${more}<p>${asOf}</p>`;
}

/** Of more alarms than a page shows, those about Picket itself stay: whether the others can be trusted depends on them. */
function ringingShown(ringing: readonly Ringing[]): readonly Ringing[] {
  const own = ringing.filter(({ severity }) => severity === 'unknown');
  const votes = ringing.filter(({ severity }) => severity !== 'unknown');
  return [...votes.slice(0, Math.max(MOST_RINGING - own.length, MOST_RINGING / 2)), ...own].slice(0, MOST_RINGING);
}

function ringingItem({ says, severity, target, check, since }: Ringing, now: Date): Markup {
  const what = target === undefined ? html`${says}` : html`<strong>${target}</strong>, check ${check}`;
  const span = spanOf((now.getTime() - Date.parse(since)) / 1000);
  return html`<li>${badge(severity, severity === 'unknown' ? 'Picket' : severity)} ${what} <span class="pw-dim">For ${span}.</span></li>`;
}

/** The button calls this function again; the console adds the form's fields by their names. */
function formPart({ endpoint, offered, chosen, vantages }: WidgetPage): Markup {
  const call = whole(JSON.stringify({ ask: true, targets: offered }));
  const places = `${vantages.length} ${vantages.length === 1 ? 'vantage' : 'vantages'}`;
  return html`<form><label for="pw-target">Target</label>${field(offered, chosen)}
<button type="button" class="pw-button">Ask now</button><cwdb-action action="call" display="widget" endpoint="${endpoint}">${call}</cwdb-action>
<span class="pw-dim">asks from ${places}, up to half a minute</span></form>`;
}

function field(offered: readonly string[], chosen: string): Markup {
  // Without a button of its own a form is sent by Enter, and the console would load anew; one that is disabled sends nothing (HTML, implicit submission).
  if (offered.length === 0)
    return html`<input id="pw-target" name="target" type="text" value="${chosen === EVERY ? '' : chosen}" placeholder="example.org"><button type="submit" disabled hidden></button>`;
  const option = (value: string, text: string) =>
    value === chosen ? html`<option value="${value}" selected>${text}</option>` : html`<option value="${value}">${text}</option>`;
  const every = offered.length === 1 ? undefined : option(EVERY, `all ${offered.length} targets`);
  return html`<select id="pw-target" name="target">${every}${offered.map((name) => option(name, name))}</select>`;
}

function gridPart(grid: Grid, forecasts: readonly Forecast[], now: Date): Markup {
  const { target, standing, rows, findings, answers } = grid;
  const word = standing === 'unseen' ? 'no vantage answered' : standing;
  const table = rows.length === 0 ? html`<p class="pw-dim">No address was seen.</p>` : tablePart(grid, now);
  const more =
    findings.length > MOST_FINDINGS ? html`<p class="pw-dim">${findings.length - MOST_FINDINGS} more findings.</p>` : undefined;
  return html`<section><h3>${nameShown(target)} ${badge(standing, word)}</h3>
${absentPart(answers)}${table}${findings.length === 0 ? undefined : html`<ul>${findings.slice(0, MOST_FINDINGS).map((one) => findingItem(one, answers.length))}</ul>`}${more}
${rows.length > MOST_ROWS ? html`<p class="pw-dim">${rows.length - MOST_ROWS} more addresses: <code>picket check ${nameOf(target)}</code></p>` : undefined}
${forecastPart(nameOf(target), forecasts)}</section>`;
}

/** As typed, and the name in DNS beside it where they differ: two scripts can look alike. */
function nameShown(target: Target): string {
  return shownName(target) === nameOf(target) ? nameOf(target) : `${shownName(target)} (${nameOf(target)})`;
}

function absentPart(answers: readonly Answer[]): readonly Markup[] {
  return answers.flatMap((answer) =>
    'why' in answer ? [html`<p>${badge('unseen', 'no answer')} from ${answer.vantage}: ${answer.why}</p>`] : [],
  );
}

/** Roles are spelled out: on a narrow widget the rows are blocks, and a browser would no longer take them for a table. */
function tablePart({ target, rows, answers }: Grid, now: Date): Markup {
  const zone = target.kind === 'zone';
  const head = answers.map(({ vantage }) => html`<th scope="col" role="columnheader">${vantage}</th>`);
  const caption = `${zone ? 'Every nameserver' : 'Every address'} from every vantage, ${momentOf(now.toISOString(), now)}`;
  return html`<table role="table"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${zone ? 'nameserver' : 'address'}</th>${head}</tr></thead>
<tbody role="rowgroup">${rowsShown(rows, MOST_ROWS).map(
    ({ subject, cells }) =>
      html`<tr role="row"><th scope="row" role="rowheader"><code>${subjectPart(subject)}</code></th>${cells.map((cell, at) => cellPart(cell, answers[at]))}</tr>`,
  )}</tbody></table>`;
}

/** `name/address` may break between the two, before it must anywhere else. */
function subjectPart(subject: string): Markup {
  const address = subject.lastIndexOf('/') + 1;
  return address === 0 ? html`${subject}` : html`${subject.slice(0, address)}<wbr>${subject.slice(address)}`;
}

function cellPart({ standing, word, lines }: GridCell, answer: Answer | undefined): Markup {
  const numbers = lines.map((line) => html`<span class="pw-line">${line}</span>`);
  // The column's heading again, for a narrow widget; a screen reader has the heading already.
  return html`<td role="cell"><span class="pw-who pw-dim" aria-hidden="true">${answer?.vantage}</span>${badge(standing, word)}${numbers}</td>`;
}

function findingItem({ told, from }: Shared, vantages: number): Markup {
  const seen = from.length === vantages ? 'every vantage' : `${from.join(', ')} (${from.length} of ${vantages})`;
  return html`<li>${badge(told.severity, told.severity)} ${told.says} <span class="pw-dim">Seen from ${seen}.</span>${stepPart(told.advice[0])}</li>`;
}
