import { type Conversation, goAhead, linesUntil, notOffered, notSpoken, refusal, say, sentAway } from './conversation.ts';

const END = /^(OK|NO|BYE)\b/i;

/** ManageSieve: the greeting is the list of capabilities and an OK; STARTTLS (RFC 5804 sections 1.7 and 2.2). */
export function* sieve(): Conversation {
  const greeting = yield* linesUntil((text) => END.test(text) || !/^["{]/.test(text));
  const end = greeting.at(-1) ?? '';
  const capabilities = greeting.slice(0, -1).map((text) => text.replaceAll('"', ''));
  if (/^(NO|BYE)\b/i.test(end)) return sentAway(end);
  if (!END.test(end)) return notSpoken('ManageSieve', end);
  if (!capabilities.some((one) => /^STARTTLS\s*$/i.test(one))) {
    const names = capabilities.map((one) => one.split(' ', 1)[0] ?? '');
    return notOffered('STARTTLS', '', names);
  }
  yield* say('STARTTLS\r\n');
  const go = (yield* linesUntil((text) => END.test(text))).at(-1) ?? '';
  return /^OK\b/i.test(go) ? goAhead(greeting[0] ?? '', capabilities) : refusal('STARTTLS', go);
}
