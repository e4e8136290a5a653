import { randomInt } from 'node:crypto';
import type { Answer, Question } from '../core/dns.ts';
import type { Parsed } from '../core/target.ts';
import { type Asked, decodeAnswer, encodeQuery, idOf, type Query, readBareError } from './message.ts';
import { randomCase } from './names.ts';

/** A question with an id and a spelling of its own, so that no two packets are alike (RFC 5452 section 9, "0x20"). */
export function newQuery(question: Question, how: Omit<Asked, 'id' | 'question'>): Parsed<Query> {
  return encodeQuery({ id: randomInt(0x1_0000), question: { ...question, name: randomCase(question.name) }, ...how });
}

/**
 * What an incoming message is to a query. `other`: it has not even our id. `broken`: it has our id and is no valid answer all the same.
 */
export type Reply = Accepted | { readonly kind: 'broken' | 'other'; readonly fault: string };

/** The answer to our question. `caseMangled`: it repeats our name in another case. */
export interface Accepted {
  readonly kind: 'answer';
  readonly answer: Answer;
  readonly caseMangled: boolean;
}

/** Accepts an answer by the rules of domain A11: id, QR, opcode, one question, and that question ours to the byte; or an error without any. */
export function readReply(query: Query, bytes: Buffer): Reply {
  const id = idOf(bytes);
  if (id === undefined) return { kind: 'other', fault: 'the message is too short for an id' };
  if (id !== query.id) return { kind: 'other', fault: 'the message has the id of another question' };
  const bare = readBareError(bytes);
  if (bare !== undefined) return { kind: 'answer', answer: bare, caseMangled: false };
  const message = decodeAnswer(bytes);
  if (!message.ok) return { kind: 'broken', fault: message.fault };
  const asked = query.bytes.subarray(12, query.questionEnd);
  const repeated = bytes.subarray(12, query.questionEnd);
  if (!sameQuestion(asked, repeated)) return { kind: 'broken', fault: 'the message answers another question' };
  return { kind: 'answer', answer: message.value.answer, caseMangled: !asked.equals(repeated) };
}

/** Equal but for the case of the name. Lengths of labels are below every letter, so that the name may be lowered as a whole. */
function sameQuestion(asked: Buffer, repeated: Buffer): boolean {
  const lowered = (name: Buffer) =>
    name
      .subarray(0, -4)
      .toString('latin1')
      .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return asked.subarray(-4).equals(repeated.subarray(-4)) && lowered(asked) === lowered(repeated);
}
