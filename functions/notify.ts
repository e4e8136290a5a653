import { byTarget, type Change, readChange } from './alarm-change.ts';
import { CHECKS } from './checks/registry.ts';
import type { Check } from './core/check.ts';
import type { Absent } from './core/headline.ts';
import { type Letter, letterOf } from './core/letter.ts';
import { headlineOf, type Matter, type Ring } from './core/matter.ts';
import { namesOf } from './core/names.ts';
import { MOST_TARGETS, type Order } from './core/order.ts';
import type { Report } from './core/report.ts';
import { nameOf, type Target } from './core/target.ts';
import { openCloudWatch } from './publish/cloudwatch.ts';
import { type History, newestRun, readHistory, type SlotValue } from './publish/history.ts';
import { openSns, sendLetter } from './publish/sns.ts';
import { askVantage, openLambda } from './publish/vantages.ts';

/** What a queue hands to its function; the parts that are read. */
export interface QueueEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** The messages that the queue shall hand out again. */
export interface QueueAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Whom `notify` asks, whom it tells, and what time it is. */
export interface NotifyDoors {
  readonly deployment: string;
  readonly vantages: readonly string[];
  readonly now: Date;
  ask(vantage: string, order: Order): Promise<readonly Report[]>;
  history(history: History): Promise<readonly SlotValue[]>;
  send(letter: Letter): Promise<void>;
  pause(ms: number): Promise<void>;
  log(line: string): void;
  /** Default: all that are registered. */
  readonly checks?: readonly Check[];
}

/** SNS suspends an e-mail subscription above 10 messages a second; a person reads fewer. */
const BETWEEN_LETTERS_MS = 1000;

/** Alarm changes in, letters out: one a target, or one for all targets that have the same cause. What could not be told comes again. */
export async function notify(event: QueueEvent, doors: NotifyDoors): Promise<QueueAnswer> {
  const { changes, failures, messages } = readAll(event, doors);
  const matters = await mattersOf(byTarget(changes), doors);
  let first = true;
  for (const matter of oneForEachCause(matters)) {
    if (!first) await doors.pause(BETWEEN_LETTERS_MS);
    first = false;
    try {
      await doors.send(letterOf(matter, doors.now));
    } catch (error) {
      const names = [matter.target, ...(matter.alike ?? [])].map(nameOf);
      doors.log(JSON.stringify({ message: 'letter not sent', targets: names, error: reasonOf(error) }));
      failures.push(...names.flatMap((name) => messages.get(name) ?? []));
    }
  }
  return { batchItemFailures: failures.map((itemIdentifier) => ({ itemIdentifier })) };
}

function readAll(event: QueueEvent, { deployment, log }: NotifyDoors) {
  const changes: Change[] = [];
  const failures: string[] = [];
  const messages = new Map<string, string[]>();
  for (const { messageId, body } of event.Records) {
    try {
      const change = readChange(body, deployment);
      if (change === undefined) continue;
      changes.push(change);
      messages.set(nameOf(change.target), [...(messages.get(nameOf(change.target)) ?? []), messageId]);
    } catch (error) {
      log(JSON.stringify({ message: 'no alarm event', messageId, error: reasonOf(error) }));
      failures.push(messageId);
    }
  }
  return { changes, failures, messages };
}

async function mattersOf(groups: readonly (readonly Change[])[], doors: NotifyDoors): Promise<readonly Matter[]> {
  const orders = Array.from({ length: Math.ceil(groups.length / MOST_TARGETS) }, (_, index) =>
    groups.slice(index * MOST_TARGETS, (index + 1) * MOST_TARGETS),
  );
  return (await Promise.all(orders.map((order) => orderMatters(order, doors)))).flat();
}

/** Asks every vantage once for all targets of an order, and reads every history, all at once. */
async function orderMatters(groups: readonly (readonly Change[])[], doors: NotifyDoors): Promise<readonly Matter[]> {
  const targets = groups.flatMap(([first]) => (first === undefined ? [] : [first.target]));
  const asking = Promise.all(doors.vantages.map((vantage) => askOne(vantage, targets, doors)));
  const ringing = Promise.all(groups.map((changes) => Promise.all(changes.map((change) => ringOf(change, doors)))));
  const [answers, rings] = await Promise.all([asking, ringing]);
  const single = (doors.checks ?? CHECKS).filter(({ corroboration }) => corroboration === 'any').map(({ name }) => name);
  const absent = answers.flatMap((answer) => ('why' in answer ? [answer] : []));
  const reports = answers.flatMap((answer) => ('why' in answer ? [] : answer.reports));
  return targets.map((target, index) => ({
    target,
    rings: rings[index] ?? [],
    reports: reports.filter((report) => nameOf(report.target) === nameOf(target)),
    absent,
    single,
  }));
}

async function askOne(
  vantage: string,
  targets: readonly Target[],
  doors: NotifyDoors,
): Promise<Absent | { reports: readonly Report[] }> {
  const order = { vantage, slot: doors.now.toISOString(), periodSeconds: 60, targets, publish: false };
  try {
    return { reports: await doors.ask(vantage, order) };
  } catch (error) {
    return { vantage, why: reasonOf(error) };
  }
}

async function ringOf({ check, severity, state, says, history }: Change, doors: NotifyDoors): Promise<Ring> {
  const ring = { check, severity, state, says };
  try {
    const single = (doors.checks ?? CHECKS).find(({ name }) => name === check)?.corroboration === 'any';
    const run = newestRun(await doors.history(history), (value) => (single ? value >= 1 : value > 0.5));
    return run ? { ...ring, since: run.since.toISOString(), until: run.until.toISOString(), atLeast: run.atLeast } : ring;
  } catch (error) {
    doors.log(JSON.stringify({ message: 'no history', check, error: reasonOf(error) }));
    return ring;
  }
}

/** Folds matters that are headed by the same finding about the same server: a silent nameserver of 1,000 zones is one letter. */
function oneForEachCause(matters: readonly Matter[]): readonly Matter[] {
  const causes = Map.groupBy(matters, (matter) => {
    const head = headlineOf(matter);
    const own = head === undefined || head.told.subject === nameOf(matter.target);
    return own
      ? nameOf(matter.target)
      : JSON.stringify([head.told.code, head.told.subject, matter.rings.map(({ state }) => state).sort()[0]]);
  });
  return [...causes.values()].map(([first, ...others]) => ({
    ...(first as Matter),
    rings: [first as Matter, ...others].flatMap(({ rings }) => rings),
    ...(others.length > 0 ? { alike: others.map(({ target }) => target) } : {}),
  }));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const env = process.env;
const region = env.PICKET_HOME_REGION ?? '';
const deployment = env.PICKET_DEPLOYMENT ?? '';
const vantages = (env.PICKET_VANTAGES ?? '').split(',').filter((name) => name !== '');
const topics = { page: env.PICKET_PAGE_TOPIC ?? '', mail: env.PICKET_MAIL_TOPIC ?? '' };
// The SDK wants a region at once; what is missing is said by the handler, where it is heard.
const cloudWatch = openCloudWatch(region || 'unset');
const sns = openSns(region || 'unset');
const lambdas = new Map(vantages.map((vantage) => [vantage, openLambda(vantage)]));

/** The Lambda behind the queue of alarm changes. */
export async function handler(event: QueueEvent): Promise<QueueAnswer> {
  if ([region, deployment, topics.page, topics.mail].includes('') || vantages.length === 0) {
    throw new Error(
      'PICKET_HOME_REGION, PICKET_DEPLOYMENT, PICKET_VANTAGES, PICKET_PAGE_TOPIC and PICKET_MAIL_TOPIC must be set',
    );
  }
  const now = new Date();
  return notify(event, {
    deployment,
    vantages,
    now,
    ask: async (vantage, order) => {
      const client = lambdas.get(vantage);
      if (client === undefined) throw new Error('is no vantage of this deployment');
      return askVantage(client, namesOf(deployment).probe, order);
    },
    history: (history) => readHistory(cloudWatch, history, now),
    send: (letter) => sendLetter(sns, topics, letter),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    log: (line) => console.log(line),
  });
}
