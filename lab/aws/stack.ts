import * as v from 'valibot';
import type { Alarm } from './alarms.ts';
import { compositeAlarm, metricAlarm } from './definition.ts';
import type { Event } from './events.ts';
import { type Mute, muteOf } from './mute.ts';
import type { Mapping, Queue } from './queue.ts';
import type { Schedule } from './schedule.ts';
import { type Place, type Resource, readProperties, resourcesOf, type Template } from './template.ts';
import type { Subscription } from './topics.ts';

/** A rule of the default event bus. */
export interface EventRule {
  readonly name: string;
  readonly region: string;
  readonly pattern: Event;
  readonly targetArns: readonly string[];
}

/** A function as the template deploys it; the handler itself is registered. */
export interface DeployedFunction {
  readonly region: string;
  readonly name: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** What the stand-in executes of a template. */
export interface Stack {
  readonly alarms: readonly Alarm[];
  readonly mutes: readonly Mute[];
  readonly topicArns: readonly string[];
  readonly subscriptions: readonly Subscription[];
  readonly rules: readonly EventRule[];
  readonly queues: readonly Queue[];
  readonly mappings: readonly Mapping[];
  readonly schedules: readonly Schedule[];
  readonly functions: readonly DeployedFunction[];
}

const Text = v.string();
const Whole = v.pipe(v.number(), v.integer());
const Arns = v.optional(v.array(Text), []);
const Bag = v.record(Text, v.unknown());
const SHAPES = {
  subscription: v.object({
    TopicArn: Text,
    Protocol: Text,
    Endpoint: Text,
    FilterPolicy: v.optional(Bag),
    FilterPolicyScope: v.optional(v.picklist(['MessageAttributes', 'MessageBody']), 'MessageAttributes'),
    RawMessageDelivery: v.optional(v.boolean(), false),
  }),
  rule: v.object({
    EventPattern: v.optional(Bag),
    State: v.optional(Text, 'ENABLED'),
    Targets: v.optional(
      v.array(v.strictObject({ Arn: Text, Id: Text, RetryPolicy: v.optional(Bag), DeadLetterConfig: v.optional(Bag) })),
      [],
    ),
  }),
  queue: v.object({
    VisibilityTimeout: v.optional(v.number(), 30),
    RedrivePolicy: v.optional(v.object({ deadLetterTargetArn: Text, maxReceiveCount: v.number() })),
  }),
  mapping: v.object({
    EventSourceArn: Text,
    FunctionName: Text,
    BatchSize: v.optional(Whole, 10),
    Enabled: v.optional(v.boolean(), true),
    FunctionResponseTypes: Arns,
  }),
  schedule: v.object({
    ScheduleExpression: Text,
    ScheduleExpressionTimezone: v.optional(v.picklist(['UTC', 'Etc/UTC'])),
    State: v.optional(Text, 'ENABLED'),
    Target: v.object({ Arn: Text, Input: v.optional(Text, '{}') }),
  }),
  fn: v.object({
    Handler: v.optional(Text, 'index.handler'),
    Timeout: v.optional(v.number(), 3),
    Environment: v.optional(v.object({ Variables: v.optional(v.record(Text, Text), {}) }), {}),
  }),
};

/** Reads what the stand-in executes out of a template. A property that it cannot execute is an error that names the resource. */
export function readStack(template: Template, place: Place, at: Date, parameters: Readonly<Record<string, unknown>> = {}): Stack {
  const { region } = place;
  const all = <T>(type: string, made: (resource: Resource) => T | readonly T[]): readonly T[] =>
    resourcesOf(type, template, place, parameters).flatMap(made);
  return {
    alarms: [
      ...all<Alarm>('AWS::CloudWatch::Alarm', (resource) => metricAlarm(resource, region, at)),
      ...all<Alarm>('AWS::CloudWatch::CompositeAlarm', (resource) => compositeAlarm(resource, region, at)),
    ],
    mutes: all('AWS::CloudWatch::AlarmMuteRule', (resource) => muteOf(resource, region)),
    topicArns: all('AWS::SNS::Topic', ({ arn }) => arn),
    subscriptions: all('AWS::SNS::Subscription', subscriptionOf),
    rules: all('AWS::Events::Rule', (resource) => ruleOf(resource, region)),
    queues: all('AWS::SQS::Queue', (resource) => queueOf(resource, region)),
    mappings: all('AWS::Lambda::EventSourceMapping', mappingOf),
    schedules: all('AWS::Scheduler::Schedule', (resource) => scheduleOf(resource, region)),
    functions: all('AWS::Lambda::Function', (resource) => functionOf(resource, region)),
  };
}

function subscriptionOf(resource: Resource): Subscription {
  const given = readProperties(SHAPES.subscription, resource);
  const { TopicArn: topicArn, Protocol: protocol, Endpoint: endpoint, FilterPolicy: filterPolicy } = given;
  return { topicArn, protocol, endpoint, filterPolicy, filterScope: given.FilterPolicyScope, raw: given.RawMessageDelivery };
}

function ruleOf(resource: Resource, region: string): readonly EventRule[] {
  const { EventPattern: pattern, State, Targets } = readProperties(SHAPES.rule, resource);
  if (!pattern || State === 'DISABLED') return [];
  return [{ name: resource.name, region, pattern, targetArns: Targets.map(({ Arn }) => Arn) }];
}

function queueOf(resource: Resource, region: string): Queue {
  const { VisibilityTimeout: visibilitySeconds, RedrivePolicy } = readProperties(SHAPES.queue, resource);
  const redrive = RedrivePolicy && { arn: RedrivePolicy.deadLetterTargetArn, maxReceiveCount: RedrivePolicy.maxReceiveCount };
  return { name: resource.name, arn: resource.arn, region, visibilitySeconds, redrive, messages: [] };
}

function mappingOf(resource: Resource): readonly Mapping[] {
  const given = readProperties(SHAPES.mapping, resource);
  const { EventSourceArn: queueArn, FunctionName: functionName, BatchSize: batchSize } = given;
  const reportsFailures = given.FunctionResponseTypes.includes('ReportBatchItemFailures');
  return given.Enabled ? [{ queueArn, functionName, batchSize, reportsFailures }] : [];
}

function scheduleOf(resource: Resource, region: string): readonly Schedule[] {
  const { name, arn } = resource;
  const { ScheduleExpression: expression, State, Target } = readProperties(SHAPES.schedule, resource);
  return State === 'DISABLED' ? [] : [{ name, arn, region, expression, targetArn: Target.Arn, input: Target.Input }];
}

function functionOf(resource: Resource, region: string): DeployedFunction {
  const { Handler: handler, Timeout: timeoutSeconds, Environment } = readProperties(SHAPES.fn, resource);
  return { region, name: resource.name, handler, timeoutSeconds, environment: Environment.Variables ?? {} };
}
