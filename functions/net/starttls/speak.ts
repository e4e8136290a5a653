import type { Socket } from 'node:net';
import type { Dialect, Preamble } from '../../core/starttls.ts';
import { OUT_OF_TIME, type Trouble } from '../trouble.ts';
import type { Ending, Step } from './conversation.ts';
import { DIALECTS } from './dialects.ts';

/** How long the words before TLS may take, in milliseconds. */
export interface SpeakTiming {
  /** Until the first thing that is waited for has come: tarpits hold a greeting back for 8 s (domain A15). */
  readonly bannerMs: number;
  /** From there to the go-ahead. */
  readonly wordsMs: number;
}

/** Bytes that a server may send before TLS. Ours: greetings and lists of capabilities have one or two thousand. */
const MOST_BYTES = 65_536;

/**
 * Speaks a dialect on a standing connection until TLS may begin. Whatever the server does it ends in time, with bounded memory, as a value. The socket is
 * left paused, with nothing in it but records of TLS: any other bytes behind the go-ahead are counted and gone.
 */
export function speak(
  raw: Socket,
  dialect: Dialect,
  host: string,
  { bannerMs, wordsMs }: SpeakTiming,
  signal: AbortSignal,
): Promise<Preamble | Trouble> {
  return new Promise((resolve) => {
    const talk = DIALECTS[dialect](host);
    let next = talk.next();
    let heard = Buffer.alloc(0);
    let greeted = false;
    const late = (what: string, limitMs: number) => () => {
      const silence = next.done || !('silence' in next.value) ? undefined : next.value.silence;
      const detail = `${what} within ${limitMs} ms`;
      end(silence === undefined ? { failure: 'handshake', detail } : outcome(silence, dialect, 0));
    };
    let timer = setTimeout(late('the server says nothing', bannerMs), bannerMs);

    const end = (seen: Preamble | Trouble) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      raw.off('data', hear).off('error', broken).off('close', broken).off('end', broken).pause();
      resolve(seen);
    };
    const abort = () => end(OUT_OF_TIME);
    const broken = () => end({ failure: 'handshake', detail: closedWords(greeted, raw.bytesRead) });

    const advance = () => {
      while (!next.done) {
        const taken = 'say' in next.value ? said(raw, next.value.say) : take(next.value, heard);
        if (taken === undefined) return;
        heard = heard.subarray(taken.used);
        if (taken.used > 0 && !greeted) {
          greeted = true;
          clearTimeout(timer);
          timer = setTimeout(late('the server comes to no end of its words', wordsMs), wordsMs);
        }
        next = talk.next(taken.text);
      }
      end(outcome(next.value, dialect, injectedIn(raw, Buffer.concat([heard, rest(raw)]))));
    };
    const hear = (part: Buffer) => {
      heard = Buffer.concat([heard, part]);
      if (raw.bytesRead > MOST_BYTES) end(FLOOD);
      else advance();
    };

    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) return abort();
    raw.on('data', hear).on('error', broken).on('close', broken).on('end', broken);
    advance();
  });
}

const FLOOD: Trouble = { failure: 'malformed', detail: `the server sent more than ${MOST_BYTES} bytes, and TLS had not begun` };

function said(raw: Socket, words: string | Uint8Array): { readonly used: number; readonly text: string } {
  raw.write(words);
  return { used: 0, text: '' };
}

/** What a step waits for, out of what was heard; undefined where it is not there yet. */
function take(
  step: Exclude<Step, { say: unknown }>,
  heard: Buffer,
): { readonly used: number; readonly text: string } | undefined {
  if ('hear' in step)
    return heard.length < step.hear ? undefined : { used: step.hear, text: heard.toString('latin1', 0, step.hear) };
  const at = heard.indexOf(step.until);
  return at < 0 ? undefined : { used: at + 1, text: heard.toString('latin1', 0, at) };
}

/** What the socket holds and nobody has asked for. */
function rest(raw: Socket): Buffer {
  raw.pause();
  return (raw.read() as Buffer | null) ?? Buffer.alloc(0);
}

/** How many bytes behind the go-ahead are none of TLS. A record of TLS is given back to the socket: it is what was waited for. */
function injectedIn(raw: Socket, after: Buffer): number {
  if (!isRecord(after)) return after.length;
  raw.unshift(after);
  return 0;
}

/** Types 20 to 23 and a version of 3.x (RFC 8446 section 5.1); no protocol begins its words so. */
function isRecord(bytes: Buffer): boolean {
  return (bytes[0] ?? 0) >= 20 && (bytes[0] ?? 0) <= 23 && bytes[1] === 3;
}

function outcome(ending: Ending, dialect: Dialect, injected: number): Preamble | Trouble {
  if (ending.kind === 'go-ahead') {
    const { banner, capabilities } = ending;
    return { dialect, banner, capabilities, injected };
  }
  const failure = ending.kind === 'refused' ? 'starttls' : ending.kind === 'malformed' ? 'malformed' : 'handshake';
  return { failure, detail: ending.detail };
}

function closedWords(greeted: boolean, bytes: number): string {
  if (bytes === 0) return 'the server closes the connection at once';
  return greeted
    ? 'the server closes the connection before TLS began'
    : 'the server closes the connection in the middle of its greeting';
}
