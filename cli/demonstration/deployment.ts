import { join } from 'node:path';
import { CHECKS } from '../../functions/checks/registry.ts';
import { isForEverySlot } from '../../functions/core/check.ts';
import type { Report } from '../../functions/core/report.ts';
import type { Change, MetricAlarm } from '../../lab/aws/alarms.ts';
import { type Cloud, openCloud } from '../../lab/aws/cloud.ts';
import type { Invoked } from '../../lab/aws/functions.ts';
import type { Delivered } from '../../lab/aws/topics.ts';
import type { Configuration } from './configuration.ts';
import { type RunningFunction, startFunction } from './function.ts';
import type { Typed } from './operator.ts';
import type { Stack } from './synthesis.ts';

const MINUTE_MS = 60_000;

/** Checks with rounds of their own, which one vantage makes alone: shown as a round of all, they would take the others' votes off the table. */
const RARE = new Set(CHECKS.filter((check) => !isForEverySlot(check)).map(({ name }) => name));

/** What a minute brought. */
export interface Minute {
  readonly at: Date;
  /** What the vantages reported, where it was the minute of the round that all of them make. */
  readonly round?: readonly Report[];
  /** Of the alarms that somebody hears of, by a letter or by SNS itself. */
  readonly changes: readonly Change[];
}

/** The stacks as if deployed: the stand-in for AWS, with every function running in it. */
export interface Deployment extends AsyncDisposable {
  readonly now: () => Date;
  /** The alarms of the votes; those about Picket itself are left out. */
  readonly alarms: readonly MetricAlarm[];
  readonly mail: () => readonly Delivered[];
  readonly pager: () => readonly Delivered[];
  /** Messages that `notify` could not tell. */
  readonly lost: () => number;
  /** Loads the stacks and starts their functions. `settings` is the probes' `PICKET_LAB`. */
  readonly deploy: (stacks: readonly Stack[], settings: string) => void;
  /** One minute later: bells ring, functions run, alarms are evaluated, letters are delivered. Throws where a function failed. */
  readonly pass: () => Promise<Minute>;
  /** Somebody types `picket …`. Throws where it does not end well. */
  readonly picket: (...args: readonly string[]) => Promise<string>;
  /** A whole region stops working, or works again. */
  readonly darken: (region: string, isDark: boolean) => void;
}

/** Opens an account with nothing in it. */
export async function openDeployment(start: Date, { alerts, deployment, home }: Configuration): Promise<Deployment> {
  const cloud = await openCloud({ at: start });
  const running: RunningFunction[] = [];
  const dark = new Set<string>();
  const told = new RegExp(`^picket-${deployment} (critical|warning|silent|blind)\\b`);
  return {
    now: () => cloud.now,
    deploy: (stacks, settings) => void running.push(...deployInto(cloud, stacks, settings, dark)),
    pass: async () => {
      const minute = await passMinute(cloud);
      return { ...minute, changes: minute.changes.filter(({ alarm }) => told.test(alarm.name)) };
    },
    picket: async (...args) => {
      const file = join(import.meta.dirname, 'operator.ts');
      const operator = startFunction({ file, handler: 'handler' }, cloud.env, () => cloud.now);
      running.push(operator);
      const { code, out, err } = (await operator.handler([...args, '--deployment', deployment, '--region', home])) as Typed;
      if (code !== 0) throw new Error(`picket ${args.join(' ')} failed: ${err.trim()}`);
      return out;
    },
    darken: (region, isDark) => void (isDark ? dark.add(region) : dark.delete(region)),
    get alarms() {
      return cloud.alarms.filter((alarm) => alarm.kind === 'metric').filter(({ name }) => / (critical|warning) /.test(name));
    },
    mail: () => cloud.inbox(alerts.mail[0]),
    pager: () => cloud.inbox(alerts.page[0]),
    lost: () => cloud.queues.find(({ name }) => name.endsWith('-letters-lost'))?.messages.length ?? 0,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(running.map((one) => one[Symbol.asyncDispose]()));
      await cloud.close();
    },
  };
}

function deployInto(
  cloud: Cloud,
  stacks: readonly Stack[],
  settings: string,
  dark: ReadonlySet<string>,
): readonly RunningFunction[] {
  for (const { name, region, template } of stacks) cloud.load(template, { region, stack: name });
  return cloud.functions.map(({ name, region, handler, environment }) => {
    const folder = stacks.find((stack) => stack.region === region && stack.bundles.has(name))?.bundles.get(name) ?? '';
    const [module = '', exported = ''] = handler.split('.');
    const env = { ...environment, ...cloud.env, AWS_REGION: region, PICKET_LAB: settings };
    const started = startFunction({ file: join(folder, `${module}.mjs`), handler: exported }, env, () => cloud.now);
    // Nothing runs in a dark region, and nothing leaves it.
    cloud.register(region, name, (event) => (dark.has(region) ? [] : started.handler(event)));
    return started;
  });
}

async function passMinute(cloud: Cloud): Promise<Minute> {
  const at = new Date(cloud.now.getTime() + MINUTE_MS);
  const before = cloud.invoked.length;
  const rang = await cloud.ring(at);
  const changes = await cloud.step(at);
  const failure = cloud.invoked.slice(before).find(({ failed }) => failed);
  if (failure !== undefined) throw new Error(faultOf(failure));
  const probes = rang.filter(({ name }) => name.endsWith('-probe'));
  const reports = probes.flatMap(({ payload }) => JSON.parse(payload) as readonly Report[]);
  const round = reports.filter(({ check }) => !RARE.has(check));
  return { at, changes, ...(round.length === 0 ? {} : { round }) };
}

function faultOf({ name, region, payload }: Invoked): string {
  const { errorMessage } = JSON.parse(payload) as { errorMessage?: string };
  return `the function ${name} in ${region} failed: ${errorMessage}`;
}
