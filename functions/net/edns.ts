import type { Edns } from '../core/dns.ts';
import type { WireReader } from './wire.ts';

/** EDNS option codes that Picket asks for or reads (IANA, DNS EDNS0 Option Codes). */
export const OPTION = { nsid: 3, expire: 9, error: 15 } as const;

/** Largest UDP answer we ask for: it fits every path unfragmented (RFC 9715 section 3; Lambda does not reassemble). */
export const UDP_BYTES = 1232 as const;

/** The OPT record, read (RFC 6891 section 6.1.3): what the others need of it. */
export interface Opt {
  readonly edns: Edns;
  /** Upper eight bits of the response code. */
  readonly extendedRcode: number;
}

/** Reads the options of an OPT record whose class and TTL fields are given. */
export function readOpt(read: WireReader, udpSize: number, ttl: number, length: number): Opt {
  const options = read.within(length, () => readOptions(read));
  const last = (code: number) => options.findLast((option) => option.code === code)?.data;
  const nsid = last(OPTION.nsid);
  const expire = last(OPTION.expire);
  const errors = options.filter(({ code, data }) => code === OPTION.error && data.length >= 2).map(({ data }) => errorOf(data));
  return {
    extendedRcode: ttl >>> 24,
    edns: {
      udpSize,
      errors,
      ...(nsid?.length ? { nsid: nsidText(nsid) } : {}),
      // Any other length is the empty option of our question sent back, or no RFC 7314: the server has told no time.
      ...(expire?.length === 4 ? { expireSeconds: expire.readUInt32BE(0) } : {}),
    },
  };
}

function readOptions(read: WireReader): { code: number; data: Buffer }[] {
  const options: { code: number; data: Buffer }[] = [];
  while (read.left() > 0) options.push({ code: read.u16(), data: read.take(read.u16()) });
  return options;
}

/** An extended error: code, then UTF-8 text that may or may not end in a NUL (RFC 8914 section 2). Counted from the end: `/\0+$/` over 64 kB of them takes seconds. */
function errorOf(data: Buffer): { code: number; text: string } {
  let end = data.length;
  while (end > 2 && data[end - 1] === 0) end -= 1;
  return { code: data.readUInt16BE(0), text: data.toString('utf8', 2, end) };
}

/** RFC 5001 leaves the contents open: text where it is printable ASCII, else hex. */
function nsidText(data: Buffer): string {
  const text = data.toString('latin1');
  return /^[\x20-\x7e]+$/.test(text) ? text : data.toString('hex');
}
