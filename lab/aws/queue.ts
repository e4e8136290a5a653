import { createHash, randomUUID } from 'node:crypto';
import type { Invoked } from './functions.ts';

/** One message of a queue. Times are milliseconds since 1970, by the stand-in's clock. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  receiveCount: number;
  visibleAt: number;
}

/** A queue of the template. */
export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly visibilitySeconds: number;
  readonly redrive?: { readonly arn: string; readonly maxReceiveCount: number } | undefined;
  messages: Message[];
}

/** How a queue feeds a function. */
export interface Mapping {
  readonly queueArn: string;
  readonly functionName: string;
  /** 1 to 10,000; default 10. */
  readonly batchSize: number;
  /** The function names the failed messages of a batch (`ReportBatchItemFailures`). */
  readonly reportsFailures: boolean;
}

/** Puts a message into a queue; it can be received at once. */
export function send(queue: Queue, body: string, at: Date): void {
  queue.messages.push({ id: randomUUID(), body, sentAt: at.getTime(), receiveCount: 0, visibleAt: at.getTime() });
}

/**
 * Hands every visible message to the function, in batches and once each; the batching window has no part in a stepped clock.
 * A message that failed comes back after the visibility timeout, and moves to the dead-letter queue when it has been received
 * `maxReceiveCount` times (SQS Developer Guide, "Dead-letter queues"; Lambda Developer Guide, "SQS error handling").
 */
export async function deliver(
  queue: Queue,
  mapping: Mapping,
  at: Date,
  invoke: (event: unknown) => Promise<Invoked>,
  dead: Queue | undefined,
): Promise<void> {
  const due = queue.messages.filter(({ visibleAt }) => visibleAt <= at.getTime());
  const spent = due.filter((message) => dead && queue.redrive && message.receiveCount >= queue.redrive.maxReceiveCount);
  dead?.messages.push(...spent.map((message) => ({ ...message, visibleAt: at.getTime() })));
  queue.messages = queue.messages.filter((message) => !spent.includes(message));
  const fresh = due.filter((message) => !spent.includes(message));
  for (let first = 0; first < fresh.length; first += mapping.batchSize) {
    const batch = fresh.slice(first, first + mapping.batchSize);
    for (const message of batch) {
      message.receiveCount += 1;
      message.visibleAt = at.getTime() + queue.visibilitySeconds * 1000;
    }
    const failed = failedOf(batch, mapping, await invoke({ Records: batch.map((message) => recordOf(message, queue)) }));
    queue.messages = queue.messages.filter((message) => !batch.includes(message) || failed.has(message.id));
  }
}

/**
 * Ids of the messages that are not done. A reply that cannot be read, or an id that was not in the batch, fails the whole batch.
 */
function failedOf(batch: readonly Message[], mapping: Mapping, invoked: Invoked): ReadonlySet<string> {
  const all = new Set(batch.map(({ id }) => id));
  if (invoked.failed) return all;
  if (!mapping.reportsFailures) return new Set();
  const reply = JSON.parse(invoked.payload) as { batchItemFailures?: readonly { itemIdentifier?: unknown }[] } | null;
  const failures = reply?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return all;
  const named = failures.map((failure) => String(failure?.itemIdentifier));
  return named.every((id) => all.has(id)) ? new Set(named) : all;
}

function recordOf(message: Message, queue: Queue): unknown {
  return {
    messageId: message.id,
    receiptHandle: `${message.id}#${message.receiveCount}`,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receiveCount),
      SentTimestamp: String(message.sentAt),
      SenderId: 'events',
      ApproximateFirstReceiveTimestamp: String(message.sentAt),
    },
    messageAttributes: {},
    md5OfBody: createHash('md5').update(message.body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: queue.region,
  };
}
