import { plain } from '../../core/wording.ts';

/**
 * What a conversation does next: it says something, or hears so many bytes, or hears up to a character and without it. `silence`: how it ends where
 * nothing of that comes in time; default a handshake that failed.
 */
export type Step =
  | { readonly say: string | Uint8Array }
  | { readonly hear: number }
  | { readonly until: '\n' | '>'; readonly silence?: Ending };

/** How the words before TLS ended. `away`: the server sends clients away whatever they want; `refused`: it is there, and has no STARTTLS for us. */
export type Ending =
  | { readonly kind: 'go-ahead'; readonly banner: string; readonly capabilities: readonly string[] }
  | { readonly kind: 'refused' | 'away' | 'malformed'; readonly detail: string };

/**
 * The client's side of a protocol until TLS begins, without a socket: it yields steps and is handed what was heard, a character for each byte.
 * It may ask for ever; whoever runs it sets the limits of bytes and time.
 */
export type Conversation = Generator<Step, Ending, string>;

/** Part of a conversation that hears something. */
export type Hearing<T> = Generator<Step, T, string>;

/** Lines of capabilities that are kept; servers list 10 to 20. */
const MOST_CAPABILITIES = 64;

/** The name we give ourselves where a protocol wants one; RFC 2606 keeps it from being anybody's. */
export const OUR_NAME = 'picket.invalid';

/** Hears one line, without its end. */
export function* line(silence?: Ending): Hearing<string> {
  return (yield { until: '\n', ...(silence && { silence }) }).replace(/\r$/, '');
}

/** Hears exactly so many bytes. */
export function* bytes(count: number): Hearing<Buffer> {
  return Buffer.from(yield { hear: count }, 'latin1');
}

/** Says something; what it returns is meaningless. */
export function* say(words: string | Uint8Array): Hearing<void> {
  yield { say: words };
}

/** Hears lines until one is the last, and gives them all. */
export function* linesUntil(isLast: (text: string) => boolean): Hearing<readonly string[]> {
  const lines: string[] = [];
  do lines.push(yield* line());
  while (!isLast(lines.at(-1) ?? ''));
  return lines;
}

/** TLS may begin. */
export function goAhead(banner: string, capabilities: readonly string[]): Ending {
  return {
    kind: 'go-ahead',
    banner: plain(banner),
    capabilities: capabilities.slice(0, MOST_CAPABILITIES).map((text) => plain(text)),
  };
}

/** The greeting worked, and STARTTLS is not in the list of what the server can do; undefined where the protocol has no such list. */
export function notOffered(command: string, banner: string, capabilities?: readonly string[]): Ending {
  const words = capabilities?.length === 0 ? 'nothing' : plain(capabilities?.slice(0, MOST_CAPABILITIES).join(', ') ?? '');
  const lists = capabilities === undefined ? '' : `; it lists ${words}`;
  return { kind: 'refused', detail: `the server does not offer ${command}${greeted(banner)}${lists}` };
}

/** The server is there, and passes over the question whether TLS may begin. */
export function unanswered(command: string, banner: string): Ending {
  return { kind: 'refused', detail: `the server does not answer ${command}${greeted(banner)}` };
}

function greeted(banner: string): string {
  return banner === '' ? '' : ` (it greets with '${plain(banner)}')`;
}

/** The server was asked for TLS and said no. */
export function refusal(command: string, words: string): Ending {
  return { kind: 'refused', detail: `the server refuses ${command}: '${plain(words)}'` };
}

/** The server turns clients away before they can ask for anything. */
export function sentAway(words: string): Ending {
  return { kind: 'away', detail: `the server sends clients away: '${plain(words)}'` };
}

/** What came back is not the protocol. */
export function notSpoken(protocol: string, words: string): Ending {
  return { kind: 'malformed', detail: `the server does not speak ${protocol} on this port; it says '${plain(words)}'` };
}
