import { type CloudWatchClient, ListTagsForResourceCommand, TagResourceCommand } from '@aws-sdk/client-cloudwatch';

/** The tags of an alarm that remember what was told of it: code and subject of the fault; since when, and when that was told. */
const TAGS = { fault: 'picket:fault', since: 'picket:since' } as const;

/** Stands for what a letter did not know. */
const NOTHING = '-';

/** What the last letter told of an alarm that rings. */
export interface Remembered {
  /** Left out where nobody could look into it. */
  readonly fault?: { readonly code: string; readonly subject: string } | undefined;
  /** ISO 8601: since when, as the letter said. Left out where it did not know. */
  readonly since?: string | undefined;
  /** ISO 8601: when the letter was written. */
  readonly toldAt?: string | undefined;
}

/** Writes onto an alarm what its letter told. A tag takes 256 letters, digits, spaces and `_.:/=+-@`; a subject is made of them. */
export async function remember(client: CloudWatchClient, arn: string, { fault, since, toldAt }: Remembered): Promise<void> {
  const tag = (Key: string, ...words: readonly (string | undefined)[]) => {
    const text = words.map((word) => word ?? NOTHING).join(' ');
    return { Key, Value: text.replace(/[^\w.:/=+@ -]/g, '_').slice(0, 256) };
  };
  const Tags = [tag(TAGS.fault, fault?.code, fault?.subject), tag(TAGS.since, since, toldAt)];
  await client.send(new TagResourceCommand({ ResourceARN: arn, Tags }));
}

/** What was written onto an alarm when it began to ring; undefined where nothing was. */
export async function recall(client: CloudWatchClient, arn: string): Promise<Remembered | undefined> {
  const { Tags = [] } = await client.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
  const wordsOf = (tag: string) => {
    const words = Tags.find(({ Key }) => Key === tag)?.Value?.split(' ') ?? [];
    return words.map((word) => (word === NOTHING ? undefined : word));
  };
  const [code, subject] = wordsOf(TAGS.fault);
  const [since, toldAt] = wordsOf(TAGS.since);
  const fault = code === undefined || subject === undefined ? undefined : { code, subject };
  return fault === undefined && toldAt === undefined ? undefined : { fault, since, toldAt };
}
