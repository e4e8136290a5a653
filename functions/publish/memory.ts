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

/**
 * Writes onto an alarm what its letter told. A tag takes 256 letters, digits, spaces and `_.:/=+-@`; whatever else is in a subject, as in
 * `[2001:db8::1]:443`, is written as its bytes, `=5B`.
 */
export async function remember(client: CloudWatchClient, arn: string, { fault, since, toldAt }: Remembered): Promise<void> {
  const tag = (Key: string, ...words: readonly (string | undefined)[]) => {
    const text = words.map((word) => (word === undefined ? NOTHING : encoded(word))).join(' ');
    return { Key, Value: text.slice(0, 256) };
  };
  const Tags = [tag(TAGS.fault, fault?.code, fault?.subject), tag(TAGS.since, since, toldAt)];
  await client.send(new TagResourceCommand({ ResourceARN: arn, Tags }));
}

/** What was written onto an alarm when it began to ring; undefined where nothing was. */
export async function recall(client: CloudWatchClient, arn: string): Promise<Remembered | undefined> {
  const { Tags = [] } = await client.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
  const wordsOf = (tag: string) => {
    const words = Tags.find(({ Key }) => Key === tag)?.Value?.split(' ') ?? [];
    return words.map((word) => (word === NOTHING ? undefined : decoded(word)));
  };
  const [code, subject] = wordsOf(TAGS.fault);
  const [since, toldAt] = wordsOf(TAGS.since).map((text) => (isTime(text) ? text : undefined));
  const fault = code === undefined || subject === undefined ? undefined : { code, subject };
  return fault === undefined && toldAt === undefined ? undefined : { fault, since, toldAt };
}

/** Anybody may write tags: what does not read as it was written is no time. */
function isTime(text: string | undefined): boolean {
  const at = new Date(text ?? '');
  return !Number.isNaN(at.getTime()) && at.toISOString() === text;
}

function encoded(text: string): string {
  const hex = (byte: number) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return text.replace(/[^\w.:/+@-]/gu, (sign) => [...Buffer.from(sign)].map(hex).join(''));
}

function decoded(text: string): string {
  return text.replace(/(?:=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString());
}
