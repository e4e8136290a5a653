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

/** Sends a letter; whom it wakes goes first. Subscribers may filter by its attributes. */
export async function sendLetter(client: SNSClient, topics: Topics, letter: Letter, now: Date): Promise<void> {
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
  for (const one of [...wake, ...page, { TopicArn: topics.mail, ...plain }])
    await client.send(new PublishCommand({ ...one, MessageAttributes }));
}

/** Filter policies of subscribers match a list by any of its members (SNS Developer Guide, "Filter policy constraints"). */
function attributesOf({ attributes: { zone, ...rest } }: Letter): NonNullable<PublishCommandInput['MessageAttributes']> {
  const texts = Object.entries(rest).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]);
  return {
    ...Object.fromEntries(texts),
    zone: { DataType: 'String.Array', StringValue: JSON.stringify(zone) },
  };
}
