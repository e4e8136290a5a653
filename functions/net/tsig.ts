import { createHmac, timingSafeEqual } from 'node:crypto';
import { nameBytes, numberBytes } from '../core/canonical.ts';
import { TSIG_HASHES, type TsigKey } from '../core/tsig-key.ts';
import { openReader, type WireReader } from './wire.ts';

const HEADER_BYTES = 12;
const TYPE_TSIG = 250;
const CLASS_ANY = 255;

/** How far the clocks may be apart, in seconds (RFC 8945 section 10 recommends it). */
const FUDGE_SECONDS = 300;

/** The TSIG record of a message (RFC 8945 section 4.2). */
export interface Tsig {
  readonly name: string;
  readonly algorithm: string;
  /** Unix seconds. */
  readonly signedAt: number;
  readonly fudgeSeconds: number;
  readonly mac: Buffer;
  readonly originalId: number;
  /** 16 BADSIG, 17 BADKEY, 18 BADTIME, 22 BADTRUNC, or 0. */
  readonly error: number;
  /** With BADTIME the server's own time, six bytes. */
  readonly other: Buffer;
}

/** A message with its TSIG record as the last one, and the MAC that the answer's own depends on. */
export interface Signed {
  readonly bytes: Buffer;
  readonly mac: Buffer;
}

/** Signs a message as of a moment (RFC 8945 section 5.1). */
export function signMessage(message: Buffer, key: TsigKey, at: Date): Signed {
  const signedAt = Math.floor(at.getTime() / 1000);
  const tsig = {
    name: key.name,
    algorithm: key.algorithm,
    signedAt,
    fudgeSeconds: FUDGE_SECONDS,
    error: 0,
    other: Buffer.alloc(0),
  };
  const mac = macOf(Buffer.alloc(0), message, tsig, key);
  const data = Buffer.concat([
    nameBytes(key.algorithm),
    timeBytes(signedAt),
    ...[FUDGE_SECONDS, mac.length].map((number) => numberBytes(number, 2)),
    mac,
    message.subarray(0, 2),
    numberBytes(0, 2),
    numberBytes(0, 2),
  ]);
  const start = [nameBytes(key.name), numberBytes(TYPE_TSIG, 2), numberBytes(CLASS_ANY, 2), numberBytes(0, 4)];
  const bytes = Buffer.concat([message, ...start, numberBytes(data.length, 2), data]);
  bytes.writeUInt16BE(bytes.readUInt16BE(10) + 1, 10);
  return { bytes, mac };
}

/** The answer's TSIG record, and whether its MAC holds; undefined where it has none. Bytes that are no message have none. */
export function readTsig(
  bytes: Buffer,
  requestMac: Buffer,
  key: TsigKey,
): { readonly tsig: Tsig; readonly holds: boolean } | undefined {
  const found = lastRecord(bytes);
  if (found === undefined) return undefined;
  const { tsig, start } = found;
  const unsigned = Buffer.from(bytes.subarray(0, start));
  unsigned.writeUInt16BE(tsig.originalId, 0);
  unsigned.writeUInt16BE(unsigned.readUInt16BE(10) - 1, 10);
  const before = Buffer.concat([numberBytes(requestMac.length, 2), requestMac]);
  const mac = macOf(before, unsigned, tsig, key);
  const sameKey = tsig.name.toLowerCase() === key.name && tsig.algorithm.toLowerCase() === key.algorithm;
  return { tsig, holds: sameKey && mac.length === tsig.mac.length && timingSafeEqual(mac, tsig.mac) };
}

/** What is signed: the earlier MAC, the message without TSIG, and the record's own fields (RFC 8945 section 4.3). */
function macOf(before: Buffer, message: Buffer, tsig: Omit<Tsig, 'mac' | 'originalId'>, { algorithm, secret }: TsigKey): Buffer {
  const fields = [
    ...[nameBytes(tsig.name), numberBytes(CLASS_ANY, 2), numberBytes(0, 4), nameBytes(tsig.algorithm), timeBytes(tsig.signedAt)],
    ...[tsig.fudgeSeconds, tsig.error, tsig.other.length].map((number) => numberBytes(number, 2)),
    tsig.other,
  ];
  return createHmac(TSIG_HASHES[algorithm], secret)
    .update(Buffer.concat([before, message, ...fields]))
    .digest();
}

/** Six bytes of Unix seconds. */
function timeBytes(seconds: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(seconds, 0, 6);
  return bytes;
}

function lastRecord(bytes: Buffer): { tsig: Tsig; start: number } | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const read = openReader(bytes);
  read.take(4);
  const counts = [read.u16(), read.u16(), read.u16(), read.u16()] as const;
  for (let index = 0; index < counts[0] && read.fault() === undefined; index += 1) {
    read.name();
    read.take(4);
  }
  const records = counts[1] + counts[2] + counts[3];
  for (let index = 0; index < records && read.fault() === undefined; index += 1) {
    const start = bytes.length - read.left();
    const [name, type] = [read.name(), read.u16()];
    read.take(6);
    const length = read.u16();
    const last = index === records - 1 && counts[3] > 0 && type === TYPE_TSIG;
    if (!last) read.take(length);
    else {
      const tsig = read.within(length, () => tsigData(read, name));
      return read.fault() === undefined ? { tsig, start } : undefined;
    }
  }
  return undefined;
}

function tsigData(read: WireReader, name: string): Tsig {
  const algorithm = read.name();
  const signedAt = read.u16() * 2 ** 32 + read.u32();
  const fudgeSeconds = read.u16();
  const mac = read.take(read.u16());
  const [originalId, error] = [read.u16(), read.u16()];
  return { name, algorithm, signedAt, fudgeSeconds, mac, originalId, error, other: read.take(read.u16()) };
}
