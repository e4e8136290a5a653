import { contentOf, ENUMERATED, elementsOf, numberIn, OCTET_STRING, SEQUENCE } from '../der.ts';
import { bytes, type Conversation, goAhead, type Hearing, notSpoken, refusal, say } from './conversation.ts';

/** Message 1: an extended request for 1.3.6.1.4.1.1466.20037. */
const START_TLS = Buffer.concat([Buffer.from('301d02010177188016', 'hex'), Buffer.from('1.3.6.1.4.1.1466.20037')]);

/** The tag [APPLICATION 24] of a message (RFC 4511 section 4.12). */
const EXTENDED_RESPONSE = 0x78;

/** A response is about 20 bytes, with words of explanation a few hundred. */
const LONGEST_RESPONSE = 8192;

/** LDAP: the extended operation StartTLS and its response (RFC 4511 section 4.14). */
export function* ldap(): Conversation {
  yield* say(START_TLS);
  const message = yield* element();
  const result = message === undefined ? undefined : resultOf(message);
  if (result === undefined) return notSpoken('LDAP', message?.toString('latin1') ?? 'something else');
  return result.code === 0 ? goAhead('', []) : refusal('StartTLS', `result code ${result.code} ${result.words}`.trim());
}

/** Hears one BER element whole; undefined where it is none of a size that can be meant. */
function* element(): Hearing<Buffer | undefined> {
  const head = yield* bytes(2);
  const first = head[1] ?? 0;
  const more = first > 0x80 ? yield* bytes(first & 0x7f) : Buffer.alloc(0);
  const length = first > 0x80 ? Number.parseInt(more.toString('hex') || '0', 16) : first;
  if (head[0] !== 0x30 || first === 0x80 || length > LONGEST_RESPONSE) return undefined;
  return Buffer.concat([head, more, yield* bytes(length)]);
}

/** The result of an extended response; undefined for anything else. */
function resultOf(message: Buffer): { readonly code: number; readonly words: string } | undefined {
  const [result, , words] = elementsOf(contentOf(contentOf(message, SEQUENCE), EXTENDED_RESPONSE));
  const code = result?.tag === ENUMERATED ? numberIn(result.content) : undefined;
  return code === undefined ? undefined : { code, words: words?.tag === OCTET_STRING ? words.content.toString('latin1') : '' };
}
