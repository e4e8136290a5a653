import { randomBytes } from 'node:crypto';
import { isMessage, type Send, sendsOf } from './answering.ts';
import { uint16 } from './name.ts';
import { TYPES } from './record.ts';
import { altered, truncating, type Vice } from './vice.ts';
import { encodeMessage, replyTo, withoutOpt } from './wire.ts';

/** Answers under another id, and leaves it at that. */
export const wrongId = altered((message) => ({ ...message, id: message.id ^ 0xffff }));

/** Answers another question than the one that was asked. */
export const wrongQuestion = altered((message) => ({ ...message, question: { name: 'other.test', type: TYPES.A, class: 1 } }));

/** First a stray datagram under another id, then the answer, as somebody who guesses ids would have it. Some types alone, if given. */
export const strayFirst = (...types: number[]): Vice => {
  return (honest) => (query, transport) => {
    const reply = honest(query, transport);
    const struck = transport === 'udp' && (types.length === 0 || types.includes(query.question?.type ?? 0));
    return struck && isMessage(reply) ? [{ reply: { ...reply, id: reply.id ^ 0xffff } }, { reply }] : reply;
  };
};

/** Answers from another address than the one that was asked. */
export const fromAnotherAddress: Vice = (honest) => (query, transport) =>
  Array.from(sendsOf(honest(query, transport)), (send) => ({ ...send, elsewhere: transport === 'udp' }));

/** The right id, then noise. */
export const garbage: Vice = () => (query) => Buffer.concat([encodeMessage(query).subarray(0, 2), randomBytes(60)]);

/** The answer, broken off in the middle of its last record. */
export const malformed = rewritten((bytes) => bytes.subarray(0, bytes.length - 3));

/** A record whose name is a compression pointer to itself. */
export const compressionLoop: Vice = () => (query) => {
  const start = encodeMessage(replyTo(withoutOpt(query), { authoritative: true }));
  start.writeUInt16BE(1, 6);
  return Buffer.concat([start, Buffer.from([0xc0, start.length, 0, TYPES.A, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1])]);
};

/** Over TCP: messages under another id, for ever. UDP answers are truncated, so that TCP is tried. */
export const endlessTcp: Vice = (honest) => (query, transport) =>
  transport === 'udp'
    ? truncating(honest)(query, transport)
    : endlessly({ reply: encodeMessage(replyTo(query, { id: query.id ^ 0xffff })), afterMs: 1 });

/** Over TCP: the answer, one byte a second. UDP answers are truncated. */
export const byteASecond: Vice = (honest) => (query, transport) => {
  const reply = truncating(honest)(query, transport);
  if (transport === 'udp' || !isMessage(reply)) return reply;
  const bytes = encodeMessage(reply);
  const framed = Buffer.concat([uint16(bytes.length), bytes]);
  return Array.from(framed, (byte) => ({ reply: Buffer.from([byte]), raw: true, afterMs: 1000 }));
};

function rewritten(change: (bytes: Buffer) => Uint8Array): Vice {
  return (honest) => (query, transport) => {
    const reply = honest(query, transport);
    return isMessage(reply) ? change(encodeMessage(reply)) : reply;
  };
}

function* endlessly(send: Send): Generator<Send> {
  while (true) yield send;
}
