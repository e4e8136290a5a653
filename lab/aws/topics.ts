import { randomUUID } from 'node:crypto';
import { type Event, matches } from './events.ts';
import type { Answered, Refusal } from './wire.ts';

/** One message as it was published to a topic. */
export interface Published {
  readonly id: string;
  readonly topicArn: string;
  readonly subject?: string | undefined;
  readonly message: string;
  readonly attributes: Event;
  /** ISO 8601, by the stand-in's clock. */
  readonly at: string;
}

/** One message as a subscriber got it. `body` is the plain text of an e-mail, or the JSON envelope of an HTTPS delivery. */
export interface Delivered extends Published {
  readonly protocol: string;
  readonly endpoint: string;
  readonly body: string;
}

/** One subscription to a topic, as the template has it. */
export interface Subscription {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly filterPolicy?: Event | undefined;
  readonly filterScope: 'MessageAttributes' | 'MessageBody';
  readonly raw: boolean;
}

/** The topics of all regions, and who got what. */
export interface Topics {
  readonly published: readonly Published[];
  readonly delivered: readonly Delivered[];
  add(topicArn: string): void;
  subscribe(subscription: Subscription): void;
  publish(wanted: Publishing, at: Date): Answered<Readonly<Record<string, string>>>;
}

/** What a publisher asks for. */
export interface Publishing {
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string | undefined;
  readonly structure?: string | undefined;
  readonly attributes?: Event | undefined;
}

/**
 * Amazon SNS as far as Publish goes: messages are kept, and every subscription whose filter policy matches gets a copy at once.
 */
export function openTopics(): Topics {
  const arns = new Set<string>();
  const subscriptions: Subscription[] = [];
  const published: Published[] = [];
  const delivered: Delivered[] = [];
  return {
    published,
    delivered,
    add: (topicArn) => void arns.add(topicArn),
    subscribe: (subscription) => void subscriptions.push(subscription),
    publish(wanted, at) {
      const refusal = arns.has(wanted.topicArn)
        ? faultOf(wanted)
        : { code: 'NotFound', says: 'Topic does not exist', status: 404 };
      if (refusal) return { refusal };
      const { topicArn, subject, message, attributes = {} } = wanted;
      const one: Published = { id: randomUUID(), topicArn, subject, message, attributes, at: at.toISOString() };
      published.push(one);
      const mine = subscriptions.filter((subscription) => subscription.topicArn === topicArn && wants(subscription, one));
      delivered.push(...mine.map((subscription) => deliveryOf(subscription, one, wanted.structure === 'json')));
      return { body: { MessageId: one.id } };
    },
  };
}

/**
 * Publish (API reference): a subject is shorter than 100 characters, without line breaks or control characters; 256 KiB at most.
 */
function faultOf({ message, subject, structure }: Publishing): Refusal | undefined {
  const fault = (says: string): Refusal => ({ code: 'InvalidParameter', says: `Invalid parameter: ${says}` });
  if (message === '') return fault('Empty message');
  if (Buffer.byteLength(message) > 256 * 1024) return fault('Message too long');
  if (subject !== undefined && (subject.length === 0 || subject.length >= 100 || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(subject))) {
    return fault('Subject');
  }
  if (structure === 'json' && typeof textsOf(message).default !== 'string') {
    return fault('Message Structure - No default entry in JSON message body');
  }
  return undefined;
}

function wants({ filterPolicy, filterScope }: Subscription, { message, attributes }: Published): boolean {
  if (!filterPolicy) return true;
  return matches(filterPolicy, filterScope === 'MessageBody' ? textsOf(message) : attributes);
}

function deliveryOf({ protocol, endpoint, raw }: Subscription, one: Published, perProtocol: boolean): Delivered {
  const texts = perProtocol ? textsOf(one.message) : {};
  const message = String(texts[protocol] ?? texts.default ?? one.message);
  const envelope = {
    Type: 'Notification',
    MessageId: one.id,
    TopicArn: one.topicArn,
    ...(one.subject === undefined ? {} : { Subject: one.subject }),
    Message: message,
    Timestamp: one.at,
    SignatureVersion: '1',
  };
  const isWeb = protocol === 'http' || protocol === 'https' || protocol === 'sqs' || protocol === 'lambda';
  return { ...one, message, protocol, endpoint, body: isWeb && !raw ? JSON.stringify(envelope) : message };
}

function textsOf(message: string): Event {
  try {
    const read: unknown = JSON.parse(message);
    return typeof read === 'object' && read !== null ? (read as Event) : {};
  } catch {
    return {};
  }
}

/** Reads the form body of a Publish request of the Query protocol. */
export function readPublish(form: URLSearchParams): Publishing {
  const attributes: Record<string, unknown> = {};
  for (let index = 1; form.has(`MessageAttributes.entry.${index}.Name`); index += 1) {
    const of = (part: string) => form.get(`MessageAttributes.entry.${index}.${part}`) ?? '';
    const [type, value] = [of('Value.DataType'), of('Value.StringValue')];
    attributes[of('Name')] = type === 'Number' ? Number(value) : type === 'String.Array' ? listOf(value) : value;
  }
  return {
    topicArn: form.get('TopicArn') ?? form.get('TargetArn') ?? '',
    message: form.get('Message') ?? '',
    subject: form.get('Subject') ?? undefined,
    structure: form.get('MessageStructure') ?? undefined,
    attributes,
  };
}

/** `String.Array` is a JSON list; a text that is none stays a text. */
function listOf(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
