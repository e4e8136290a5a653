import * as v from 'valibot';

/** A synthesised CloudFormation template as plain JSON. */
export interface Template {
  readonly Resources?: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
}

/** Where a template is deployed. */
export interface Place {
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  /** The stack's name: resources without a name of their own are called `<stack>-<logical id>`. */
  readonly stack: string;
}

/** A resource with every intrinsic function resolved. */
export interface Resource {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Scope {
  readonly template: Template;
  readonly place: Place;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The property that names a resource, and its ARN after `arn:aws:`. */
const KINDS: Readonly<Record<string, readonly [property: string, arn: string]>> = {
  'AWS::CloudWatch::Alarm': ['AlarmName', 'cloudwatch:{place}:alarm:{name}'],
  'AWS::CloudWatch::CompositeAlarm': ['AlarmName', 'cloudwatch:{place}:alarm:{name}'],
  'AWS::CloudWatch::AlarmMuteRule': ['Name', 'cloudwatch:{place}:alarm-mute-rule:{name}'],
  'AWS::SNS::Topic': ['TopicName', 'sns:{place}:{name}'],
  'AWS::SQS::Queue': ['QueueName', 'sqs:{place}:{name}'],
  'AWS::Lambda::Function': ['FunctionName', 'lambda:{place}:function:{name}'],
  'AWS::Events::Rule': ['Name', 'events:{place}:rule/{name}'],
  'AWS::Scheduler::Schedule': ['Name', 'scheduler:{place}:schedule/default/{name}'],
  'AWS::IAM::Role': ['RoleName', 'iam::{account}:role/{name}'],
};

/**
 * The resources of one type, resolved for a place. An intrinsic function that is not understood is an error that names it and its
 * path.
 */
export function resourcesOf(
  type: string,
  template: Template,
  place: Place,
  parameters: Readonly<Record<string, unknown>> = {},
): readonly Resource[] {
  const scope = { template, place, parameters };
  return Object.entries(template.Resources ?? {})
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => {
      const properties = resolve(resource.Properties ?? {}, scope, id) as Record<string, unknown>;
      return { id, ...identityOf(id, scope), properties };
    });
}

function identityOf(id: string, scope: Scope): { name: string; arn: string } {
  const { account, region, stack } = scope.place;
  const resource = scope.template.Resources?.[id];
  if (!resource) throw new Error(`the template has no resource ${id}`);
  const service = resource.Type.split('::')[1]?.toLowerCase() ?? '';
  const [property, arn] = KINDS[resource.Type] ?? ['Name', `${service}:{place}:{name}`];
  const given = resource.Properties?.[property];
  const name = typeof given === 'object' || typeof given === 'string' ? String(resolve(given, scope, id)) : `${stack}-${id}`;
  const filled = arn.replace('{place}', `${region}:${account}`).replace('{account}', account).replace('{name}', name);
  return { name, arn: `arn:aws:${filled}` };
}

/** What `Ref` gives: the ARN of a topic or function version, the URL of a queue, the name of everything else. */
function refOf(id: string, scope: Scope): unknown {
  const { account, region, stack } = scope.place;
  const pseudo: Record<string, unknown> = {
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stack}/0`,
    'AWS::NoValue': undefined,
  };
  if (Object.hasOwn(pseudo, id)) return pseudo[id];
  const parameter = scope.template.Parameters?.[id];
  if (parameter) return scope.parameters[id] ?? parameter.Default;
  const { name, arn } = identityOf(id, scope);
  const type = scope.template.Resources?.[id]?.Type;
  if (type === 'AWS::SNS::Topic') return arn;
  if (type === 'AWS::SQS::Queue') return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
  return name;
}

function attributeOf(id: string, attribute: string, scope: Scope, path: string): unknown {
  const { name, arn } = identityOf(id, scope);
  if (attribute === 'Arn' || attribute === 'TopicArn') return arn;
  if (/Name$/.test(attribute)) return name;
  if (attribute === 'QueueUrl') return refOf(id, scope);
  throw new Error(`${path}: Fn::GetAtt ${id}.${attribute} is not understood by the stand-in`);
}

function resolve(value: unknown, scope: Scope, path: string): unknown {
  if (Array.isArray(value)) {
    return value.map((member, index) => resolve(member, scope, `${path}.${index}`)).filter((member) => member !== undefined);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
    return intrinsic(first[0], first[1], scope, `${path}.${first[0]}`);
  }
  const resolved = entries.map(([key, member]) => [key, resolve(member, scope, `${path}.${key}`)]);
  return Object.fromEntries(resolved.filter(([, member]) => member !== undefined));
}

function intrinsic(name: string, argument: unknown, scope: Scope, path: string): unknown {
  if (name === 'Ref') return refOf(String(argument), scope);
  if (name === 'Fn::GetAtt') {
    const [id = '', ...rest] = typeof argument === 'string' ? argument.split('.') : (argument as string[]);
    return attributeOf(id, rest.join('.'), scope, path);
  }
  if (name === 'Fn::Sub') return substituted(argument, scope, path);
  const members = resolve(argument, scope, path) as readonly unknown[];
  if (name === 'Fn::Join') return (members[1] as readonly unknown[]).map(String).join(String(members[0]));
  if (name === 'Fn::Split') return String(members[1]).split(String(members[0]));
  if (name === 'Fn::Select') return (members[1] as readonly unknown[])[Number(members[0])];
  throw new Error(`${path} is not understood by the stand-in`);
}

function substituted(argument: unknown, scope: Scope, path: string): string {
  const [text, given] = Array.isArray(argument) ? [argument[0], argument[1]] : [argument, {}];
  const variables = resolve(given ?? {}, scope, path) as Record<string, unknown>;
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (slot, literal: string, name: string) => {
    if (literal === '!') return slot.replace('!', '');
    if (Object.hasOwn(variables, name)) return String(variables[name]);
    const [id = '', ...rest] = name.split('.');
    return String(rest.length === 0 ? refOf(id, scope) : attributeOf(id, rest.join('.'), scope, path));
  });
}

/** The properties of a resource in the shape expected; a fault names the resource and every property that is wrong. */
export function readProperties<S extends v.GenericSchema>(shape: S, { id, properties }: Resource): v.InferOutput<S> {
  const result = v.safeParse(shape, properties);
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'properties'}: ${issue.message}`);
  throw new Error(`the stand-in cannot execute ${id}: ${faults.join('; ')}`);
}
