import { Annotations, type App, Aws, Duration, SecretValue, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, type CfnScheduleProps } from 'aws-cdk-lib/aws-scheduler';
import { CHECKS } from '../functions/checks/registry.ts';
import { type Check, isAbout } from '../functions/core/check.ts';
import { namespaceOf } from '../functions/core/metric.ts';
import { wordsOf } from '../functions/core/modes.ts';
import { fingerprintOf, namesOf, scheduleName, stackName } from '../functions/core/names.ts';
import { MOST_TARGETS, type Order } from '../functions/core/order.ts';
import { nameOf, type Target } from '../functions/core/target.ts';
import type { Watch } from './config.ts';
import { picketFunction } from './function.ts';
import { fractionOf, type Group, groupsOf } from './groups.ts';
import { dualStack } from './network.ts';
import { addProbeWatchers } from './service-watchers.ts';
import { ownKey, picketTopic } from './topics.ts';

/** Bytes of an order. Ours: EventBridge takes more by now, a rule's constant input took 8,192. */
const MOST_BYTES = 8000;

/** Bytes of a template that CloudFormation takes; and, as measured, what stands around the targets of an order, and around all orders. */
const MOST_TEMPLATE_BYTES = 1_000_000;
const SCHEDULE_BYTES = 700;
const OTHER_BYTES = 20_000;

/** Scheduler puts the time for which the run was planned in this place, however late it rings. */
const SLOT = '<aws.scheduler.scheduled-time>';

/** The targets as they are ordered together; the same in every vantage. */
export function ordersOf({ targets }: Watch): readonly Group<Target>[] {
  const fits = (group: readonly Target[]) => group.length <= MOST_TARGETS && JSON.stringify(group).length <= MOST_BYTES;
  return groupsOf(targets, nameOf, fits);
}

/** One vantage: the probe in its region, and the schedules that carry its orders. It refers to no other stack. */
export function vantageStack(app: App, watch: Watch, vantage: string): Stack {
  const { deployment, home } = watch;
  const modes = wordsOf(watch.modes);
  const stack = new Stack(app, stackName(deployment, vantage), {
    env: { region: vantage },
    description: `Picket ${deployment}: looks from ${vantage}`,
    suppressTemplateIndentation: true,
  });
  const probe = picketFunction(stack, 'Probe', {
    name: namesOf(deployment).probe,
    entry: 'probe.ts',
    timeout: Duration.seconds(60), // 25 s of questions, then the metrics
    environment: {
      ...{ PICKET_DEPLOYMENT: deployment, PICKET_HOME_REGION: home },
      ...(modes === '' ? {} : { PICKET_MODES: modes }),
      ...searchKey(watch, vantage),
    },
    vpc: watch.ipv6 ? dualStack(stack) : undefined,
    may: [
      new PolicyStatement({
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'], // the action knows no resources; the namespace narrows it
        conditions: { StringEquals: { 'cloudwatch:namespace': namespaceOf(deployment), 'aws:RequestedRegion': home } },
      }),
    ],
  });
  const bell = new Role(stack, 'Bell', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  });
  bell.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [probe.functionArn] }));
  for (const group of ordersOf(watch)) schedule(stack, watch, vantage, group, probe.functionArn, bell);
  for (const round of roundsFrom(watch, vantage)) scheduleRound(stack, watch, vantage, round, probe.functionArn, bell);
  refuseTooMuch(stack, watch, vantage);
  const topic = picketTopic(stack, 'Watch', namesOf(deployment).watch, watch.alerts.mail, ownKey(stack, watch.key));
  addProbeWatchers(stack, watch, vantage, namesOf(deployment).probe, topic);
  return stack;
}

/** A reference that CloudFormation follows when it deploys: the template holds no key. Only the vantage that searches has one. */
function searchKey({ keySecret, vantages }: Watch, vantage: string): Record<string, string> {
  if (keySecret === undefined || vantage !== vantages[0]) return {};
  return { PICKET_CERTSPOTTER_KEY: SecretValue.secretsManager(keySecret).unsafeUnwrap() };
}

/** The CDK only warns of a template that CloudFormation will not take. */
function refuseTooMuch(stack: Stack, watch: Watch, vantage: string): void {
  const groups = [...ordersOf(watch), ...roundsFrom(watch, vantage).flatMap((round) => roundOrdersOf(watch, round))];
  const bytesOf = (items: readonly Target[]) => Buffer.byteLength(JSON.stringify(JSON.stringify(items))) + SCHEDULE_BYTES;
  const bytes = groups.reduce((sum, { items }) => sum + bytesOf(items), OTHER_BYTES);
  if (bytes <= MOST_TEMPLATE_BYTES) return;
  const what = `${watch.targets.length} targets and what is declared about them make a template of ${bytes} bytes in ${vantage}`;
  Annotations.of(stack).addError(
    `${what}; CloudFormation takes ${MOST_TEMPLATE_BYTES}. Share the zones out over several deployments.`,
  );
}

function schedule(
  stack: Stack,
  watch: Watch,
  vantage: string,
  { key, items }: Group<Target>,
  probeArn: string,
  bell: Role,
): void {
  const { deployment, periodMinutes } = watch;
  const order: Order = { vantage, slot: SLOT, periodSeconds: periodMinutes * 60, targets: items };
  const resource = new CfnSchedule(stack, `Schedule${fingerprintOf(key)}`, {
    name: scheduleName(deployment, key),
    description: `${items.length} targets, every ${periodMinutes} min`,
    scheduleExpression: cronOf(periodMinutes, key),
    ...ringing(order, probeArn, bell),
  });
  resource.node.addDependency(bell);
}

/** Checks that are made in rounds of their own, the same seconds apart. */
export interface Round {
  readonly everySeconds: number;
  readonly checks: readonly Check[];
}

/** The rounds of checks that are not for every slot, by how often they come. */
export function roundsOf(checks: readonly Check[]): readonly Round[] {
  const rare = checks.flatMap((check) => (check.cadence === undefined ? [] : [{ check, ...check.cadence }]));
  return [...Map.groupBy(rare, ({ everySeconds }) => everySeconds)].map(([everySeconds, same]) => ({
    everySeconds,
    checks: same.map(({ check }) => check),
  }));
}

/** The rounds that a vantage makes: they are the first one's alone. */
function roundsFrom({ vantages }: Watch, vantage: string): readonly Round[] {
  return vantage === vantages[0] ? roundsOf(CHECKS) : [];
}

/** Is the target looked at in the round? */
export function isInRound({ checks }: Round, target: Target): boolean {
  return checks.some((check) => isAbout(check, target));
}

/** What is looked at in a round: of each group the targets that its checks are about. */
export function roundOrdersOf(watch: Watch, round: Round): readonly Group<Target>[] {
  return ordersOf(watch).flatMap(({ key, items }) => {
    const targets = items.filter((target) => isInRound(round, target));
    return targets.length === 0 ? [] : [{ key, items: targets }];
  });
}

function scheduleRound(stack: Stack, watch: Watch, vantage: string, round: Round, probeArn: string, bell: Role): void {
  const { everySeconds } = round;
  const hours = everySeconds / 3600;
  const checks = round.checks.map(({ name }) => name);
  for (const { key, items } of roundOrdersOf(watch, round)) {
    const order: Order = { vantage, slot: SLOT, periodSeconds: everySeconds, targets: items, checks };
    const resource = new CfnSchedule(stack, `Every${hours}h${fingerprintOf(key)}`, {
      name: scheduleName(watch.deployment, key, `every-${hours}h`),
      description: `${items.length} targets, every ${hours} h: ${checks.join(', ')}`,
      scheduleExpression: roundCronOf(watch, hours, key),
      ...ringing(order, probeArn, bell),
    });
    resource.node.addDependency(bell);
  }
}

function ringing(
  order: Order,
  arn: string,
  { roleArn }: Role,
): Pick<CfnScheduleProps, 'scheduleExpressionTimezone' | 'flexibleTimeWindow' | 'target'> {
  return {
    scheduleExpressionTimezone: 'UTC',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn,
      roleArn,
      input: JSON.stringify(order),
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
    },
  };
}

/**
 * The groups start one after the other over the first half of the slot, each at the same minute in every vantage: its votes are to arrive
 * together.
 */
function cronOf(periodMinutes: number, key: string): string {
  const minute = Math.floor(fractionOf(key) * Math.ceil(periodMinutes / 2));
  return `cron(${minute}${periodMinutes === 60 ? '' : `/${periodMinutes}`} * * * ? *)`;
}

/**
 * The groups spread over the period, over two hours at most, since CloudWatch is slow to show points stamped three hours back. Every deployment begins at a
 * minute of its own: whoever is asked has many clients, and they are not to come all at the full hour.
 */
function roundCronOf({ deployment }: Watch, hours: number, key: string): string {
  const span = Math.min(hours, 2) * 60;
  const minute = (Number.parseInt(fingerprintOf(deployment), 16) + Math.floor(fractionOf(key) * span)) % span;
  return `cron(${minute % 60} ${hours === 1 ? '*' : `${Math.floor(minute / 60)}/${hours}`} * * ? *)`;
}
