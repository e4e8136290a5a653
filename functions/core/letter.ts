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
  /** The names of the alarms that it tells of, sorted. */
  readonly alarms: readonly string[];
  /** It wakes somebody: critical, and neither a reminder of what has woken somebody nor more of it. */
  readonly wakes: boolean;
}

/** Zones in the attributes of one letter. */
const MOST_ZONES = 100;

/** After every time there is: what is dated speaks first. */
const UNDATED = '9999';

/** Writes the letter for a person with a phone at 3 am: the cause, since when, from where, what comes next, who must do what. */
export function letterOf(matter: Matter, now: Date, dashboard?: string): Letter {
  const head = headlineOf(matter);
  const state = stateOf(matter);
  const told = matter.rings.filter((one) => one.state === state);
  const ring = leadOf(told, head);
  const severity = told.some((one) => one.severity === 'critical') ? 'critical' : 'warning';
  const { word, about, sentence } = openingOf(matter, head, { ...ring, severity }, now);
  const body = [
    ...wrap(sentence),
    '',
    ...circumstances(matter, head, ring, now),
    ...(head === undefined ? fallback(matter) : guidance(head, now, `${sentence} ${about}`, overdueSince(matter, ring))),
    ...alsoFound(matter, head),
    ...roll(matter),
    ...footer(matter, head, dashboard),
  ];
  const zone = [...new Set(targetsOf(matter).map(zoneOf))].slice(0, MOST_ZONES);
  return {
    subject: subjectOf(`${word} ${about}: `, lessName(sentence, matter.target), head),
    body: `${body.join('\n')}\n`,
    attributes: { severity, zone, check: ring.check, state },
    sentence,
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

/** A sentence that begins with the target's name need not repeat it after the subject's. */
function lessName(sentence: string, target: Target): string {
  const name = `${shownName(target)} `;
  return sentence.startsWith(name) ? sentence.slice(name.length) : sentence;
}

/** Where the server that the letter is about would be cut off, it is named first. */
function subjectOf(start: string, sentence: string, head: Shared | undefined): string {
  const whole = shortened(start + sentence);
  const server = head?.told.subject ?? '';
  return sentence.includes(server) && !whole.includes(server) ? shortened(`${start}${server}: ${sentence}`) : whole;
}

function shortened(text: string): string {
  const ascii = text.replace(/[^ -~]/g, '?');
  return ascii.length < 100 ? ascii : `${ascii.slice(0, 97).replace(/\s+\S*$/, '')}...`;
}

function zoneOf(target: Target): string {
  return target.kind === 'zone' ? target.zone : target.host;
}
