import { bytes, type Conversation, goAhead, notSpoken, refusal, say, sentAway } from './conversation.ts';

/** SSLRequest: its length, and the number 80877103 where a version would stand. */
const SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex');

/** PostgreSQL: SSLRequest, answered by one byte (PostgreSQL documentation, section "SSL Session Encryption" of the message flow). */
export function* postgres(): Conversation {
  yield* say(SSL_REQUEST);
  const answer = (yield* bytes(1)).toString('latin1');
  if (answer === 'S') return goAhead('', []);
  if (answer === 'N') return refusal('SSLRequest', 'N');
  return answer === 'E'
    ? sentAway('an error in place of an answer to SSLRequest')
    : notSpoken('the protocol of PostgreSQL', answer);
}
