import { join } from 'node:path';
import { Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import type { IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { mayJoinNetwork } from './network.ts';

const ROOT = join(import.meta.dirname, '..');

/** The only actions that a function may have on every resource, and why no narrower one can be named. */
const WIDE: Readonly<Record<string, string>> = {
  'cloudwatch:PutMetricData': 'knows no resources; conditions narrow it to one namespace and the home region',
  'cloudwatch:GetMetricData': 'knows no resources; it reads numbers',
  'cloudwatch:ListAlarmMuteRules': 'lists; it reads names and times',
  'cloudwatch:DescribeAlarms': 'lists; it reads states',
  'ec2:CreateNetworkInterface': 'Lambda names the interface after it is made',
  'ec2:DescribeNetworkInterfaces': 'knows no resources',
  'ec2:DescribeSubnets': 'knows no resources',
  'ec2:DeleteNetworkInterface': 'Lambda names the interface after it is made',
  'ec2:AssignPrivateIpAddresses': 'Lambda names the interface after it is made',
  'ec2:UnassignPrivateIpAddresses': 'Lambda names the interface after it is made',
};

/** What differs between Picket's functions. */
export interface PicketFunctionSettings {
  readonly name: string;
  /** File below `functions/`. */
  readonly entry: 'probe.ts' | 'notify.ts' | 'widget.ts';
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  readonly may: readonly PolicyStatement[];
  /** Text that the bundler puts in the place of a variable of the environment. Default none. */
  readonly baked?: Readonly<Record<string, string>>;
  /** A dual-stack network to run in. Default Lambda's own, which has IPv4 alone. */
  readonly vpc?: Vpc | undefined;
}

/** A function of Picket: one ESM file with the SDK in it, a log group and a role of its own that may do nothing else. */
export function picketFunction(stack: Stack, id: string, settings: PicketFunctionSettings): NodejsFunction {
  const { name, entry, timeout, environment, may, baked = {}, vpc } = settings;
  const logGroup = new LogGroup(stack, `${id}Logs`, {
    logGroupName: `/aws/lambda/${name}`,
    retention: RetentionDays.TWO_WEEKS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(stack, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(
    new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [`${logGroup.logGroupArn}`] }),
  );
  const statements = vpc === undefined ? may : [...may, mayJoinNetwork()];
  for (const statement of statements) role.addToPolicy(statement);
  answerForWildcards(role, statements);
  return new NodejsFunction(stack, id, {
    functionName: name,
    entry: join(ROOT, 'functions', entry),
    projectRoot: ROOT,
    depsLockFilePath: join(ROOT, 'package-lock.json'),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 512, // the knee: half of it doubles the cold start
    timeout,
    environment,
    role,
    logGroup,
    // Its optional properties are told apart from undefined ones here alone.
    // Its security group would let out IPv4 alone, and every question over IPv6 would go unanswered.
    ...(vpc === undefined ? {} : { vpc: vpc as IVpc, ipv6AllowedForDualStack: true, allowAllIpv6Outbound: true }),
    retryAttempts: 0, // a stale look is worthless; the next one comes anyway
    maxEventAge: Duration.minutes(1),
    bundling: {
      format: OutputFormat.ESM,
      target: 'node24',
      mainFields: ['module', 'main'],
      minify: true,
      define: Object.fromEntries(Object.entries(baked).map(([key, text]) => [`process.env.${key}`, JSON.stringify(text)])),
      bundleAwsSDK: true,
      banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
      esbuildArgs: { '--alias:@aws-sdk/credential-provider-node': join(ROOT, 'functions/publish/credentials.ts') },
    },
  });
}

/** Answers cdk-nag for wildcards that cannot be avoided; one that is not known here stays a violation, and fails its test. */
function answerForWildcards(role: Role, statements: readonly PolicyStatement[]): void {
  const wide = statements.filter(({ resources }) => resources.includes('*')).flatMap(({ actions }) => actions);
  if (wide.length === 0 || wide.some((action) => WIDE[action] === undefined)) return;
  const reason = wide.map((action) => `${action} ${WIDE[action]}`).join('; ');
  Validations.of(role).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason });
}
