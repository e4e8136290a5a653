import type { Alarm, Change, Standing } from './alarms.ts';
import { evaluateAlarm, evaluateComposites } from './evaluate.ts';
import { type Faults, openFaults } from './faults.ts';
import { type Functions, type Handler, type Invoked, openFunctions, regionOf } from './functions.ts';
import { type Datum, type Metrics, openMetrics } from './metrics.ts';
import type { Mute } from './mute.ts';
import type { Queue } from './queue.ts';
import { openRouting, type Wiring } from './routing.ts';
import { type Due, dueOf, type Schedule } from './schedule.ts';
import { openServer } from './server.ts';
import { type DeployedFunction, readStack, type Stack } from './stack.ts';
import type { Tags } from './tags.ts';
import type { Template } from './template.ts';
import { type Delivered, openTopics, type Published } from './topics.ts';

/** How a cloud is opened. */
export interface CloudOptions {
  /** The stand-in's clock at the start; `step`, `ring` and `turn` move it, nothing else does. */
  readonly at: Date;
  /** Twelve digits; default `123456789012`. */
  readonly account?: string;
}

/** Where a template goes, and what its parameters are. */
export interface Deployment {
  readonly region: string;
  /** Default `picket`. */
  readonly stack?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** The stand-in for AWS: one server for every service and region, executing the templates that were loaded into it. */
export interface Cloud {
  /** For `AWS_ENDPOINT_URL` or a client's `endpoint`. */
  readonly endpoint: string;
  /** What the SDK needs to speak to it from this process or another: endpoint and throw-away keys. */
  readonly env: Readonly<Record<string, string>>;
  readonly faults: Faults;
  readonly now: Date;
  readonly alarms: readonly Alarm[];
  /** Every change of any alarm since the start. */
  readonly changes: readonly Change[];
  readonly published: readonly Published[];
  readonly invoked: readonly Invoked[];
  readonly queues: readonly Queue[];
  readonly mutes: readonly Mute[];
  readonly functions: readonly DeployedFunction[];
  load(template: Template, deployment: Deployment): void;
  register(region: string, functionName: string, handler: Handler): void;
  /** What reached one subscriber: an e-mail address or a URL. */
  inbox(endpoint: string): readonly Delivered[];
  standing(alarmName: string, region?: string): Standing | undefined;
  metrics(region: string): Metrics;
  /** Sets the clock and does nothing else. */
  turn(at: Date): void;
  /** The bells of the minute of `at`. */
  due(at: Date): readonly Due[];
  /** Sets the clock, calls every function that is due, and waits for all of them. */
  ring(at: Date): Promise<readonly Invoked[]>;
  /**
   * Sets the clock, evaluates every alarm, takes the changes to topics and rules, and delivers. Meant for every minute, or for
   * every slot a minute or more after its start: a slot is not seen before it is a minute old. A real CloudWatch evaluates every
   * minute.
   */
  step(at: Date): Promise<readonly Change[]>;
  /** Delivers what is visible in the queues, and waits for functions that were called without waiting. */
  deliver(): Promise<void>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens a stand-in on 127.0.0.1. Nothing in it runs on a timer. */
export async function openCloud({ at, account = '123456789012' }: CloudOptions): Promise<Cloud> {
  let time = at;
  const now = () => time;
  const metrics = openRegions();
  const topics = openTopics();
  const faults = openFaults();
  const functions = openFunctions(account, (one) => countInvocation(metrics, one, time));
  const wiring = { account, ...emptyStack(), topics, functions, now };
  const { alarms, queues, schedules, deployed, mutes } = wiring;
  const tags: Tags = new Map();
  const { changes, tell, settle, start, deliver } = openRouting(wiring);
  const monitoring = (region: string) => ({
    metrics: metrics(region),
    ...ofRegion(region, alarms, changes),
    now: time,
    mutes: { all: mutes, region, account, now: time },
    tags,
    tell,
  });
  const server = await openServer({ monitoring, topics, functions, faults, start, now });
  const turn = (to: Date) => {
    time = to;
  };
  return {
    endpoint: server.endpoint,
    env: environmentOf(server.endpoint, account),
    faults,
    get now() {
      return time;
    },
    alarms,
    changes,
    published: topics.published,
    invoked: functions.invoked,
    queues,
    mutes,
    functions: deployed,
    load: (template, { region, stack = 'picket', parameters = {} }) =>
      connect(wiring, readStack(template, { region, account, stack }, time, parameters), region),
    register: functions.register,
    inbox: (endpoint) => topics.delivered.filter((one) => one.endpoint === endpoint),
    standing: (name, region) =>
      alarms.find((alarm) => alarm.name === name && (region ?? alarm.region) === alarm.region)?.standing,
    metrics,
    turn,
    due: (minute) => dueOf(schedules, minute),
    async ring(minute) {
      turn(minute);
      return Promise.all(dueOf(schedules, minute).map((due) => answerBell(due, functions)));
    },
    async step(to) {
      turn(to);
      for (const queue of queues) countDepth(metrics, queue, to);
      const made = evaluateAll(alarms, metrics, to);
      for (const change of made) tell(change);
      settle(to);
      await deliver();
      return made;
    },
    deliver,
    close: server.close,
    [Symbol.asyncDispose]: server.close,
  };
}

function openRegions(): (region: string) => Metrics {
  const regions = new Map<string, Metrics>();
  return (region) => {
    const metrics = regions.get(region) ?? openMetrics();
    regions.set(region, metrics);
    return metrics;
  };
}

function ofRegion(region: string, alarms: readonly Alarm[], changes: readonly Change[]) {
  return {
    alarms: alarms.filter((alarm) => alarm.region === region),
    changes: changes.filter(({ alarm }) => alarm.region === region),
  };
}

/** What the templates add to, empty. */
function emptyStack(): Pick<Wiring, 'alarms' | 'mutes' | 'rules' | 'queues' | 'mappings'> & {
  schedules: Schedule[];
  deployed: DeployedFunction[];
} {
  return { alarms: [], mutes: [], rules: [], queues: [], mappings: [], schedules: [], deployed: [] };
}

function environmentOf(endpoint: string, account: string): Readonly<Record<string, string>> {
  const keys = { AWS_ACCESS_KEY_ID: 'AKIALAB', AWS_SECRET_ACCESS_KEY: 'lab' };
  return { AWS_ENDPOINT_URL: endpoint, ...keys, AWS_ACCOUNT_ID: account };
}

function connect(wiring: Wiring & ReturnType<typeof emptyStack>, stack: Stack, region: string): void {
  wiring.schedules.push(...stack.schedules);
  wiring.deployed.push(...stack.functions);
  wiring.alarms.push(...stack.alarms);
  wiring.mutes.push(...stack.mutes);
  wiring.rules.push(...stack.rules);
  wiring.queues.push(...stack.queues);
  wiring.mappings.push(...stack.mappings.map((mapping) => ({ ...mapping, region })));
  for (const arn of stack.topicArns) wiring.topics.add(arn);
  for (const subscription of stack.subscriptions) wiring.topics.subscribe(subscription);
}

function evaluateAll(alarms: readonly Alarm[], metrics: (region: string) => Metrics, at: Date): readonly Change[] {
  const simple = alarms.flatMap((alarm) =>
    alarm.kind === 'metric' ? (evaluateAlarm(alarm, metrics(alarm.region), at) ?? []) : [],
  );
  const regions = [...new Set(alarms.map(({ region }) => region))];
  return [...simple, ...regions.flatMap((region) => evaluateComposites(ofRegion(region, alarms, []).alarms, at))];
}

async function answerBell({ region, targetArn, event }: Due, functions: Functions): Promise<Invoked> {
  const invoked = await functions.invoke(regionOf(targetArn, region), targetArn, event);
  if (!invoked) throw new Error(`no handler is registered for ${targetArn}`);
  return invoked;
}

/** `AWS/Lambda` Invocations and Errors, as the service itself would count them. */
function countInvocation(metrics: (region: string) => Metrics, { region, name, failed }: Invoked, at: Date): void {
  const dimensions = { FunctionName: name };
  metrics(region).put(countOf('AWS/Lambda', 'Invocations', dimensions, 1, at));
  metrics(region).put(countOf('AWS/Lambda', 'Errors', dimensions, Number(failed), at));
}

/** `AWS/SQS` depth, stamped a minute back so that the evaluation at hand sees it. */
function countDepth(metrics: (region: string) => Metrics, { name, region, messages }: Queue, at: Date): void {
  const lastMinute = new Date(at.getTime() - 60_000);
  const depth = countOf('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: name }, messages.length, lastMinute);
  metrics(region).put(depth);
}

function countOf(namespace: string, name: string, dimensions: Record<string, string>, value: number, at: Date): Datum {
  const set = { sampleCount: 1, sum: value, minimum: value, maximum: value };
  return { namespace, name, dimensions, at: at.getTime(), unit: 'Count', ...set };
}
