import type { Shared } from './headline.ts';
import { type Matter, nowOf, type Occasion, type Ring, stateOf, targetsOf } from './matter.ts';
import { nameOf, shownName } from './target.ts';
import { plain, spanOf } from './wording.ts';

/** What a letter opens with: its sentence, the word before its subject, and what the subject is about. */
export interface Opening {
  /** `CRITICAL`, `STILL CRITICAL`, `RECOVERED`, `BETTER`, `DRILL`, … */
  readonly word: string;
  /** The target's name, or how many there are. */
  readonly about: string;
  readonly sentence: string;
  /** The sentence as the subject tells it: there is room for the cause, or for why it is told now, but not for both. */
  readonly brief: string;
}

/** Opens the letter: what is wrong and why it is told now. `head` is what the vantages see of it, if anything; `ring` the alarm that counts most. */
export function openingOf(matter: Matter, head: Shared | undefined, ring: Ring, now: Date): Opening {
  const about = targetsOf(matter).length === 1 ? nameOf(matter.target) : countOf(matter);
  const isRinging = stateOf(matter) === 'ALARM';
  const sentence = plain(isRinging ? alarmSentence(matter, head, ring, now) : endSentence(matter, head, ring));
  const told = isRinging ? BRIEFLY[matter.occasion ?? 'change'] : undefined;
  const brief = told === undefined ? sentence : plain(`${told}: ${causeSentence(matter, head, ring)}`);
  return { word: isRinging ? alarmWord(matter, ring) : endWord(matter, head), about, sentence, brief };
}

/** Why it is told now, in a subject. */
const BRIEFLY: Readonly<Partial<Record<Occasion, string>>> = { more: 'more of it', 'after maintenance': 'after maintenance' };

function alarmWord({ occasion }: Matter, { severity }: Ring): string {
  const word = severity.toUpperCase();
  if (occasion === 'drill') return `DRILL ${word}`;
  return occasion === 'reminder' || occasion === 'after maintenance' ? `STILL ${word}` : word;
}

function endWord({ occasion }: Matter, head: Shared | undefined): string {
  if (occasion === 'drill') return 'DRILL OVER';
  return head === undefined ? 'RECOVERED' : 'BETTER';
}

function alarmSentence(matter: Matter, head: Shared | undefined, ring: Ring, now: Date): string {
  const { occasion } = matter;
  if (occasion === 'drill')
    return `This is a drill: somebody set the alarms of ${shownName(matter.target)} by hand. Nothing is known to be wrong.`;
  const says = causeSentence(matter, head, ring);
  if (occasion === 'more') return `${countOf(matter)} more, by a cause that was told a few minutes ago. ${says}`;
  if (occasion === 'after maintenance') return `The maintenance is over, and this stayed wrong. ${says}`;
  if (occasion !== 'reminder') return says;
  return `Not mended${ring.since ? ` for ${spanOf((now.getTime() - Date.parse(ring.since)) / 1000)}` : ''}. ${says}`;
}

function causeSentence(matter: Matter, head: Shared | undefined, ring: Ring): string {
  return kindSentence(matter, head, ring) ?? head?.told.says ?? ring.says;
}

/** Many targets that share no cause, only the kind of fault: the first stands for all. */
function kindSentence(matter: Matter, head: Shared | undefined, ring: Ring): string | undefined {
  if (matter.kinship !== 'kind') return undefined;
  const what = head?.told.code ?? `${ring.check}, ${ring.severity}`;
  return `${countOf(matter)} ring alike (${what}). The first: ${head?.told.says ?? ring.says}`;
}

function endSentence(matter: Matter, head: Shared | undefined, ring: Ring): string {
  const { occasion, was, target } = matter;
  const many = targetsOf(matter).length > 1;
  const name = many ? countOf(matter) : shownName(target);
  const [is, rings, are] = many ? ['are', 'ring', 'are'] : ['is', 'rings', 'is'];
  if (occasion === 'drill') return `The drill is over: the alarms of ${name} are quiet again.`;
  const lasted = ring.since && ring.until ? ` after ${spanOf((Date.parse(ring.until) - Date.parse(ring.since)) / 1000)}` : '';
  if (head !== undefined) return `${name} ${is} no longer ${ring.severity}${lasted}, but: ${head.told.says}`;
  const calm = nowOf(matter).calm.length > 0 ? `${are} well again` : `no longer ${rings}`;
  if (was === undefined) return `${name} ${calm}${lasted} (${checksOf(matter)}).`;
  const who = was.subject === nameOf(target) ? name : was.subject;
  const verb = nowOf(matter).calm.length > 0 ? 'is well again' : 'no longer rings';
  return `${who} ${who === name ? calm : verb}${lasted}. It was: ${was.title}`;
}

/** `12 zones`, or `12 targets` where there are services among them. */
export function countOf(matter: Pick<Matter, 'target' | 'alike'>): string {
  const all = targetsOf(matter);
  const noun = all.every(({ kind }) => kind === 'zone') ? 'zone' : 'target';
  return `${all.length} ${noun}${all.length === 1 ? '' : 's'}`;
}

function checksOf({ rings }: Matter): string {
  return [...new Set(rings.map(({ check }) => check))].join(', ');
}
