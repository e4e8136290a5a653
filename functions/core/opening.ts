import { type Shared, shareFindings } from './headline.ts';
import { isGrave, type Matter, nowOf, type Occasion, type Ring, stateOf, targetsOf } from './matter.ts';
import { nameOf, shownName } from './target.ts';
import { ALL_CHECKS } from './vote.ts';
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
  const told = isRinging ? BRIEFLY[matter.occasion ?? 'change'] : lingering(head, ring);
  const brief = told === undefined ? sentence : plain(`${told}: ${causeSentence(matter, head, ring)}`);
  return { word: isRinging ? alarmWord(matter, ring) : endWord(matter, head, ring), about, sentence, brief };
}

/** Why it is told now, in a subject. */
const BRIEFLY: Readonly<Partial<Record<Occasion, string>>> = { more: 'more of it', 'after maintenance': 'after maintenance' };

function alarmWord({ occasion }: Matter, { severity }: Ring): string {
  const word = severity.toUpperCase();
  if (occasion === 'drill') return `DRILL ${word}`;
  return occasion === 'reminder' || occasion === 'after maintenance' ? `STILL ${word}` : word;
}

function endWord(matter: Matter, head: Shared | undefined, ring: Ring): string {
  if (matter.occasion === 'drill') return 'DRILL OVER';
  if (head === undefined) return 'RECOVERED';
  return isBack(head, ring) ? 'QUIET' : 'BETTER';
}

/** What an end leaves behind, in a subject: there is no room for how long it was worse. */
function lingering(head: Shared | undefined, ring: Ring): string | undefined {
  if (head === undefined) return undefined;
  return isBack(head, ring) ? 'seen right now' : 'still wrong';
}

/** Is there again, or still, what the alarm no longer rings of? It flaps, or too few vantages could vote. */
function isBack({ told }: Shared, { severity }: Ring): boolean {
  return told.severity === severity || told.severity === 'critical';
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
  const what = head?.told.code ?? `${checkName(ring.check)}, ${ring.severity}`;
  return `${countOf(matter)} ring alike (${what}). The first: ${head?.told.says ?? ring.says}`;
}

function endSentence(matter: Matter, head: Shared | undefined, ring: Ring): string {
  const { occasion, was, target } = matter;
  const many = targetsOf(matter).length > 1;
  const name = many ? countOf(matter) : shownName(target);
  const [is, rings, are] = many ? ['are', 'ring', 'are'] : ['is', 'rings', 'is'];
  if (occasion === 'drill') return `The drill is over: the alarms of ${name} are quiet again.`;
  const lasted = ring.since && ring.until ? ` after ${spanOf((Date.parse(ring.until) - Date.parse(ring.since)) / 1000)}` : '';
  if (head !== undefined && isBack(head, ring))
    return `${name} no longer ${rings}${lasted}, and yet the vantages see this right now: ${head.told.says}`;
  if (head !== undefined) return `${name} ${is} no longer ${ring.severity}${lasted}, but: ${head.told.says}`;
  const others = hasOthers(matter) ? ', but other faults are still there' : '';
  const isWell = others === '' && nowOf(matter).calm.length > 0;
  const calm = isWell ? `${are} well again` : `no longer ${rings}`;
  if (was === undefined) return `${name} ${calm}${lasted} (${checksOf(matter)})${others}.`;
  const who = was.subject === nameOf(target) ? name : was.subject;
  const verb = isWell ? 'is well again' : 'no longer rings';
  return `${who} ${who === name ? calm : verb}${lasted}${others}. It was: ${was.title}`;
}

/** Do the vantages agree on anything else that rings, or will? Its own letter told it, or tells it yet. */
function hasOthers({ reports, absent, single }: Matter): boolean {
  return shareFindings(reports, absent, single).some(({ agreed, told }) => agreed && isGrave(told.severity));
}

/** `12 zones`, or `12 targets` where there are services among them. */
export function countOf(matter: Pick<Matter, 'target' | 'alike'>): string {
  const all = targetsOf(matter);
  const noun = all.every(({ kind }) => kind === 'zone') ? 'zone' : 'target';
  return `${all.length} ${noun}${all.length === 1 ? '' : 's'}`;
}

function checksOf({ rings }: Matter): string {
  return [...new Set(rings.map(({ check }) => checkName(check)))].join(', ');
}

/** What an alarm listens to, in words: a check, or all of them together. */
export function checkName(check: string): string {
  return check === ALL_CHECKS ? 'all checks' : check;
}
