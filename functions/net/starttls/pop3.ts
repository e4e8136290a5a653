import { type Conversation, goAhead, line, linesUntil, notOffered, notSpoken, refusal, say, sentAway } from './conversation.ts';

/** POP3: greeting, CAPA (RFC 2449 section 5), STLS (RFC 2595 section 4). A server without CAPA is asked for STLS all the same. */
export function* pop3(): Conversation {
  const banner = yield* line();
  if (/^-ERR\b/i.test(banner)) return sentAway(banner);
  if (!/^\+OK\b/i.test(banner)) return notSpoken('POP3', banner);
  yield* say('CAPA\r\n');
  const lists = /^\+OK\b/i.test(yield* line());
  const capabilities = lists ? (yield* linesUntil((text) => text === '.')).slice(0, -1) : [];
  if (lists && !capabilities.some((one) => /^STLS\b/i.test(one))) return notOffered('STLS', banner, capabilities);
  yield* say('STLS\r\n');
  const go = yield* line();
  return /^\+OK\b/i.test(go) ? goAhead(banner, capabilities) : refusal('STLS', go);
}
