import { Aws, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';

/** AWS services that write to a topic or queue of ours, and so have to be able to use its key. */
const WRITERS = ['cloudwatch.amazonaws.com', 'events.amazonaws.com', 'sns.amazonaws.com'];

const ofThisAccount = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };

/** A key of the account's own that alarms and rules may use. AWS's own key for SNS has a policy that shuts them out, and cannot be changed. */
export function ownKey(stack: Stack, wanted: boolean): Key | undefined {
  if (!wanted) return undefined;
  const key = new Key(stack, 'Key', {
    description: `${stack.stackName}: topics and queues`,
    enableKeyRotation: true,
    pendingWindow: Duration.days(7),
    removalPolicy: RemovalPolicy.DESTROY, // nothing is kept under it but letters on their way
  });
  for (const writer of WRITERS) {
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(writer)],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'], // in a key's policy: this key
        conditions: ofThisAccount,
      }),
    );
  }
  return key;
}

/** A topic that takes no clear text, to which the alarms of this account may publish. */
export function picketTopic(
  stack: Stack,
  id: string,
  topicName: string,
  addresses: readonly string[],
  key: Key | undefined,
): Topic {
  const made = new Topic(stack, id, { topicName, enforceSSL: true, ...(key === undefined ? {} : { masterKey: key }) });
  for (const address of addresses) {
    made.addSubscription(address.startsWith('https://') ? new UrlSubscription(address) : new EmailSubscription(address));
  }
  // A policy of our own replaces the one by which the account's alarms may publish.
  made.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [made.topicArn],
      conditions: ofThisAccount,
    }),
  );
  return made;
}
