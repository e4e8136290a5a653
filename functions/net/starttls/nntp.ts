import { type Conversation, goAhead, line, linesUntil, notOffered, notSpoken, refusal, say, sentAway } from './conversation.ts';

/** NNTP: greeting, CAPABILITIES (RFC 3977 section 5.2), STARTTLS, 382 (RFC 4642 section 2.2). A server without the list is asked all the same. */
export function* nntp(): Conversation {
  const banner = yield* line();
  if (/^[45]\d\d\b/.test(banner)) return sentAway(banner);
  if (!/^20[01]\b/.test(banner)) return notSpoken('NNTP', banner);
  yield* say('CAPABILITIES\r\n');
  const lists = /^101\b/.test(yield* line());
  const capabilities = lists ? (yield* linesUntil((text) => text === '.')).slice(0, -1) : [];
  if (lists && !capabilities.some((one) => /^STARTTLS\b/i.test(one))) return notOffered('STARTTLS', banner, capabilities);
  yield* say('STARTTLS\r\n');
  const go = yield* line();
  return /^382\b/.test(go) ? goAhead(banner, capabilities) : refusal('STARTTLS', go);
}
