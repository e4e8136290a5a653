import { type Conversation, goAhead, notOffered, notSpoken, OUR_NAME, refusal, say, sentAway } from './conversation.ts';
import { reply } from './reply.ts';

/** SMTP and submission: greeting, EHLO, STARTTLS (RFC 3207). `hello` is LHLO for LMTP (RFC 2033), which is otherwise the same. */
export function* smtp(hello: 'EHLO' | 'LHLO' = 'EHLO'): Conversation {
  const greeting = yield* reply();
  if (greeting.code >= 400) return sentAway(greeting.first);
  if (greeting.code !== 220) return notSpoken('SMTP', greeting.first);
  yield* say(`${hello} ${OUR_NAME}\r\n`);
  const answer = yield* reply();
  // Whoever does not know the word has no STARTTLS; any other no is to us, our name or our address (Postfix: 450, 504, 550, 554).
  if (answer.code >= 400 && answer.code !== 500 && answer.code !== 502) return sentAway(answer.first);
  if (answer.code !== 250) return refusal(hello, answer.first);
  const capabilities = answer.texts.slice(1);
  if (!capabilities.some((text) => /^STARTTLS\b/i.test(text))) return notOffered('STARTTLS', greeting.first, capabilities);
  yield* say('STARTTLS\r\n');
  const go = yield* reply();
  return go.code === 220 ? goAhead(greeting.first, capabilities) : refusal('STARTTLS', go.first);
}
