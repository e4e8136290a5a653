import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket as Stream } from 'node:net';

/** What a responder of these tests does with a datagram; `again` sends whatever it likes back. */
export type OnPacket = (query: Buffer, again: (bytes: Buffer) => void, from: RemoteInfo) => void;
/** What it does with a connection. */
export type OnStream = (stream: Stream) => void;

/** A responder on loopback that knows nothing of DNS; closed by `await using`. */
export interface Responder extends AsyncDisposable {
  readonly port: number;
  /** Datagrams that came in. */
  readonly packets: Buffer[];
  /** Connections that came in. */
  streams(): number;
}

/** Listens where told; a transport that is not given has a closed port. Port 0 takes one that is free for both. */
export async function respond(on: { udp?: OnPacket; tcp?: OnStream; address?: string; port?: number }): Promise<Responder> {
  const address = on.address ?? '127.0.0.1';
  const packets: Buffer[] = [];
  const open = new Set<Stream>();
  let streams = 0;
  const server = createServer((stream) => {
    streams += 1;
    open.add(stream);
    stream.on('error', () => {});
    on.tcp?.(stream);
  });
  server.listen(on.port ?? 0, address);
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;
  if (!on.tcp) await new Promise((done) => server.close(done));
  const socket: Socket | undefined = on.udp && createSocket('udp4');
  socket?.on('message', (bytes, from) => {
    packets.push(bytes);
    on.udp?.(bytes, (answer) => socket.send(answer, from.port, from.address), from);
  });
  if (socket) await new Promise<void>((done) => socket.bind(port, address, done));
  return {
    port,
    packets,
    streams: () => streams,
    async [Symbol.asyncDispose]() {
      for (const stream of open) stream.destroy();
      if (on.tcp) await new Promise((done) => server.close(done));
      if (socket) await new Promise<void>((done) => socket.close(done));
    },
  };
}

/** Calls back with the first question of a stream. */
export function onQuestion(stream: Stream, tell: (query: Buffer) => void): void {
  let all = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    all = Buffer.concat([all, chunk]);
    if (all.length >= 2 && all.length >= 2 + all.readUInt16BE(0)) tell(all.subarray(2, 2 + all.readUInt16BE(0)));
  });
}

/** With its two bytes of length in front. */
export function framed(message: Buffer): Buffer {
  return Buffer.concat([u16(message.length), message]);
}

/** Answers every question on a stream by `answer`. */
export const byTcp =
  (answer: (query: Buffer) => Buffer): OnStream =>
  (stream) =>
    onQuestion(stream, (query) => stream.write(framed(answer(query))));

export const u16 = (value: number) => Buffer.from([value >> 8, value & 255]);
export const u32 = (value: number) => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)]);

/** Bits of the second header word. */
export const FLAG = { qr: 0x8000, aa: 0x400, tc: 0x200, rd: 0x100, ra: 0x80, ad: 0x20 };

/** Offset behind the question of a message with plain labels. */
export function questionEnd(message: Buffer): number {
  let at = 12;
  while (message[at] !== 0) at += 1 + (message[at] ?? 0);
  return at + 5;
}

/** The question's name in wire form. */
export const askedName = (message: Buffer) => message.subarray(12, questionEnd(message) - 4);

/** Whether a question carries an OPT record. */
export const hasOpt = (message: Buffer) => message.readUInt16BE(10) === 1;

/** A record whose owner is a pointer to the question's name, unless given. */
export function record(type: number, data: Buffer, { owner = u16(0xc00c), ttl = 300, klass = 1 } = {}): Buffer {
  return Buffer.concat([owner, u16(type), u16(klass), u32(ttl), u16(data.length), data]);
}

/** An OPT record with raw options. */
export function opt(options: Buffer = Buffer.alloc(0), { udpSize = 1232, ttl = 0 } = {}): Buffer {
  return record(41, options, { owner: Buffer.from([0]), klass: udpSize, ttl });
}

/** One option of an OPT record. */
export const option = (code: number, data: Buffer) => Buffer.concat([u16(code), u16(data.length), data]);

export interface Written {
  flags?: number;
  rcode?: number;
  answers?: Buffer[];
  authorities?: Buffer[];
  additionals?: Buffer[];
}

/** An answer to a question: its id and question repeated. */
export function answerTo(
  query: Buffer,
  { flags = FLAG.aa, rcode = 0, answers = [], authorities = [], additionals = [] }: Written = {},
): Buffer {
  const counts = [1, answers.length, authorities.length, additionals.length].map(u16);
  const header = [query.subarray(0, 2), u16(FLAG.qr | flags | rcode), ...counts];
  return Buffer.concat([...header, query.subarray(12, questionEnd(query)), ...answers, ...authorities, ...additionals]);
}

/** An answer with one A record, 192.0.2.1. */
export const withAddress = (query: Buffer, flags?: number) =>
  answerTo(query, { answers: [record(1, Buffer.from([192, 0, 2, 1]))], ...(flags === undefined ? {} : { flags }) });
