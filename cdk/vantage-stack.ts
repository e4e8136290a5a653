import { type App, Aws, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, type CfnScheduleProps } from 'aws-cdk-lib/aws-scheduler';
import { CHECKS } from '../functions/checks/registry.ts';
import { isForEverySlot } from '../functions/core/check.ts';
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
    environment: { PICKET_DEPLOYMENT: deployment, PICKET_HOME_REGION: home, ...(modes === '' ? {} : { PICKET_MODES: modes }) },
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
  for (const group of vantage === watch.vantages[0] ? ordersOf(watch) : [])
    hourly(stack, watch, vantage, group, probe.functionArn, bell);
  const topic = picketTopic(stack, 'Watch', namesOf(deployment).watch, watch.alerts.mail, ownKey(stack, watch.key));
  addProbeWatchers(stack, watch, vantage, namesOf(deployment).probe, topic);
  return stack;
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

/** The checks of the first vantage alone, once an hour; the groups spread over the hour, since what they search counts its clients. */
function hourly(stack: Stack, watch: Watch, vantage: string, { key, items }: Group<Target>, probeArn: string, bell: Role): void {
  const checks = CHECKS.filter((check) => !isForEverySlot(check));
  const targets = items.filter(({ kind }) => checks.some(({ about }) => about === kind));
  if (targets.length === 0) return;
  const order: Order = { vantage, slot: SLOT, periodSeconds: 3600, targets, checks: checks.map(({ name }) => name) };
  const resource = new CfnSchedule(stack, `Hourly${fingerprintOf(key)}`, {
    name: scheduleName(watch.deployment, key, 'hourly'),
    description: `${targets.length} targets, every hour: ${order.checks?.join(', ')}`,
    scheduleExpression: `cron(${Math.floor(fractionOf(key) * 60)} * * * ? *)`,
    ...ringing(order, probeArn, bell),
  });
  resource.node.addDependency(bell);
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
