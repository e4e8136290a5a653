import { type Conversation, goAhead, line, notSpoken, refusal, say, sentAway, unanswered } from './conversation.ts';

/** The number of a message, or its word: `:irc.example.org 670 * :go ahead`. */
const COMMAND = /^(?:@\S+ )?(?::\S+ )?([A-Z]+|\d{3})\b/;

/** Notices that come by themselves before anybody has said who he is. */
const CHATTER = /^(NOTICE|PING|020)$/;

/**
 * IRC: STARTTLS before the registration, 670 or 691 (IRCv3 `tls` extension, version 3.1; deprecated, and still in use). InspIRCd without its module
 * for it greets, and then passes over a command that it does not know in silence.
 */
export function* irc(): Conversation {
  yield* say('STARTTLS\r\n');
  let answer = yield* line();
  const banner = CHATTER.test(commandOf(answer)) ? answer : '';
  while (CHATTER.test(commandOf(answer))) answer = yield* line(unanswered('STARTTLS', banner));
  const command = commandOf(answer);
  if (command === '670') return goAhead(banner, []);
  if (command === 'ERROR') return sentAway(answer);
  return /^\d{3}$/.test(command) && answer.startsWith(':') ? refusal('STARTTLS', answer) : notSpoken('IRC', answer);
}

function commandOf(text: string): string {
  return COMMAND.exec(text)?.[1] ?? '';
}
