import { forecastLines } from './forecast-words.ts';
import type { Shared } from './headline.ts';
import { wrap } from './lines.ts';
import { headlineOf, type Matter, type Ring, stateOf, targetsOf } from './matter.ts';
import { openingOf } from './opening.ts';
import { alsoFound, circumstances, fallback, footer, guidance, roll } from './paragraphs.ts';
import { shownName, type Target } from './target.ts';
import type { VoteSeverity } from './vote.ts';

/** A letter ready to be sent. Subject: ASCII, under 100 characters (SNS). Body: plain text. */
export interface Letter {
  readonly subject: string;
  readonly body: string;
  readonly attributes: {
    readonly severity: VoteSeverity;
    /** Zones and hosts; 100 at most, since they are there to be filtered by. */
    readonly zone: readonly string[];
    readonly check: string;
    readonly state: 'ALARM' | 'OK';
  };
  /** The first sentence, for where there is room for no more. */
  readonly sentence: string;
  /** ISO 8601: since when it says that it is, or was, so; left out where that is not known. */
  readonly since?: string;
  /** The names of the alarms that it tells of, sorted. */
  readonly alarms: readonly string[];
  /** It wakes somebody: critical, and neither a reminder of what has woken somebody nor more of it. */
  readonly wakes: boolean;
}

/** Zones in the attributes of one letter. */
const MOST_ZONES = 100;

/** Characters of a sentence that tell something. Ours. */
const LEAST_OF_A_SENTENCE = 20;

/** Characters of a subject that tell something. Ours: the word and a short name. */
const LEAST_OF_A_SUBJECT = 30;

/** After every time there is: what is dated speaks first. */
const UNDATED = '9999';

/** Writes the letter for a person with a phone at 3 am: the cause, since when, from where, what comes next, who must do what. */
export function letterOf(matter: Matter, now: Date, dashboard?: string): Letter {
  const head = headlineOf(matter);
  const state = stateOf(matter);
  const told = matter.rings.filter((one) => one.state === state);
  const ring = asTold(leadOf(told, head), matter);
  const severity = told.some((one) => one.severity === 'critical') ? 'critical' : 'warning';
  const { word, about, sentence, brief } = openingOf(matter, head, { ...ring, severity }, now);
  const body = [
    ...wrap(sentence),
    '',
    ...circumstances(matter, head, ring, now),
    ...(head === undefined ? [] : forecastLines(matter, now)),
    ...(head === undefined ? fallback(matter) : guidance(head, now, `${sentence} ${about}`, overdueSince(matter, ring))),
    ...alsoFound(matter, head),
    ...roll(matter),
    ...footer(matter, head, dashboard),
  ];
  const zone = [...new Set(targetsOf(matter).map(zoneOf))].slice(0, MOST_ZONES);
  return {
    subject: subjectOf(`${word} ${about}: `, lessName(brief, matter.target, about), head),
    body: `${body.join('\n')}\n`,
    attributes: { severity, zone, check: ring.check, state },
    sentence,
    ...(ring.since === undefined ? {} : { since: ring.since }),
    alarms: [...new Set(told.map(({ alarm }) => alarm))].sort(),
    wakes: severity === 'critical' && (state === 'OK' || !['more', 'reminder'].includes(matter.occasion ?? '')),
  };
}

/** What is told again is not due later for that. */
function overdueSince({ occasion }: Matter, { since }: Ring): Date | undefined {
  return occasion === 'reminder' && since !== undefined ? new Date(since) : undefined;
}

function leadOf(candidates: readonly Ring[], head: Shared | undefined): Ring {
  const mine = candidates.filter(({ check }) => check === head?.check);
  const [first] = [...(mine.length > 0 ? mine : candidates)].sort(
    (a, b) => a.severity.localeCompare(b.severity) || (a.since ?? UNDATED).localeCompare(b.since ?? UNDATED),
  );
  if (first === undefined) throw new Error('a letter needs at least one alarm that changed');
  return first;
}

/** An end is counted from where the letter about the beginning did: other alarms of the same cause may have begun a slot earlier, or later. */
function asTold(ring: Ring, { toldSince }: Matter): Ring {
  const isKnown = ring.state === 'OK' && toldSince !== undefined && toldSince < (ring.until ?? '');
  return isKnown ? { ...ring, since: toldSince } : ring;
}

/** A sentence that begins with the target's name, or with how many there are, need not repeat it after the subject's. */
function lessName(sentence: string, target: Target, about: string): string {
  const name = [shownName(target), about].find((one) => sentence.startsWith(`${one} `));
  return name === undefined ? sentence : sentence.slice(name.length + 1);
}

/** Where the server that the letter is about would be cut off, it is named first. */
function subjectOf(start: string, sentence: string, head: Shared | undefined): string {
  const whole = shortened(start + sentence);
  const server = head?.told.subject ?? '';
  return sentence.includes(server) && !whole.includes(server) ? shortened(`${start}${server}: ${sentence}`) : whole;
}

/** Cut at the end of a word; at the end of a sentence where little would be left of the next. */
function shortened(text: string): string {
  const ascii = text
    .replaceAll('→', '->')
    .replaceAll('…', '...')
    .replace(/[^ -~]/g, '?');
  if (ascii.length < 100) return ascii;
  const room = ascii.slice(0, 96);
  const words = room.replace(/\s+\S*$/, '');
  // A single long word is cut, since a subject of one word tells nothing.
  const cut = words.length < LEAST_OF_A_SUBJECT ? room : words;
  if (cut.endsWith('.')) return cut;
  const end = cut.lastIndexOf('. ') + 1;
  return end > 0 && cut.length - end < LEAST_OF_A_SENTENCE ? cut.slice(0, end) : `${cut.replace(/[\s.,:;]+$/, '')}...`;
}

function zoneOf(target: Target): string {
  return target.kind === 'zone' ? target.zone : target.host;
}
