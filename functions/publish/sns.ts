import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import type { Letter } from '../core/letter.ts';
import { pagerNote } from './pager.ts';

/** The topics: `page` hears critical faults alone, `mail` hears all, `pager` hears critical faults in the shape of an alarm of CloudWatch. */
export interface Topics {
  readonly page: string;
  readonly mail: string;
  /** Undefined or '' where nobody listens. */
  readonly pager?: string | undefined;
}

/** The client for the topics' region, one per process; a request has 5 s and three tries, since a letter may not be lost. */
export function openSns(region: string): SNSClient {
  return new SNSClient({
    region,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
  });
}

/**
 * Sends a letter to all its topics at once. Throws once every topic was tried, if any did not take it. Those that did are kept in
 * `delivered` with the changes that the letter tells (`prints`), and are passed over when it comes again. Subscribers may filter by its attributes.
 */
export async function sendLetter(
  client: SNSClient,
  topics: Topics,
  letter: Letter,
  now: Date,
  prints: readonly string[] = [],
  delivered: Set<string> = new Set(),
): Promise<void> {
  const { subject, body, attributes, wakes } = letter;
  const plain = { Subject: subject, Message: body };
  const wake = wakes
    ? [
        ...(topics.pager ? [{ TopicArn: topics.pager, ...pagerNote(letter, topics.pager, now) }] : []),
        { TopicArn: topics.page, ...plain },
      ]
    : [];
  const page = !wakes && attributes.severity === 'critical' ? [{ TopicArn: topics.page, ...plain }] : [];
  const MessageAttributes = attributesOf(letter);
  const keysOf = (topic: string) => prints.map((print) => `${topic} ${print}`);
  const wanting = [...wake, ...page, { TopicArn: topics.mail, ...plain }].filter(
    ({ TopicArn }) => prints.length === 0 || keysOf(TopicArn).some((key) => !delivered.has(key)),
  );
  // Side by side: a topic that hangs is not to keep the others waiting.
  const answers = await Promise.allSettled(wanting.map((one) => client.send(new PublishCommand({ ...one, MessageAttributes }))));
  const refused = answers.flatMap((answer, index) =>
    answer.status === 'rejected' ? [`${wanting[index]?.TopicArn}: ${(answer.reason as Error).message}`] : [],
  );
  if (refused.length === 0) return;
  for (const [index, { TopicArn }] of wanting.entries())
    if (answers[index]?.status === 'fulfilled') for (const key of keysOf(TopicArn)) delivered.add(key);
  throw new Error(refused.join('; '));
}

/** Filter policies of subscribers match a list by any of its members (SNS Developer Guide, "Filter policy constraints"). */
function attributesOf({ attributes: { zone, ...rest } }: Letter): NonNullable<PublishCommandInput['MessageAttributes']> {
  const texts = Object.entries(rest).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]);
  // A letter about Picket itself is about no zone, and an attribute of SNS must have a value.
  if (zone.length === 0) return Object.fromEntries(texts);
  return {
    ...Object.fromEntries(texts),
    zone: { DataType: 'String.Array', StringValue: JSON.stringify(zone) },
  };
}
