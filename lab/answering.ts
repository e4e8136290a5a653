import { encodeMessage, type Message } from './wire.ts';

/** How a question came and its answer goes. */
export type Transport = 'udp' | 'tcp';

/** One thing that is put on the wire. */
export interface Send {
  /** A message is encoded, and truncated where UDP and the asker's size want it; bytes go as they are, with the length prefix on TCP. */
  readonly reply: Message | Uint8Array;
  /** Milliseconds to wait first, counted from the send before. Default 0. */
  readonly afterMs?: number;
  /** TCP: without length prefix. Default false. */
  readonly raw?: boolean;
  /** UDP: from another address of the machine than the one that was asked. Default false. */
  readonly elsewhere?: boolean;
}

/** What a nameserver does about a question: one answer, silence (null), or several sends, endlessly many if it likes. */
export type Reply = Message | Uint8Array | null | Iterable<Send>;

/** Misbehaviour is a function from question to reply, and so is good behaviour. `from` is the asker's socket, `address port`, over UDP. */
export type Answerer = (query: Message, transport: Transport, from?: string) => Reply;

/** A reply as the sends it stands for. */
export function sendsOf(reply: Reply): Iterable<Send> {
  if (reply === null) return [];
  if (reply instanceof Uint8Array || isMessage(reply)) return [{ reply }];
  return reply;
}

/** The bytes of a reply. Over UDP a message that does not fit the asker's size (512 without EDNS, RFC 6891 section 6.2.3) shrinks to TC=1. */
export function bytesOf(reply: Message | Uint8Array, query: Message, transport: Transport): Uint8Array {
  if (reply instanceof Uint8Array) return reply;
  const bytes = encodeMessage(reply);
  const limit = Math.min(Math.max(query.edns?.udpSize ?? 512, 512), 4096);
  if (transport === 'tcp' || bytes.length <= limit) return bytes;
  return encodeMessage({ ...reply, truncated: true, answers: [], authorities: [], additionals: [] });
}

/** Is a reply one message, not silence, raw bytes or several sends? */
export function isMessage(reply: Reply): reply is Message {
  return reply !== null && !(reply instanceof Uint8Array) && 'rcode' in reply;
}
