import type { Socket } from 'node:net';
import type { Dialect } from '../functions/core/starttls.ts';
import { SCRIPTS } from './dialects.ts';

/**
 * How a server misbehaves before TLS: `noStarttls` does not list it and does not know it · `refusesStarttls` lists it and says no · `passesOver` greets
 * and answers nothing · `hangsAfterGoAhead` says yes and nothing more · `injects` sends words in the clear behind the go-ahead · `wordy`, which is none, says the go-ahead in
 * two lines, where the protocol has such, and at once with a record of TLS, as few do · `endlessGreeting` never comes to the end of it ·
 * `byteASecond` takes a second for each byte of it · a number is a tarpit, in milliseconds before the first word.
 */
export type Manner =
  | 'noStarttls'
  | 'refusesStarttls'
  | 'passesOver'
  | 'hangsAfterGoAhead'
  | 'injects'
  | 'wordy'
  | 'endlessGreeting'
  | 'byteASecond'
  | number;

/** A HelloRequest, which a server may send whenever it likes and a client in its handshake passes over (RFC 5246 section 7.4.1.1). */
const HELLO_REQUEST = '\x16\x03\x03\0\x04\0\0\0\0';

/** Speaks the server's side; `begin` is called when TLS may begin, with the socket as the client left it. */
export function speakBefore(dialect: Dialect, manner: Manner | undefined, socket: Socket, begin: () => void): void {
  const { greeting, greetingWithout, asks, starts } = SCRIPTS[dialect];
  const without = manner === 'noStarttls';
  let heard = '';
  const say = (words: string) => socket.write(words, 'latin1');
  const answer = (part: Buffer) => {
    heard += part.toString('latin1');
    const askedTo = asks?.[0](heard) ?? 0;
    if (asks !== undefined && askedTo > 0) {
      heard = heard.slice(askedTo);
      say(without ? asks[2] : asks[1]);
    }
    const startedTo = starts[0](heard);
    if (startedTo === 0) return;
    heard = heard.slice(startedTo);
    if (manner === 'passesOver') return;
    if (without || manner === 'refusesStarttls') return void say(without ? starts[3] : starts[2]);
    if (manner === 'wordy') say(starts[1].replace(/^(220|234) /, '$1-nearly there\r\n$1 ') + HELLO_REQUEST);
    else say(starts[1] + (manner === 'injects' ? '250 injected words\r\n' : ''));
    if (manner === 'hangsAfterGoAhead') return;
    socket.off('data', answer).pause();
    if (heard !== '') socket.unshift(Buffer.from(heard, 'latin1'));
    begin();
  };
  greet(without ? (greetingWithout ?? greeting) : greeting, manner, socket, () => socket.on('data', answer));
}

function greet(greeting: string, manner: Manner | undefined, socket: Socket, then: () => void): void {
  const open = () => {
    if (greeting !== '') socket.write(greeting, 'latin1');
    then();
  };
  if (manner === 'endlessGreeting') flood(socket, Buffer.from('220-welcome, welcome, welcome\r\n'.repeat(2048)));
  else if (manner === 'byteASecond') dribble(socket, greeting === '' ? '220-welcome' : greeting);
  else if (typeof manner !== 'number') open();
  else {
    const timer = setTimeout(open, manner);
    socket.on('close', () => clearTimeout(timer));
  }
}

/** Sends the same for ever, as fast as it is taken. */
export function flood(socket: Socket, part: Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(part));
  };
  socket.on('drain', more).resume();
  more();
}

/** Sends a byte a second, and zeros when there are no more. */
export function dribble(socket: Socket, words: string): void {
  let sent = 0;
  const timer = setInterval(() => socket.write(Buffer.from([words.charCodeAt(sent++) || 0])), 1000);
  socket.on('close', () => clearInterval(timer)).resume();
}
