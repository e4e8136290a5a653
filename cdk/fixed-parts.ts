import { App } from 'aws-cdk-lib';
import { CfnAlarm, CfnCompositeAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnEIP, CfnNatGateway } from 'aws-cdk-lib/aws-ec2';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import type { Check } from '../functions/core/check.ts';
import { voteAlarmsOf } from './alarms.ts';
import type { Watch } from './config.ts';
import { homeStacks } from './home-stack.ts';
import { isInRound, roundsOf, vantageStack } from './vantage-stack.ts';

/** Counts everything that is there however many targets there are, by making the stacks of a few targets and taking away their own alarms. */
export function fixedParts(watch: Watch, checks: readonly Check[]) {
  // Only for counting: it bundles nothing, and it must not write itself over the deployment that is being synthesised.
  const app = new App({ autoSynth: false, postCliContext: { 'aws:cdk:bundling-stacks': [] } });
  const few = { ...watch, targets: fewOf(watch, checks), windows: [] };
  homeStacks(app, few, checks);
  for (const vantage of few.vantages) vantageStack(app, few, vantage);
  const parts = app.node.findAll();
  const count = (kind: new (...given: never[]) => unknown) => parts.filter((part) => part instanceof kind).length;
  return {
    alarmMetrics:
      parts.reduce((sum, part) => sum + (part instanceof CfnAlarm ? metricsIn(part) : 0), 0) -
      few.targets.flatMap((target) => voteAlarmsOf(target, checks, few.modes.alarms)).length,
    compositeAlarms: count(CfnCompositeAlarm),
    dashboards: count(CfnDashboard),
    keys: count(CfnKey),
    gateways: count(CfnNatGateway),
    addresses: count(CfnEIP),
  };
}

/** A target, and one of every round: its alarm is there as soon as there is one. */
function fewOf({ targets }: Watch, checks: readonly Check[]): Watch['targets'] {
  const inRounds = roundsOf(checks).flatMap((round) => targets.find((target) => isInRound(round, target)) ?? []);
  return [...new Set([...targets.slice(0, 1), ...inRounds])];
}

/** An alarm on an expression is billed for each metric in it. */
function metricsIn({ metrics }: CfnAlarm): number {
  const queries = Array.isArray(metrics) ? (metrics as readonly CfnAlarm.MetricDataQueryProperty[]) : [];
  return Math.max(1, queries.filter(({ metricStat }) => metricStat !== undefined).length);
}
