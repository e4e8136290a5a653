import { byTarget, type Change, printOf, readChange } from './alarm-change.ts';
import { WORDS } from './checks/words.ts';
import { inWords } from './core/in-words.ts';
import { deploymentPrefix, namesOf } from './core/names.ts';
import { nameOf } from './core/target.ts';
import { unpackTargets } from './core/watch-list.ts';
import type { WatchEnd } from './core/watching.ts';
import type { Cause } from './evidence.ts';
import { mutedAt, stillTrue } from './news.ts';
import { type NotifyDoors, orElse, reasonOf } from './notify-doors.ts';
import { openCloudWatch } from './publish/cloudwatch.ts';
import { readHistory } from './publish/history.ts';
import { writeLine } from './publish/log.ts';
import { recall, remember } from './publish/memory.ts';
import { readMutes } from './publish/mutes.ts';
import { openSns, sendLetter } from './publish/sns.ts';
import { standingsBy, standingsOf, stateAt } from './publish/standings.ts';
import { askVantage, openLambda } from './publish/vantages.ts';
import { goRound, readRound } from './rounds.ts';
import { tell } from './telling.ts';
import { readEnd, tellEnds } from './watch-end.ts';

/** What a queue hands to its function; the parts that are read. */
export interface QueueEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** The messages that the queue shall hand out again. */
export interface QueueAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Alarm changes in, letters out: one a target, or one for all targets that have the same cause. What could not be told comes again. */
export async function notify(event: QueueEvent, doors: NotifyDoors): Promise<QueueAnswer> {
  const { changes, ends, failures, messages } = readAll(event, doors);
  const fresh = changes.filter((change) => !doors.told.has(printOf(change)));
  const news = await newsOf(fresh, doors);
  const untold = await tell(news, doors);
  for (const name of untold) failures.push(...(messages.get(name) ?? []));
  failures.push(...(await tellEnds(ends, news.length === 0, doors)));
  return { batchItemFailures: failures.map((itemIdentifier) => ({ itemIdentifier })) };
}

function readAll(event: QueueEvent, { deployment, log }: NotifyDoors) {
  const changes: Change[] = [];
  const ends: (WatchEnd & { readonly messageId: string })[] = [];
  const failures: string[] = [];
  const messages = new Map<string, string[]>();
  for (const { messageId, body } of event.Records) {
    try {
      const change = readChange(body, deployment);
      const end = change === undefined ? readEnd(body, deployment) : undefined;
      if (end !== undefined) ends.push({ ...end, messageId });
      if (change === undefined) continue;
      changes.push(change);
      messages.set(nameOf(change.target), [...(messages.get(nameOf(change.target)) ?? []), messageId]);
    } catch (error) {
      log(JSON.stringify({ message: 'no alarm event', messageId, error: reasonOf(error) }));
      failures.push(messageId);
    }
  }
  return { changes, ends, failures, messages };
}

/** What of the changes is news: not muted, not overtaken, by target. A drill and a fault of one target are two matters. */
async function newsOf(changes: readonly Change[], doors: NotifyDoors): Promise<readonly Cause[]> {
  const about = [...new Set(changes.map(({ alarm }) => alarm))];
  const muted = about.length === 0 ? () => false : mutedAt(await orElse(doors.mutes(about), [], 'no mutes', doors), doors.now);
  const heard = changes.filter(({ alarm, at, drill }) => drill || !muted(alarm, at));
  const news = await stillTrue(heard, doors);
  if (news.length < changes.length)
    doors.log(
      JSON.stringify({ message: 'not told', muted: changes.length - heard.length, overtaken: heard.length - news.length }),
    );
  const drilled = news.filter(({ drill }) => drill);
  return [
    ...byTarget(news.filter(({ drill }) => !drill)).map((group): Cause => ({ changes: group, occasion: 'change' })),
    // A drill is over within a minute, and both of its ends are to be heard.
    ...(['ALARM', 'OK'] as const).flatMap((end) =>
      byTarget(drilled.filter(({ state }) => state === end)).map((group): Cause => ({ changes: group, occasion: 'drill' })),
    ),
  ];
}

const env = process.env;
const region = env.PICKET_HOME_REGION ?? '';
const deployment = env.PICKET_DEPLOYMENT ?? '';
const vantages = (env.PICKET_VANTAGES ?? '').split(',').filter((name) => name !== '');
// The bundler puts the watch list in this place: no variable of the environment holds so much.
const declared = unpackTargets(process.env.PICKET_TARGETS ?? '');
const topics = { page: env.PICKET_PAGE_TOPIC ?? '', mail: env.PICKET_MAIL_TOPIC ?? '', pager: env.PICKET_PAGER_TOPIC };
const dashboard = env.PICKET_DASHBOARD;
// The SDK wants a region at once; what is missing is said by the handler, where it is heard.
const cloudWatch = openCloudWatch(region || 'unset');
const sns = openSns(region || 'unset');
const lambdas = new Map(vantages.map((vantage) => [vantage, openLambda(vantage)]));
/** Duplicates mostly come within minutes, to a process that is still there. More is not relied upon. */
const told = new Set<string>();
/** Topics that took a letter which another topic did not take: it comes again for that one alone. */
const delivered = new Set<string>();
const MOST_TOLD = 10_000;

/** What Lambda tells of a run; the part that is read. */
interface RunContext {
  getRemainingTimeInMillis(): number;
}

/** The Lambda behind the queue of alarm changes, and behind the schedule of rounds. */
export async function handler(event: QueueEvent | object, context?: RunContext): Promise<QueueAnswer> {
  if ([region, deployment, topics.page, topics.mail].includes('') || vantages.length === 0) {
    throw new Error(
      'PICKET_HOME_REGION, PICKET_DEPLOYMENT, PICKET_VANTAGES, PICKET_PAGE_TOPIC and PICKET_MAIL_TOPIC must be set',
    );
  }
  for (const kept of [told, delivered]) if (kept.size > MOST_TOLD) kept.clear();
  const doors = { ...openDoors(new Date()), ...(context && { leftMs: () => context.getRemainingTimeInMillis() }) };
  const round = readRound(event);
  if (round !== undefined) await goRound(round, doors);
  else if (isQueueEvent(event)) return notify(event, doors);
  else throw new Error('This is neither a batch of the queue nor a round.');
  return { batchItemFailures: [] };
}

function isQueueEvent(event: object): event is QueueEvent {
  return 'Records' in event && Array.isArray(event.Records);
}

/** The doors of the deployment that the environment names, at a time. */
export function openDoors(now: Date): NotifyDoors {
  return {
    deployment,
    vantages,
    declared,
    now,
    told,
    ...(dashboard === undefined || dashboard === '' ? {} : { dashboard }),
    ask: async (vantage, order) => {
      const client = lambdas.get(vantage);
      if (client === undefined) throw new Error('is no vantage of this deployment');
      return inWords(await askVantage(client, namesOf(deployment).probe, order), WORDS);
    },
    history: (history) => readHistory(cloudWatch, history, now),
    ringing: () => standingsBy(cloudWatch, deploymentPrefix(deployment), 'ALARM'),
    standings: (names) => standingsOf(cloudWatch, names),
    stateAt: (alarm, at) => stateAt(cloudWatch, alarm, at),
    mutes: (about) => readMutes(cloudWatch, now, about),
    remember: (arn, letter) => remember(cloudWatch, arn, letter),
    recall: (arn) => recall(cloudWatch, arn),
    send: (letter, prints) => sendLetter(sns, topics, letter, now, prints, delivered),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    log: writeLine,
  };
}
