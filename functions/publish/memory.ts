import { type CloudWatchClient, ListTagsForResourceCommand, TagResourceCommand } from '@aws-sdk/client-cloudwatch';

/** The tag of an alarm that remembers which fault it was told with: code and subject. */
const TAG = 'picket:fault';

/** A fault without its words. */
export interface Remembered {
  readonly code: string;
  readonly subject: string;
}

/** Writes onto an alarm which fault its letter told. A tag takes 256 letters, digits, spaces and `_.:/=+-@`; a subject is made of them. */
export async function remember(client: CloudWatchClient, arn: string, { code, subject }: Remembered): Promise<void> {
  const Value = `${code} ${subject}`.replace(/[^\w.:/=+@ -]/g, '_').slice(0, 256);
  await client.send(new TagResourceCommand({ ResourceARN: arn, Tags: [{ Key: TAG, Value }] }));
}

/** What was written onto an alarm when it began to ring; undefined where nothing was. */
export async function recall(client: CloudWatchClient, arn: string): Promise<Remembered | undefined> {
  const { Tags = [] } = await client.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
  const [code, subject] = Tags.find(({ Key }) => Key === TAG)?.Value?.split(' ') ?? [];
  return code === undefined || subject === undefined ? undefined : { code, subject };
}
