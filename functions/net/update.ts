import { randomInt } from 'node:crypto';
import { connect } from 'node:net';
import { nameBytes, numberBytes } from '../core/canonical.ts';
import type { TsigKey } from '../core/tsig-key.ts';
import { nameOfRcode } from './mnemonics.ts';
import { nameToWire } from './names.ts';
import { readTsig, signMessage, type Tsig } from './tsig.ts';

/** One TXT record that is to take the place of whatever TXT records the name has. */
export interface Replacement {
  readonly zone: string;
  readonly name: string;
  readonly ttlSeconds: number;
  /** ASCII, 255 characters at most. */
  readonly text: string;
}

/** Where the zone is edited, and with what right. */
export interface Primary {
  /** A host name or an address. */
  readonly host: string;
  readonly port: number;
  readonly key: TsigKey;
}

/** Done, or one sentence that says why not, and what to do. */
export type Updated = { readonly ok: true } | { readonly ok: false; readonly fault: string };

const OPCODE_UPDATE = 5 << 11;
const TYPE = { soa: 6, txt: 16 } as const;
const CLASS = { in: 1, any: 255 } as const;
const HEADER_BYTES = 12;
const MOST_BYTES = 0xffff;
const TIMEOUT_MS = 10_000;

/**
 * Replaces a TXT record set at the primary by dynamic update (RFC 2136) with TSIG (RFC 8945), over TCP. The answer counts only where its
 * own signature holds. Nothing is thrown for a server's fault.
 */
export async function replaceTxt(replacement: Replacement, { host, port, key }: Primary, now: Date): Promise<Updated> {
  const names = [nameToWire(replacement.zone), nameToWire(replacement.name), nameToWire(key.name)];
  const wrong = names.find((name) => !name.ok);
  if (wrong?.ok === false) return { ok: false, fault: wrong.fault };
  const { bytes, mac } = signMessage(updateOf(replacement), key, now);
  const reply = await exchange(bytes, host, port);
  if (typeof reply === 'string') return { ok: false, fault: `${host} port ${port}: ${reply}` };
  return verdictOn(reply, bytes, mac, { host, port, key }, replacement, now);
}

/** Zone section, no prerequisites, then: drop the record set, add the one record (RFC 2136 sections 2.5.1 and 2.5.2). One message, so both or none. */
function updateOf({ zone, name, ttlSeconds, text }: Replacement): Buffer {
  const number = (value: number) => numberBytes(value, 2);
  const string = Buffer.from(text, 'latin1').subarray(0, 255);
  const data = Buffer.concat([numberBytes(string.length, 1), string]);
  return Buffer.concat([
    ...[randomInt(0x1_0000), OPCODE_UPDATE, 1, 0, 2, 0].map(number),
    ...[nameBytes(zone), number(TYPE.soa), number(CLASS.in)],
    ...[nameBytes(name), number(TYPE.txt), number(CLASS.any), numberBytes(0, 4), number(0)],
    ...[nameBytes(name), number(TYPE.txt), number(CLASS.in), numberBytes(ttlSeconds, 4), number(data.length), data],
  ]);
}

/** One message over one connection; a clause where none came back. */
function exchange(bytes: Buffer, host: string, port: number): Promise<Buffer | string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (verdict: Buffer | string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(verdict);
    };
    const timer = setTimeout(() => end(`no answer over TCP in ${TIMEOUT_MS / 1000} s`), TIMEOUT_MS);
    const stream = Buffer.alloc(2 + MOST_BYTES);
    let size = 0;
    socket.on('error', (error: NodeJS.ErrnoException) => end(reasonOf(error)));
    socket.on('close', () => end('the server closed the connection without an answer'));
    socket.on('connect', () => socket.write(Buffer.concat([numberBytes(bytes.length, 2), bytes])));
    socket.on('data', (chunk: Buffer) => {
      size += chunk.copy(stream, size);
      const whole = size < 2 ? Number.POSITIVE_INFINITY : 2 + stream.readUInt16BE(0);
      if (size >= whole) end(Buffer.from(stream.subarray(2, whole)));
    });
  });
}

function reasonOf({ code }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return 'the port is closed: is the primary listening there, over TCP too?';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the name of the server cannot be resolved';
  return `no connection (${code ?? 'unknown error'})`;
}

function verdictOn(reply: Buffer, sent: Buffer, mac: Buffer, { host, key }: Primary, { zone }: Replacement, now: Date): Updated {
  const fault = (what: string): Updated => ({ ok: false, fault: `${host}: ${what}` });
  const isOurs =
    reply.length >= HEADER_BYTES && reply.readUInt16BE(0) === sent.readUInt16BE(0) && (reply.readUInt16BE(2) & 0xf800) === 0xa800;
  if (!isOurs) return fault('what came back is no answer to the update');
  const rcode = reply.readUInt16BE(2) & 15;
  const read = readTsig(reply, mac, key);
  if (read !== undefined && read.tsig.error !== 0) return fault(tsigFault(read.tsig, key, now));
  if (rcode !== 0) return fault(rcodeFault(nameOfRcode(rcode), zone, key));
  if (read === undefined) return fault('the answer is not signed, so it may come from anybody');
  return read.holds ? { ok: true } : fault('the signature of the answer does not hold, so it may come from anybody');
}

/** Errors of TSIG itself (RFC 8945 sections 5.2 and 5.3). */
function tsigFault({ error, other }: Tsig, key: TsigKey, now: Date): string {
  if (error === 17)
    return `BADKEY: the server knows no key '${key.name}' with ${key.algorithm}; compare name and algorithm with its configuration`;
  if (error === 16) return `BADSIG: the server has another secret for the key '${key.name}'`;
  if (error === 22) return 'BADTRUNC: the server wants a longer signature than it got';
  if (error !== 18) return `the server rejects the signature (${nameOfRcode(error)})`;
  const theirs = other.length === 6 ? other.readUIntBE(0, 6) : undefined;
  const ours = now.toISOString();
  if (theirs === undefined || theirs > 8.64e12) return `BADTIME: the clocks are too far apart; here it is ${ours}`;
  const apart = Math.abs(theirs - Math.floor(now.getTime() / 1000));
  return `BADTIME: the clocks are ${apart} s apart, 300 are allowed; here it is ${ours}, there ${new Date(theirs * 1000).toISOString()}. Set the clock that is wrong (chronyc tracking)`;
}

function rcodeFault(rcode: string, zone: string, key: TsigKey): string {
  if (rcode === 'REFUSED')
    return `REFUSED: the key '${key.name}' may not change this name of ${zone} (BIND update-policy or allow-update, Knot acl, PowerDNS TSIG-ALLOW-DNSUPDATE)`;
  if (rcode === 'NOTAUTH') return `NOTAUTH: the server is not the primary of ${zone}, or does not take this key`;
  if (rcode === 'NOTZONE') return `NOTZONE: the name lies outside of ${zone}`;
  if (rcode === 'NOTIMP') return 'NOTIMP: the server takes no dynamic updates';
  return `${rcode}: the server did not carry out the update; its log says why`;
}
