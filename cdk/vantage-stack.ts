import { type App, Aws, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { namespaceOf } from '../functions/core/metric.ts';
import { fingerprintOf, namesOf, scheduleName, stackName } from '../functions/core/names.ts';
import { MOST_TARGETS, type Order } from '../functions/core/order.ts';
import { nameOf, type Target } from '../functions/core/target.ts';
import type { Watch } from './config.ts';
import { picketFunction } from './function.ts';
import { fractionOf, type Group, groupsOf } from './groups.ts';

/** Bytes of an order. Ours: EventBridge takes more by now, a rule's constant input took 8,192. */
const MOST_BYTES = 8000;

/** The targets as they are ordered together; the same in every vantage. */
export function ordersOf({ targets }: Watch): readonly Group<Target>[] {
  const fits = (group: readonly Target[]) => group.length <= MOST_TARGETS && JSON.stringify(group).length <= MOST_BYTES;
  return groupsOf(targets, nameOf, fits);
}

/** One vantage: the probe in its region, and the schedules that carry its orders. It refers to no other stack. */
export function vantageStack(app: App, watch: Watch, vantage: string): Stack {
  const { deployment, home } = watch;
  const stack = new Stack(app, stackName(deployment, vantage), {
    env: { region: vantage },
    description: `Picket ${deployment}: looks from ${vantage}`,
    suppressTemplateIndentation: true,
  });
  const probe = picketFunction(stack, 'Probe', {
    name: namesOf(deployment).probe,
    entry: 'probe.ts',
    timeout: Duration.seconds(60), // 25 s of questions, then the metrics
    environment: { PICKET_DEPLOYMENT: deployment, PICKET_HOME_REGION: home },
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
  // Scheduler puts the time for which the run was planned in this place, however late it rings.
  const slot = '<aws.scheduler.scheduled-time>';
  const order: Order = { vantage, slot, periodSeconds: periodMinutes * 60, targets: items };
  const resource = new CfnSchedule(stack, `Schedule${fingerprintOf(key)}`, {
    name: scheduleName(deployment, key),
    description: `${items.length} targets, every ${periodMinutes} min`,
    scheduleExpression: cronOf(periodMinutes, key),
    scheduleExpressionTimezone: 'UTC',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: probeArn,
      roleArn: bell.roleArn,
      input: JSON.stringify(order),
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
    },
  });
  resource.node.addDependency(bell);
}

/**
 * The groups start one after the other over the first half of the slot, each at the same minute in every vantage: its votes are to arrive
 * together.
 */
function cronOf(periodMinutes: number, key: string): string {
  const minute = Math.floor(fractionOf(key) * Math.ceil(periodMinutes / 2));
  return `cron(${minute}${periodMinutes === 60 ? '' : `/${periodMinutes}`} * * * ? *)`;
}
