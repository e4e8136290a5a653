import type { Letter } from './letter.ts';
import { field, LINE, wrap } from './lines.ts';
import { deploymentPrefix, type WatchAlarm } from './names.ts';
import type { VoteSeverity } from './vote.ts';
import { fill, momentOf, plain, spanOf } from './wording.ts';

/** Minutes that a deployment may take until its last stack is there. Ours: a stack takes two, a dual-stack VPC four, and there are several. */
const DEPLOYING_MINUTES = 25;

/** Minutes until the last vantage has begun: its first slot may be a whole period away. */
export function beginningMinutes(periodMinutes: number): number {
  return DEPLOYING_MINUTES + Math.max(5, periodMinutes);
}

/** What `unheard` says of itself; how long it waits is read there again when it ends. */
export function unheardSays(minutes: number): string {
  return `A vantage has not begun its rounds ${minutes} min after it was deployed: see its stack, its schedules, and the log of its probe. The reason names it.`;
}

function waitOf(says: string): number {
  return Number(/ (\d+) min after it was deployed/.exec(says)?.[1] ?? 0);
}

interface Ending {
  /** Of the alarm: who heard it ring hears that it is over. */
  readonly severity: VoteSeverity;
  /** `{subject}` is the vantage, or the topic. */
  readonly says: string;
}

/**
 * The alarms about Picket itself whose end is told. `quiet` and `heard` are told by `silent`; so is the end of what a vantage's own region tells of
 * its function, `failing` and `idle`.
 */
const ENDINGS: Readonly<Partial<Record<WatchAlarm, Ending>>> = {
  silent: { severity: 'warning', says: 'The vantage {subject} looks again' },
  unsure: { severity: 'warning', says: 'The vantage {subject} can tell again what it sees' },
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

/** The letter about the end of an alarm that CloudWatch itself has told; undefined where nobody was told, or the alarm is another. */
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
  if (ending === undefined || seconds < waitOf(says) * 60) return undefined;
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
