import type { ActWithin } from './finding.ts';
import { type Absent, type Shared, shareFindings } from './headline.ts';
import { field, LINE, stepLines, wrap } from './lines.ts';
import { type Matter, nowOf, type Ring, stateOf, targetsOf } from './matter.ts';
import { checkName, countOf } from './opening.ts';
import { nameOf, shownName, type Target } from './target.ts';
import { fill, momentOf, plain, spanOf } from './wording.ts';

const WITHIN_MS: Readonly<Record<ActWithin, number>> = {
  '1 hour': 3_600_000,
  '1 day': 86_400_000,
  '1 week': 604_800_000,
  'no hurry': Number.POSITIVE_INFINITY,
};
/** Lists in a letter end here; the rest is counted. */
const MOST = 8;

/** Characters that are searched for what is told already. */
const MOST_OF_A_LETTER = 10_000;
/** Characters of a step: a command with long names in it must not be cut. */
const MOST_OF_A_STEP = 2000;
/** Bytes of the names in a letter. Ours: SNS takes 256 KiB. */
const MOST_OF_NAMES = 200_000;

/** What it is about, since when, seen from where. */
export function circumstances(matter: Matter, head: Shared | undefined, ring: Ring, now: Date): readonly string[] {
  const names = targetsOf(matter).map(named);
  const more = names.length > MOST ? ` and ${names.length - MOST} more, listed below` : '';
  return [
    ...field(names.length > 1 ? 'Targets' : 'Target', `${names.slice(0, MOST).join(', ')}${more}`),
    ...(names.length > 1 ? field('', `${countOf(matter)} in all`) : []),
    // The votes know nothing of a drill.
    ...(matter.occasion === 'drill' ? [] : sinceLines(ring, now)),
    ...(head === undefined ? [] : seenLines(head, matter.absent)),
  ];
}

/** As it was typed, with its A-labels where they differ: what looks alike need not be the same. */
function named(target: Target): string {
  return plain(shownName(target)) + (target.typed === undefined ? '' : ` (${nameOf(target)})`);
}

function sinceLines({ state, since, until, atLeast }: Ring, now: Date): readonly string[] {
  if (since === undefined || until === undefined) return field('Since', 'not known: the history of the votes does not tell');
  const most = atLeast ? 'at least ' : '';
  if (state === 'OK') return field('Lasted', `${most}from ${momentOf(since, now)} to ${momentOf(until, now)}`);
  return field('Since', `${most}${momentOf(since, now)} (${spanOf((now.getTime() - Date.parse(since)) / 1000)})`);
}

function seenLines({ from, notFrom, unsure }: Shared, absent: readonly Absent[]): readonly string[] {
  const why = (vantage: string) => {
    const missing = absent.find((one) => one.vantage === vantage);
    return missing === undefined ? vantage : `${vantage} (${plain(missing.why)})`;
  };
  const all = from.length + notFrom.length + unsure.length;
  return [
    ...field('Seen from', `${from.length} of ${all} vantages: ${from.join(', ')}`),
    ...(notFrom.length > 0 ? field('', `not seen from: ${notFrom.join(', ')}`) : []),
    ...(unsure.length > 0 ? field('', `could not tell: ${unsure.map(why).join(', ')}`) : []),
  ];
}

/** What happens next, who must act by when (counted from `from`), the first steps, the evidence. `said` is what the reader knows already. */
export function guidance({ told }: Shared, now: Date, said: string, from: Date = now): readonly string[] {
  const next = outlookLines(told.outlook, now);
  const known = plain([said, told.subject, told.says, ...next, ...told.advice].join(' '), MOST_OF_A_LETTER).replace(/\s+/g, ' ');
  const evidence = Object.entries(told.evidence)
    .map(([key, value]) => ({ key, text: signOf(key, value) + plain(fill(`{${key}}`, '', told.evidence, now)) }))
    .filter(({ key, text }) => !isForSentences(key, text) && !holds(known, text));
  return [
    ...next,
    ...field('Who', told.who),
    ...field('Act by', deadlineOf(told, now, from)),
    ...(told.advice.length > 0 ? ['', 'First steps'] : []),
    ...told.advice.flatMap((step, index) => stepLines(plain(step, MOST_OF_A_STEP), `${index + 1}. `)),
    ...(evidence.length > 0 ? ['', 'Evidence'] : []),
    ...evidence.slice(0, MOST).flatMap(({ key, text }) => wrap(text, `  ${labelOf(key).padEnd(20)} `)),
  ];
}

/** Options of a command, and clauses that hang on a sentence: they prove nothing by themselves. */
function isForSentences(key: string, text: string): boolean {
  return key.endsWith('Flags') || /^(?:$|[,;:.])/.test(text);
}

/** A span is told as its size: what is left of a time that is over would read as if it were still there. */
function signOf(key: string, value: string | number): string {
  return typeof value === 'number' && value < 0 && key.endsWith('Seconds') ? '-' : '';
}

/** Is it there as a word of its own? `2 min` is not told by `22 min`. */
function holds(text: string, part: string): boolean {
  const at = text.indexOf(part);
  if (at < 0) return false;
  const around = [text[at - 1] ?? ' ', text[at + part.length] ?? ' '];
  return around.every((sign) => !/[A-Za-z0-9]/.test(sign)) || holds(text.slice(at + 1), part);
}

function outlookLines(outlook: Shared['told']['outlook'], now: Date): readonly string[] {
  if (outlook === undefined) return [];
  const seconds = (Date.parse(outlook.at) - now.getTime()) / 1000;
  const when = seconds < 0 ? `since ${momentOf(outlook.at, now)}` : `${momentOf(outlook.at, now)} (in ${spanOf(seconds)})`;
  return field('Next', `${when}: ${plain(outlook.what)}`);
}

function deadlineOf({ actWithin, outlook }: Shared['told'], now: Date, from: Date): string {
  const until = outlook === undefined ? Number.POSITIVE_INFINITY : Date.parse(outlook.at);
  const deadline = Math.min(from.getTime() + WITHIN_MS[actWithin], until > now.getTime() ? until : Number.POSITIVE_INFINITY);
  if (!Number.isFinite(deadline)) return 'no hurry';
  const moment = momentOf(new Date(deadline).toISOString(), now);
  return deadline < now.getTime() ? `now; it was due ${moment}` : moment;
}

/** `refreshAgeSeconds` is read as `refresh age`: the value beside it carries the unit. */
function labelOf(key: string): string {
  return key.replace(/(Seconds|Ms|At)$/, '').replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What can be said without a headline: what the vantages answered instead, and where to look. */
export function fallback(matter: Matter): readonly string[] {
  const { target, absent, occasion } = matter;
  const { calm, unsure } = nowOf(matter);
  const isOpen = stateOf(matter) === 'ALARM' && occasion !== 'drill';
  const ended = isOpen ? '; it may have just ended' : '';
  const silent = absent.map(({ vantage, why }) => `${vantage} (${plain(why)})`).join(', ');
  return [
    ...(calm.length > 0 ? field('Now', `asked again just now, nothing is wrong from ${calm.join(', ')}${ended}`) : []),
    ...(unsure.length > 0 ? field('Unclear', `${unsure.join(', ')} could not tell`) : []),
    ...(silent === '' ? [] : field('Details', `could not be had from ${silent}`)),
    ...field('Look', `picket check ${nameOf(target)}`),
  ];
}

/** Everything else that the vantages see, folded beneath: a line each. */
export function alsoFound(matter: Matter, head: Shared | undefined): readonly string[] {
  const others = shareFindings(matter.reports, matter.absent, matter.single).filter(
    // What could not be told because of the cause is no news.
    ({ told, echo }) => told !== head?.told && told.severity !== 'notice' && !(echo && told.severity === 'unknown'),
  );
  const rest = others.length - MOST;
  return [
    ...(others.length > 0 ? ['', 'Also found'] : []),
    ...others.slice(0, MOST).flatMap(({ told, from, echo }) => {
      const seen = from.length === 1 ? from[0] : `${from.length} vantages`;
      return wrap(plain(`${echo ? 'as a consequence, ' : ''}${told.severity}, ${seen}: ${told.says}`), '- ');
    }),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
  ];
}

/** Every target by name, where the letter is about more of them than it names above. */
export function roll(matter: Matter): readonly string[] {
  const names = targetsOf(matter).map(named);
  if (names.length <= MOST) return [];
  let room = MOST_OF_NAMES;
  const shown = names.filter((name) => {
    room -= Buffer.byteLength(name) + 1;
    return room >= 0;
  });
  const rest = names.length - shown.length;
  return ['', `All ${countOf(matter)}`, ...shown, ...(rest > 0 ? [`and ${rest} more: picket status`] : [])];
}

/** Where the judgement comes from, which alarms changed, how to learn more. */
export function footer(matter: Matter, head: Shared | undefined, dashboard?: string): readonly string[] {
  const changed = new Set(
    matter.rings.map(
      ({ severity, check, state }) => `${severity} ${checkName(check)} ${state === 'ALARM' ? 'rings' : 'is quiet again'}`,
    ),
  );
  const code = head?.told.code ?? matter.was?.code;
  return [
    '',
    '-'.repeat(LINE),
    ...(head === undefined ? [] : field('Source', head.told.source)),
    ...field('Alarms', [...changed].join(', ')),
    ...(code === undefined ? [] : field('More', `picket explain ${code}`)),
    ...(dashboard === undefined ? [] : field('Dashboard', dashboard)),
  ];
}
