import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { defineConfig, type PicketConfig, type Watch } from '../../cdk/config.ts';
import { homeStacks } from '../../cdk/home-stack.ts';
import { vantageStack } from '../../cdk/vantage-stack.ts';
import type { Check } from '../../functions/core/check.ts';

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is whatever CloudFormation says.
  readonly Properties: any;
}

export function watchOf(change: Partial<PicketConfig> = {}): Watch {
  return defineConfig({
    deployment: 'test',
    home: 'eu-west-1',
    vantages: ['us-east-1', 'eu-central-1', 'ap-southeast-2'],
    zones: ['example.org', 'example.net'],
    services: ['https://www.example.org'],
    alerts: { page: ['on-call@example.org'], mail: ['hostmaster@example.org', 'https://events.example.com/hook'] },
    ...change,
  });
}

/** The feature flags of `cdk.json`, without which the CDK writes other policies than those that are deployed; and no bundles. */
export const CONTEXT: Readonly<Record<string, unknown>> = {
  ...JSON.parse(readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8')).context,
  'aws:cdk:bundling-stacks': [],
};

/** Synthesises all stacks without bundling: the resources of each by stack name and logical id. */
export function synth(watch: Watch, checks: readonly Check[]): Record<string, Record<string, Resource>> {
  const app = new App({ context: CONTEXT });
  const stacks: Stack[] = [
    ...homeStacks(app, watch, checks),
    ...watch.vantages.map((vantage) => vantageStack(app, watch, vantage)),
  ];
  return Object.fromEntries(stacks.map((stack) => [stack.stackName, Template.fromStack(stack).toJSON().Resources]));
}

export function ofType(resources: Record<string, Resource>, type: string): Resource['Properties'][] {
  return Object.values(resources).flatMap(({ Type, Properties }) => (Type === type ? [Properties] : []));
}
