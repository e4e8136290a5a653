import { uint16, uint32 } from './name.ts';
import { TYPES } from './record.ts';

/** Numbers of EDNS options: NSID (RFC 5001), EXPIRE (RFC 7314), extended errors (RFC 8914). */
export const OPTIONS = { NSID: 3, EXPIRE: 9, EDE: 15 } as const;

/** One EDNS option, its data as it stands on the wire. */
export interface EdnsOption {
  readonly code: number;
  readonly data: Uint8Array;
}

/** The OPT record of a message (RFC 6891 section 6.1). */
export interface WireEdns {
  /** Bytes of UDP payload that the sender takes. */
  readonly udpSize: number;
  readonly version: number;
  readonly dnssecOk: boolean;
  readonly options: readonly EdnsOption[];
}

/** The OPT record as bytes; it carries the upper eight bits of the rcode (RFC 6891 section 6.1.3). */
export function optOf(edns: WireEdns, rcode: number): Buffer {
  const flags = ((rcode >> 4) << 24) | (edns.version << 16) | (edns.dnssecOk ? 0x8000 : 0);
  const options = Buffer.concat(edns.options.flatMap(({ code, data }) => [uint16(code), uint16(data.length), data]));
  return Buffer.concat([
    Buffer.from([0]),
    uint16(TYPES.OPT),
    uint16(edns.udpSize),
    uint32(flags >>> 0),
    uint16(options.length),
    options,
  ]);
}

/** Reads an OPT record out of its class, TTL and data. Throws RangeError on nonsense. */
export function readOpt(udpSize: number, flags: number, data: Buffer): WireEdns {
  const options: EdnsOption[] = [];
  for (let at = 0; at < data.length; at += 4 + data.readUInt16BE(at + 2)) {
    const end = at + 4 + data.readUInt16BE(at + 2);
    if (end > data.length) throw new RangeError('an option beyond its record');
    options.push({ code: data.readUInt16BE(at), data: Uint8Array.from(data.subarray(at + 4, end)) });
  }
  return { udpSize, version: (flags >> 16) & 255, dnssecOk: (flags & 0x8000) !== 0, options };
}

/** The data of an EDNS option of a message, if it carries one. */
export function optionOf(message: { readonly edns?: WireEdns }, code: number): Uint8Array | undefined {
  return message.edns?.options.find((option) => option.code === code)?.data;
}
