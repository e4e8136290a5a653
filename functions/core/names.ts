import { createHash } from 'node:crypto';
import type { VoteSeverity } from './vote.ts';

/** The names of what a deployment is made of: every stack and function finds the others by them, so no stack refers to another. */
export interface Names {
  /** The probe function; the same name in every vantage region. */
  readonly probe: string;
  readonly notify: string;
  /** Topic for letters of critical faults alone. */
  readonly page: string;
  /** Topic for every letter. */
  readonly mail: string;
  /** Topic for a paging service, in the shape of an alarm of CloudWatch. */
  readonly pager: string;
  /** Queue between the alarms and `notify`. */
  readonly letters: string;
  /** Where changes go that `notify` could not tell, for a person to read. */
  readonly lostLetters: string;
  /** EventBridge rule that hears the alarms. */
  readonly alarmRule: string;
  /** Topic in every vantage region for the alarms on the probe itself, which no other region has to be well for. */
  readonly watch: string;
  /** The function behind the dashboard's own widget. */
  readonly widget: string;
  /** The CloudWatch dashboard. */
  readonly dashboard: string;
}

/** What a deployment may be called, and how that is said: the configuration and the command line refuse the same. */
export const DEPLOYMENT_NAME = {
  pattern: /^[a-z][a-z0-9-]{0,19}$/,
  fault: 'is no deployment name; expected a lower-case letter, then such letters, digits and hyphens, 20 at most',
};

/** Names by convention. Limits of AWS: function, rule 64 characters, queue 80, topic 256. */
export function namesOf(deployment: string): Names {
  const name = (part: string) => shorten(`picket-${safe(deployment)}-${part}`, 64);
  return {
    probe: name('probe'),
    notify: name('notify'),
    page: name('page'),
    mail: name('mail'),
    pager: name('pager'),
    letters: name('letters'),
    lostLetters: name('letters-lost'),
    alarmRule: name('alarms'),
    watch: name('watch'),
    widget: name('widget'),
    dashboard: shorten(`picket-${safe(deployment)}`, 64),
  };
}

/** `picket-production-home`: a CloudFormation stack, 128 characters at most. */
export function stackName(deployment: string, part: string): string {
  return shorten(`picket-${safe(deployment)}-${safe(part)}`, 128);
}

/** `picket-production-targets`, or `…-targets-01` where the targets fill several schedules, `…-every-6h` beside them; 64 characters at most. */
export function scheduleName(deployment: string, group: string, kind: 'targets' | `every-${number}h` = 'targets'): string {
  return shorten(`picket-${safe(deployment)}-${kind}${group === '' ? '' : `-${group}`}`, 64);
}

/** `picket-production-rounds`: the schedule of `notify`'s rounds, 64 characters at most. */
export function roundsName(deployment: string): string {
  return shorten(`picket-${safe(deployment)}-rounds`, 64);
}

/** `picket-production critical serial example.org`: an alarm, 255 characters at most. */
export function alarmName(deployment: string, severity: VoteSeverity, check: string, targetName: string): string {
  return shorten(`${alarmPrefix(deployment, severity)}${check} ${targetName}`, 255);
}

/** What the names of all alarms of a severity begin with: the EventBridge rule listens for it. */
export function alarmPrefix(deployment: string, severity: VoteSeverity): string {
  return `picket-${deployment} ${severity} `;
}

/** What the names of all alarms of a deployment begin with. */
export function deploymentPrefix(deployment: string): string {
  return `picket-${deployment} `;
}

/** `picket-production silent eu-central-1`: the dead-man alarm of a vantage. */
export function silenceAlarmName(deployment: string, vantage: string): string {
  return watchAlarmName(deployment, 'silent', vantage);
}

/**
 * What Picket watches about itself. Of a vantage: `quiet` no heartbeat of late; `heard` one at any time; `silent` both, and rings; `unsure` no
 * check could be made; `failing` and `idle` the function, told in its own region. Of rounds of their own: `quiet` again, and `missed`, which rings.
 * At home: `unheard` a vantage never began; `blind` too few are left for a quorum; `notify`, `lost` and `undelivered` the way of a letter.
 */
export type WatchAlarm =
  | 'quiet'
  | 'heard'
  | 'silent'
  | 'unsure'
  | 'failing'
  | 'idle'
  | 'missed'
  | 'unheard'
  | 'blind'
  | 'notify'
  | 'lost'
  | 'undelivered';

/** `picket-production blind`, `picket-production unsure eu-central-1`, `picket-production missed 6h`: an alarm about Picket itself, 255 characters at most. */
export function watchAlarmName(deployment: string, alarm: WatchAlarm, subject = ''): string {
  return shorten(`picket-${deployment} ${alarm}${subject === '' ? '' : ` ${subject}`}`, 255);
}

/** `picket-production-mute-0a1b2c3d`: a mute rule of the configuration, by the fingerprint of target and window. */
export function muteRuleName(deployment: string, print: string): string {
  return shorten(`picket-${safe(deployment)}-mute-${print}`, 255);
}

/** Eight hex digits that stand for a text, always the same ones. */
export function fingerprintOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** Only what every AWS name may hold; two texts that would become one are kept apart by their fingerprint. */
function safe(text: string): string {
  const cleaned = text.replace(/[^A-Za-z0-9-]/g, '-');
  return cleaned === text ? text : `${cleaned}-${fingerprintOf(text)}`;
}

function shorten(name: string, most: number): string {
  return name.length <= most ? name : `${name.slice(0, most - 9)}-${fingerprintOf(name)}`;
}
