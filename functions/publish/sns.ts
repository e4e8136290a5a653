import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Letter } from '../core/letter.ts';

/** The two topics: `page` hears critical faults alone, `mail` hears all. */
export interface Topics {
  readonly page: string;
  readonly mail: string;
}

/** The client for the topics' region, one per process; a request has 5 s and three tries, since a letter may not be lost. */
export function openSns(region: string): SNSClient {
  return new SNSClient({
    region,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
  });
}

/** Sends a letter; the page goes first. Subscribers may filter by its attributes. */
export async function sendLetter(client: SNSClient, topics: Topics, letter: Letter): Promise<void> {
  const arns = letter.attributes.severity === 'critical' ? [topics.page, topics.mail] : [topics.mail];
  const MessageAttributes = Object.fromEntries(
    Object.entries(letter.attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  for (const TopicArn of arns) {
    await client.send(new PublishCommand({ TopicArn, Subject: letter.subject, Message: letter.body, MessageAttributes }));
  }
}
