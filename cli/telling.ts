import type { State } from '../functions/core/finding.ts';
import { partsOf } from '../functions/core/lines.ts';
import type { Told } from '../functions/core/report.ts';
import { momentOf, plain } from '../functions/core/wording.ts';
import { type Page, proseWidth, wrap } from './paint.ts';
import type { Headline } from './verdict.ts';

/** Names listed where many servers share a finding, and echoes of one code listed by name. */
const NAMES_LISTED = 12;
const ECHOES_NAMED = 3;

/** One finding with all that a person needs to act, and below it what it explains. */
export function headlineLines({ first, more, echoes }: Headline, page: Page, lead = ''): string[] {
  const outlooks = [first, ...more].flatMap(({ outlook }) => (outlook === undefined ? [] : [outlook]));
  const [next] = outlooks.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const when = first.actWithin === 'no hurry' ? 'no hurry' : `within ${first.actWithin}`;
  return [
    ...sentence(first, page, lead),
    ...(more.length === 0 ? [] : labelled('same', `for ${listed(more)}`, page)),
    ...(next === undefined ? [] : labelled('then', `${momentOf(next.at)}: ${next.what}`, page)),
    ...labelled('who', `${first.who}, ${when}`, page),
    ...steps('do', first.advice, page),
    ...labelled('code', `${first.code} (${first.source})`, page).map((line) => page.paint('dim', line)),
    ...(echoes.length === 0 ? [] : hanging(`also, because of this: ${echoList(echoes, first)}`, page, 2)).map((line) =>
      page.paint('dim', line),
    ),
  ];
}

/** Severity and sentence, with a lead between them such as the target's name. */
export function sentence({ severity, says }: Told, page: Page, lead = '', state: State = severity): string[] {
  const word = state.toUpperCase();
  const [start = '', ...rest] = wrap(`${word} ${lead}${says}`, proseWidth(page, 0) - 1);
  const painted = `${page.paint(state, word)} ${start.slice(word.length)}`;
  return [painted, ...rest.map((line) => `  ${line}`)];
}

/** A label of at most `widest` letters, and its text. */
export function labelled(label: string, text: string, page: Page, widest = 4): string[] {
  return beside(label, wrap(text, proseWidth(page, widest + 4)), widest);
}

/** A label and steps to take, each on a line of its own. Commands are never broken, so that they can be copied. */
export function steps(label: string, items: readonly string[], page: Page, widest = 4): string[] {
  const width = proseWidth(page, widest + 4);
  const lines = items
    .flatMap(partsOf)
    .flatMap(({ kind, text }) => (kind === 'command' ? [page.paint('command', oneLine(text))] : wrap(text, width)));
  return beside(label, lines, widest);
}

function beside(label: string, lines: readonly string[], widest: number): string[] {
  return lines.map((line, at) => `  ${(at === 0 ? label : '').padEnd(widest)}  ${line}`);
}

function hanging(text: string, page: Page, indent: number): string[] {
  return wrap(text, proseWidth(page, indent + 2)).map((line, at) => `${' '.repeat(at === 0 ? indent : indent + 2)}${line}`);
}

function oneLine(text: string): string {
  return wrap(text, Number.POSITIVE_INFINITY).join(' ');
}

function listed(findings: readonly Told[]): string {
  const names = [...new Set(findings.map(({ subject }) => plain(subject)))];
  const rest = names.length - NAMES_LISTED;
  return `${names.slice(0, NAMES_LISTED).join(', ')}${rest > 0 ? ` and ${rest} others (--json lists them)` : ''}`;
}

/** Codes with the servers they are about, where those are not the very subject of the cause. */
function echoList(echoes: readonly Told[], cause: Told): string {
  const codes = [...Map.groupBy(echoes, ({ code }) => code)];
  return codes
    .map(([code, same]) => {
      if (same.every(({ subject }) => subject === cause.subject)) return code;
      return `${code} (${same.length > ECHOES_NAMED ? `${same.length} times` : listed(same)})`;
    })
    .join(', ');
}
