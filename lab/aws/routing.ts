import type { Alarm, Change } from './alarms.ts';
import { eventOf, letterOf } from './change.ts';
import { type Event, matches } from './events.ts';
import { bareName, type Functions, type Invoked, regionOf } from './functions.ts';
import { deliver, type Mapping, type Queue, send } from './queue.ts';
import type { EventRule } from './stack.ts';
import type { Topics } from './topics.ts';

/** What the templates of all regions have to say about who hears of what. The cloud fills the lists as templates are loaded. */
export interface Wiring {
  readonly account: string;
  readonly alarms: Alarm[];
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
  const { account, alarms, rules, queues, mappings, topics, functions, now } = wiring;
  const changes: Change[] = [];
  const running = new Set<Promise<unknown>>();

  function start(region: string, name: string, event: unknown): void {
    if (!functions.knows(region, name)) throw new Error(`no handler is registered for ${name} in ${region}`);
    const one: Promise<unknown> = functions.invoke(region, name, event).finally(() => running.delete(one));
    running.add(one);
  }

  function act(arn: string, change: Change): void {
    const { alarm, to } = change;
    if (arn.includes(':lambda:')) {
      start(regionOf(arn, alarm.region), bareName(arn), { ...eventOf(change, account, false), alarmArn: alarm.arn });
      return;
    }
    const published = topics.publish({ topicArn: arn, ...letterOf(change, account) }, to.at);
    if (published.refusal) throw new Error(`the action ${arn} of the alarm ${alarm.name} failed: ${published.refusal.says}`);
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
      const { alarm, to } = change;
      changes.push(change);
      const suppressed = isSuppressed(alarm, alarms);
      if (alarm.actionsEnabled && !suppressed) for (const arn of alarm.actions[to.value]) act(arn, change);
      route(eventOf(change, account, suppressed), alarm.region);
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

/** A composite's actions are held back while its suppressor is in ALARM; wait and extension periods are not modelled. */
function isSuppressed(alarm: Alarm, alarms: readonly Alarm[]): boolean {
  if (alarm.kind !== 'composite' || alarm.suppressor === undefined) return false;
  const { region, suppressor } = alarm;
  const by = alarms.find((one) => one.region === region && (one.name === suppressor || one.arn === suppressor));
  return by?.standing.value === 'ALARM';
}
