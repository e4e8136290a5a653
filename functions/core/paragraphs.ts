import type { ActWithin } from './finding.ts';
import { type Absent, type Shared, shareFindings } from './headline.ts';
import { field, LINE, wrap } from './lines.ts';
import { type Matter, nowOf, type Ring } from './matter.ts';
import { nameOf, shownName } from './target.ts';
import { fill, momentOf, plain, spanOf } from './wording.ts';

const WITHIN_MS: Readonly<Record<ActWithin, number>> = {
  '1 hour': 3_600_000,
  '1 day': 86_400_000,
  '1 week': 604_800_000,
  'no hurry': Number.POSITIVE_INFINITY,
};
/** Lists in a letter end here; the rest is counted. */
const MOST = 8;

/** What it is about, since when, seen from where. */
export function circumstances(matter: Matter, head: Shared | undefined, ring: Ring, now: Date): readonly string[] {
  const alike = (matter.alike ?? []).map(shownName);
  return [
    ...field('Target', plain(shownName(matter.target)) + (matter.target.typed ? ` (${nameOf(matter.target)})` : '')),
    ...(alike.length > 0 ? field('As well', `${listOf(alike)} (${alike.length + 1} in all)`) : []),
    ...sinceLines(ring, now),
    ...(head === undefined ? [] : seenLines(head, matter.absent)),
  ];
}

function sinceLines({ state, since, until, atLeast }: Ring, now: Date): readonly string[] {
  if (since === undefined || until === undefined) return field('Since', 'not known: the history of the votes could not be read');
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

/** What happens next, who must act by when, the first steps, the evidence. */
export function guidance({ told }: Shared, now: Date): readonly string[] {
  const evidence = Object.keys(told.evidence).slice(0, MOST);
  return [
    ...outlookLines(told.outlook, now),
    ...field('Who', told.who),
    ...field('Act by', deadlineOf(told, now)),
    ...(told.advice.length > 0 ? ['', 'First steps'] : []),
    ...told.advice.flatMap((step, index) => wrap(plain(step), `${index + 1}. `)),
    ...(evidence.length > 0 ? ['', 'Evidence'] : []),
    ...evidence.flatMap((key) => wrap(plain(fill(`{${key}}`, '', told.evidence, now)), `  ${labelOf(key).padEnd(20)} `)),
  ];
}

function outlookLines(outlook: Shared['told']['outlook'], now: Date): readonly string[] {
  if (outlook === undefined) return [];
  const seconds = (Date.parse(outlook.at) - now.getTime()) / 1000;
  const when = seconds < 0 ? `since ${momentOf(outlook.at, now)}` : `${momentOf(outlook.at, now)} (in ${spanOf(seconds)})`;
  return field('Next', `${when}: ${plain(outlook.what)}`);
}

function deadlineOf({ actWithin, outlook }: Shared['told'], now: Date): string {
  const until = outlook === undefined ? Number.POSITIVE_INFINITY : Date.parse(outlook.at);
  const deadline = Math.min(now.getTime() + WITHIN_MS[actWithin], until > now.getTime() ? until : Number.POSITIVE_INFINITY);
  return Number.isFinite(deadline) ? momentOf(new Date(deadline).toISOString(), now) : 'no hurry';
}

/** `refreshAgeSeconds` is read as `refresh age`: the value beside it carries the unit. */
function labelOf(key: string): string {
  return key.replace(/(Seconds|Ms|At)$/, '').replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What can be said without a headline: what the vantages answered instead, and where to look. */
export function fallback(matter: Matter): readonly string[] {
  const { target, absent } = matter;
  const { calm, unsure } = nowOf(matter);
  const ended = matter.rings.some(({ state }) => state === 'ALARM') ? '; it may have just ended' : '';
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
    ({ told }) => told !== head?.told && told.severity !== 'notice',
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

/** Where the judgement comes from, which alarms changed, how to learn more. */
export function footer(matter: Matter, head: Shared | undefined): readonly string[] {
  const changed = new Set(
    matter.rings.map(({ severity, check, state }) => `${severity} ${check} ${state === 'ALARM' ? 'rings' : 'is quiet again'}`),
  );
  return [
    '',
    '-'.repeat(LINE),
    ...(head === undefined ? [] : field('Source', head.told.source)),
    ...field('Alarms', [...changed].join(', ')),
    ...(head === undefined ? [] : field('More', `picket explain ${head.told.code}`)),
  ];
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST).map(plain).join(', ');
  return names.length > MOST ? `${shown} and ${names.length - MOST} more` : shown;
}
