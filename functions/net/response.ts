import type { IncomingMessage } from 'node:http';
import type { HttpResponse } from '../core/http.ts';

/** One request, everything about it decided. */
export interface Call {
  readonly url: URL;
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  /** Nothing is said to a server that cannot prove who it is. */
  readonly isVerified: boolean;
  /** PEM certificates that it may prove it by, besides the roots of the system. */
  readonly trust: readonly string[];
  readonly encoding: 'utf8' | 'latin1';
  /** From the first packet to the end of the body. */
  readonly limitMs: number;
}

/** A response whose body is being read. */
export interface Body {
  readonly message: IncomingMessage;
  readonly firstByteMs: number;
  readonly chunks: Buffer[];
  bytes: number;
  readonly receivedMs: number;
}

/** The response as far as it came. `truncated`: its end did not. */
export function responseOf({ message, firstByteMs, chunks, receivedMs }: Body, call: Call, truncated: boolean): HttpResponse {
  const headers = fieldsOf(message.rawHeaders);
  const skew = skewOf(headers, receivedMs);
  return {
    address: call.address,
    status: message.statusCode ?? 0,
    headers,
    body: Buffer.concat(chunks).subarray(0, call.maxBytes).toString(call.encoding),
    truncated,
    firstByteMs,
    ...(skew === undefined ? {} : { clockSkewSeconds: skew }),
  };
}

/** Field names come in any case, and some several times. */
function fieldsOf(raw: readonly string[]): Record<string, string> {
  const fields = new Map<string, string>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = '', value = ''] = [raw[at]?.toLowerCase(), raw[at + 1]];
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(fields);
}

/** A response out of a cache bears the date of its making, and its age since (RFC 9111 section 5.1). */
function skewOf({ date = '', age = '0' }: Readonly<Record<string, string>>, receivedMs: number): number | undefined {
  const madeMs = Date.parse(date);
  if (Number.isNaN(madeMs) || !/^\d{1,9}$/.test(age)) return undefined;
  return Math.round((madeMs - receivedMs) / 1000) + Number(age);
}
