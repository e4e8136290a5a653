import type { Letter } from './letter.ts';
import { field, LINE, wrap } from './lines.ts';
import { roundName } from './metric.ts';
import { deploymentPrefix, type WatchAlarm } from './names.ts';
import type { VoteSeverity } from './vote.ts';
import { fill, momentOf, plain, spanOf } from './wording.ts';

/** Minutes that a deployment may take until its last stack is there. Ours: a stack takes two, a dual-stack VPC four, and there are several. */
const DEPLOYING_MINUTES = 25;

/** Minutes until the last vantage has begun: its first slot may be a whole period away. */
export function beginningMinutes(periodMinutes: number): number {
  return DEPLOYING_MINUTES + Math.max(5, periodMinutes);
}

/** What `unheard` says of itself. */
export function unheardSays(minutes: number): string {
  return `A vantage has not begun its rounds ${minutes} min after it was deployed: see its stack, its schedules, and the log of its probe. The reason names it.`;
}

/** Minutes that `missed` waits before it is told: in a fresh deployment, or with the first target of its kind, the first round is a whole period away. */
export function missingMinutes(everySeconds: number): number {
  return DEPLOYING_MINUTES + everySeconds / 60;
}

/** Rounds of their own, as an alarm speaks of them. */
export interface MissedRounds {
  readonly checks: readonly string[];
  /** The one that makes them. */
  readonly vantage: string;
  readonly everySeconds: number;
  /** Schedules that ring in one round, 1 or more. */
  readonly orders: number;
}

/** What `missed` says of itself. */
export function missedSays({ checks, vantage, everySeconds, orders }: MissedRounds): string {
  const hours = everySeconds / 3600;
  const what = checks.length === 1 ? `The check ${checks[0]}` : `The checks ${checks.join(', ')}`;
  const end = orders === 1 ? 'no round that came to its end' : 'no round that came to its end for all targets';
  return `${what}, made every ${hours} h from ${vantage} alone: ${end} in ${3 * hours} h, nor in the ${missingMinutes(everySeconds)} min after that. See its schedules there (every-${roundName(everySeconds)}), and the log of the probe.`;
}

interface Ending {
  /** Of the alarm: who heard it ring hears that it is over. */
  readonly severity: VoteSeverity;
  /** `{subject}` is the vantage, the topic, or how often a round comes. */
  readonly says: string;
}

/**
 * The alarms about Picket itself whose end is told. `quiet` and `heard` are told by `silent`; so is the end of what a vantage's own region tells of
 * its function, `failing` and `idle`.
 */
const ENDINGS: Readonly<Partial<Record<WatchAlarm, Ending>>> = {
  silent: { severity: 'warning', says: 'The vantage {subject} looks again' },
  unsure: { severity: 'warning', says: 'The vantage {subject} can tell again what it sees' },
  missed: { severity: 'warning', says: 'What is checked every {subject} is checked again' },
  unheard: { severity: 'warning', says: 'All vantages have begun their rounds' },
  blind: { severity: 'critical', says: 'Enough vantages look again for a quorum' },
  notify: { severity: 'critical', says: 'Letters are written again' },
  lost: { severity: 'critical', says: 'The queue of lost letters is empty again' },
  undelivered: { severity: 'critical', says: 'The topic {subject} loses no more letters; those lost are not sent again' },
};

/** An alarm about Picket itself that is quiet again. */
export interface WatchEnd {
  readonly alarm: string;
  readonly rangAt: Date;
  readonly at: Date;
  /** The alarm's description. */
  readonly says: string;
}

/** What the names of the alarms begin with whose end is told. */
export function endingPrefixes(deployment: string): readonly string[] {
  return Object.keys(ENDINGS).map((kind) => `${deploymentPrefix(deployment)}${kind}`);
}

/** The letter about the end of an alarm that CloudWatch itself has told; undefined where the alarm is another. */
export function endLetter(
  { alarm, rangAt, at, says }: WatchEnd,
  deployment: string,
  now: Date,
  dashboard?: string,
): Letter | undefined {
  const prefix = deploymentPrefix(deployment);
  if (!alarm.startsWith(prefix)) return undefined;
  const [kind = '', subject = ''] = alarm.slice(prefix.length).split(' ');
  const ending = Object.hasOwn(ENDINGS, kind) ? ENDINGS[kind as WatchAlarm] : undefined;
  const seconds = (at.getTime() - rangAt.getTime()) / 1000;
  if (ending === undefined) return undefined;
  const sentence = plain(`${fill(ending.says, subject, {})}, after ${spanOf(seconds)}.`);
  const body = [
    ...wrap(sentence),
    '',
    ...field('Rang', `from ${momentOf(rangAt.toISOString(), now)} to ${momentOf(at.toISOString(), now)}`),
    ...field('Said', plain(says)),
    ...field('Look', 'picket status'),
    '',
    '-'.repeat(LINE),
    ...field('Alarm', `${alarm} is quiet again`),
    ...(dashboard === undefined ? [] : field('Dashboard', dashboard)),
  ];
  return {
    subject: `RECOVERED ${plain(prefix.trim(), 30)}: ${sentence}`.slice(0, 99),
    body: `${body.join('\n')}\n`,
    attributes: { severity: ending.severity, zone: [], check: kind, state: 'OK' },
    sentence,
    alarms: [alarm],
    wakes: ending.severity === 'critical',
  };
}
