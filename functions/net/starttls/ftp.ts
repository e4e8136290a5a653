import { type Conversation, goAhead, notSpoken, refusal, say, sentAway } from './conversation.ts';
import { reply } from './reply.ts';

/** FTP: greeting, AUTH TLS, 234 (RFC 4217 section 4). 120 says that the greeting will come later (RFC 959 section 5.4). */
export function* ftp(): Conversation {
  let greeting = yield* reply();
  while (greeting.code === 120) greeting = yield* reply();
  if (greeting.code >= 400) return sentAway(greeting.first);
  if (greeting.code !== 220) return notSpoken('FTP', greeting.first);
  yield* say('AUTH TLS\r\n');
  const go = yield* reply();
  return go.code === 234 ? goAhead(greeting.first, []) : refusal('AUTH TLS', go.first);
}
