import type { Alarm, Change } from './alarms.ts';
import { eventOf, letterOf } from './change.ts';
import { type Event, matches } from './events.ts';
import { bareName, type Functions, type Invoked, regionOf } from './functions.ts';
import { isMuted, type Mute } from './mute.ts';
import { deliver, type Mapping, type Queue, send } from './queue.ts';
import type { EventRule } from './stack.ts';
import { openSuppression } from './suppression.ts';
import type { Topics } from './topics.ts';

/** What the templates of all regions have to say about who hears of what. The cloud fills the lists as templates are loaded. */
export interface Wiring {
  readonly account: string;
  readonly alarms: Alarm[];
  readonly mutes: Mute[];
  readonly rules: EventRule[];
  readonly queues: Queue[];
  readonly mappings: (Mapping & { readonly region: string })[];
  readonly topics: Topics;
  readonly functions: Functions;
  readonly now: () => Date;
}

/** From a change of state to whoever is to hear of it. */
export interface Routing {
  readonly changes: readonly Change[];
  /** Takes a change to the alarm's actions and to the event rules of its region. */
  tell(change: Change): void;
  /** Takes the actions of composites that have waited long enough for their suppressor, and of alarms that were muted and are as they were then. */
  settle(at: Date): void;
  /** Calls a function without waiting for it. */
  start(region: string, name: string, event: unknown): void;
  /** Delivers what is visible in the queues, and waits for every function that was started. */
  deliver(): Promise<void>;
}

/**
 * Actions: topics and functions. Rule targets: queues, functions and topics of the same region.
 * Where AWS would drop a message without a word (no such topic, no such function), the stand-in throws.
 */
export function openRouting(wiring: Wiring): Routing {
  const { account, alarms, mutes, rules, queues, mappings, topics, functions, now } = wiring;
  const changes: Change[] = [];
  const held = new Map<Alarm, Change>();
  const running = new Set<Promise<unknown>>();
  const suppression = openSuppression(alarms);

  function start(region: string, name: string, event: unknown): void {
    if (!functions.knows(region, name)) throw new Error(`no handler is registered for ${name} in ${region}`);
    const one: Promise<unknown> = functions.invoke(region, name, event).finally(() => running.delete(one));
    running.add(one);
  }

  function act(arn: string, change: Change): void {
    const { alarm, to } = change;
    if (arn.includes(':lambda:')) {
      start(regionOf(arn, alarm.region), bareName(arn), { ...eventOf(change, account), alarmArn: alarm.arn });
      return;
    }
    const published = topics.publish({ topicArn: arn, ...letterOf(change, account) }, to.at);
    if (published.refusal) throw new Error(`the action ${arn} of the alarm ${alarm.name} failed: ${published.refusal.says}`);
  }

  function actAll(change: Change): void {
    const { alarm } = change;
    if (isMuted(mutes, alarm.region, alarm.name, now())) held.set(alarm, change);
    else if (alarm.actionsEnabled) for (const arn of change.alarm.actions[change.to.value]) act(arn, change);
  }

  function route(event: Event, region: string): void {
    const heard = rules.filter((rule) => rule.region === region && matches(rule.pattern, event));
    for (const arn of heard.flatMap(({ targetArns }) => targetArns)) {
      const queue = queues.find((one) => one.arn === arn);
      if (queue) send(queue, JSON.stringify(event), now());
      else if (arn.includes(':lambda:')) start(regionOf(arn, region), bareName(arn), event);
      else topics.publish({ topicArn: arn, message: JSON.stringify(event) }, now());
    }
  }

  return {
    changes,
    start,
    tell(change) {
      const { alarm } = change;
      changes.push(change);
      change.to.heldBy = suppression.hold(change);
      if (change.to.heldBy === undefined) actAll(change);
      route(eventOf(change, account), alarm.region);
    },
    settle(at) {
      for (const change of suppression.due(at)) {
        change.to.heldBy = undefined;
        actAll(change);
      }
      for (const [alarm, change] of [...held]) {
        held.delete(alarm);
        if (alarm.standing === change.to) actAll(change);
      }
    },
    async deliver() {
      for (const mapping of mappings) {
        const queue = queues.find(({ arn }) => arn === mapping.queueArn);
        if (!queue) throw new Error(`the event source mapping of ${mapping.functionName} has no queue ${mapping.queueArn}`);
        const dead = queues.find(({ arn }) => arn === queue.redrive?.arn);
        const invoke = (event: unknown) => called(functions, mapping.region, mapping.functionName, event);
        await deliver(queue, mapping, now(), invoke, dead);
      }
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** Calls a function that must be there. */
async function called(functions: Functions, region: string, name: string, event: unknown): Promise<Invoked> {
  const invoked = await functions.invoke(region, name, event);
  if (!invoked) throw new Error(`no handler is registered for ${name} in ${region}`);
  return invoked;
}
