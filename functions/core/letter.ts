import type { Shared } from './headline.ts';
import { wrap } from './lines.ts';
import { headlineOf, type Matter, nowOf, type Ring } from './matter.ts';
import { alsoFound, circumstances, fallback, footer, guidance } from './paragraphs.ts';
import { nameOf, shownName, type Target } from './target.ts';
import type { VoteSeverity } from './vote.ts';
import { plain, spanOf } from './wording.ts';

/** A letter ready to be sent. Subject: ASCII, under 100 characters (SNS). Body: plain text. */
export interface Letter {
  readonly subject: string;
  readonly body: string;
  readonly attributes: {
    readonly severity: VoteSeverity;
    readonly zone: string;
    readonly check: string;
    readonly state: 'ALARM' | 'OK';
  };
}

/** Writes the letter for a person with a phone at 3 am: the cause, since when, from where, what comes next, who must do what. */
export function letterOf(matter: Matter, now: Date): Letter {
  const head = headlineOf(matter);
  const alarms = matter.rings.filter(({ state }) => state === 'ALARM');
  const state = alarms.length > 0 ? 'ALARM' : 'OK';
  const told = alarms.length > 0 ? alarms : matter.rings;
  const ring = leadOf(told, head);
  const severity = told.some((one) => one.severity === 'critical') ? 'critical' : 'warning';
  const sentence = sentenceOf(matter, head, ring, state);
  const body = [
    ...wrap(sentence),
    '',
    ...circumstances(matter, head, ring, now),
    ...(head === undefined ? fallback(matter) : guidance(head, now)),
    ...alsoFound(matter, head),
    ...footer(matter, head),
  ];
  const word = state === 'ALARM' ? severity.toUpperCase() : head === undefined ? 'RECOVERED' : 'BETTER';
  const attributes = { severity, zone: zoneOf(matter.target), check: ring.check, state } as const;
  return {
    subject: subjectOf(`${word} ${nameOf(matter.target)}: ${lessName(sentence, matter.target)}`),
    body: `${body.join('\n')}\n`,
    attributes,
  };
}

function leadOf(candidates: readonly Ring[], head: Shared | undefined): Ring {
  const mine = candidates.filter(({ check }) => check === head?.check);
  const [first] = [...(mine.length > 0 ? mine : candidates)].sort(
    (a, b) => a.severity.localeCompare(b.severity) || (a.since ?? '').localeCompare(b.since ?? ''),
  );
  if (first === undefined) throw new Error('a letter needs at least one alarm that changed');
  return first;
}

function sentenceOf(matter: Matter, head: Shared | undefined, ring: Ring, state: Ring['state']): string {
  const name = shownName(matter.target);
  if (state === 'ALARM') return plain(head?.told.says ?? ring.says);
  const lasted = ring.since && ring.until ? ` after ${spanOf((Date.parse(ring.until) - Date.parse(ring.since)) / 1000)}` : '';
  if (head !== undefined) return plain(`${name} is no longer ${ring.severity}${lasted}, but: ${head.told.says}`);
  const calm = nowOf(matter).calm.length > 0 ? 'is well again' : 'no longer rings';
  return plain(`${name} ${calm}${lasted} (${checksOf(matter)}).`);
}

function checksOf({ rings: all }: Matter): string {
  return [...new Set(all.map(({ check }) => check))].join(', ');
}

/** A sentence that begins with the target's name need not repeat it after the subject's. */
function lessName(sentence: string, target: Target): string {
  const name = `${shownName(target)} `;
  return sentence.startsWith(name) ? sentence.slice(name.length) : sentence;
}

function subjectOf(text: string): string {
  const ascii = text.replace(/[^ -~]/g, '?');
  return ascii.length < 100 ? ascii : `${ascii.slice(0, 97).replace(/\s+\S*$/, '')}...`;
}

function zoneOf(target: Target): string {
  return target.kind === 'zone' ? target.zone : target.host;
}
