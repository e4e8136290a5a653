import { join } from 'node:path';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';

const ROOT = join(import.meta.dirname, '..');

/** What differs between Picket's functions. */
export interface PicketFunctionSettings {
  readonly name: string;
  /** File below `functions/`. */
  readonly entry: 'probe.ts' | 'notify.ts';
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  readonly may: readonly PolicyStatement[];
}

/** A function of Picket: one ESM file with the SDK in it, a log group and a role of its own that may do nothing else. */
export function picketFunction(stack: Stack, id: string, settings: PicketFunctionSettings): NodejsFunction {
  const { name, entry, timeout, environment, may } = settings;
  const logGroup = new LogGroup(stack, `${id}Logs`, {
    logGroupName: `/aws/lambda/${name}`,
    retention: RetentionDays.TWO_WEEKS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(stack, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(
    new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [`${logGroup.logGroupArn}`] }),
  );
  for (const statement of may) role.addToPolicy(statement);
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
    retryAttempts: 0, // a stale look is worthless; the next one comes anyway
    maxEventAge: Duration.minutes(1),
    bundling: {
      format: OutputFormat.ESM,
      target: 'node24',
      mainFields: ['module', 'main'],
      minify: true,
      keepNames: true,
      bundleAwsSDK: true,
      banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
      esbuildArgs: { '--alias:@aws-sdk/credential-provider-node': join(ROOT, 'functions/publish/credentials.ts') },
    },
  });
}
