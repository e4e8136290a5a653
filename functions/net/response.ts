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
  const content = Buffer.concat(chunks).subarray(0, call.maxBytes);
  const unpacked = call.encoding === 'latin1' ? content : unpack(content, headers);
  const skew = skewOf(headers, receivedMs);
  return {
    address: call.address,
    status: message.statusCode ?? 0,
    headers,
    body: textOf(unpacked.subarray(0, call.maxBytes), call.encoding, headers),
    truncated: truncated || unpacked.length > call.maxBytes,
    firstByteMs,
    ...(skew === undefined ? {} : { clockSkewSeconds: skew }),
  };
}

/** What is unpacked of one body; pages of 64 kB packed have 1 MB at most. More is a trap, and stays packed. */
const MOST_UNPACKED_BYTES = 4_194_304;

/** We ask for nothing packed, and files that lie packed in a store are sent so all the same. As far as it came; as it is, where it is not what it says. */
function unpack(content: Buffer, { 'content-encoding': coding = '' }: Fields): Buffer {
  const zlib = process.getBuiltinModule('node:zlib');
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;
  const options = { finishFlush: Z_SYNC_FLUSH, maxOutputLength: MOST_UNPACKED_BYTES };
  try {
    if (/^(x-)?gzip$/i.test(coding)) return zlib.gunzipSync(content, options);
    if (/^deflate$/i.test(coding)) return zlib.inflateSync(content, options);
    return /^br$/i.test(coding)
      ? zlib.brotliDecompressSync(content, { ...options, finishFlush: BROTLI_OPERATION_FLUSH })
      : content;
  } catch {
    return content;
  }
}

/** By the character set that the header names, where it is one that browsers know (RFC 9110 section 8.3.2); else UTF-8. */
function textOf(content: Buffer, encoding: Call['encoding'], { 'content-type': type = '' }: Fields): string {
  const label = encoding === 'latin1' ? undefined : /;\s*charset="?([\w.:-]{1,40})/i.exec(type)?.[1];
  if (label === undefined) return content.toString(encoding);
  try {
    return new TextDecoder(label).decode(content);
  } catch {
    return content.toString(encoding);
  }
}

type Fields = Readonly<Record<string, string>>;

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
function skewOf({ date = '', age = '0' }: Fields, receivedMs: number): number | undefined {
  const madeMs = Date.parse(date);
  if (Number.isNaN(madeMs) || !/^\d{1,9}$/.test(age)) return undefined;
  return Math.round((madeMs - receivedMs) / 1000) + Number(age);
}
