import { type Conversation, goAhead, line, linesUntil, notOffered, notSpoken, refusal, say, sentAway } from './conversation.ts';

/** IMAP: greeting, CAPABILITY, STARTTLS (RFC 9051 sections 6.1.1 and 6.2.1; RFC 3501 has the same). */
export function* imap(): Conversation {
  const banner = yield* line();
  if (/^\* BYE\b/i.test(banner)) return sentAway(banner);
  if (/^\* PREAUTH\b/i.test(banner)) return refusal('STARTTLS', banner); // already logged in: too late for it (RFC 9051 section 7.1.4)
  if (!/^\* OK\b/i.test(banner)) return notSpoken('IMAP', banner);
  yield* say('a CAPABILITY\r\n');
  const answer = yield* linesUntil((text) => /^a /i.test(text) || /^\* BYE\b/i.test(text));
  const last = answer.at(-1) ?? '';
  if (/^\* BYE\b/i.test(last)) return sentAway(last);
  const capabilities = answer.flatMap((text) => /^\* CAPABILITY (.*)$/i.exec(text)?.[1]?.trim().split(/ +/) ?? []);
  if (!capabilities.some((one) => one.toUpperCase() === 'STARTTLS')) return notOffered('STARTTLS', banner, capabilities);
  yield* say('b STARTTLS\r\n');
  const go = (yield* linesUntil((text) => /^b /i.test(text) || /^\* BYE\b/i.test(text))).at(-1) ?? '';
  return /^b OK\b/i.test(go) ? goAhead(banner, capabilities) : refusal('STARTTLS', go);
}
