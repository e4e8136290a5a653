import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once, setMaxListeners } from 'node:events';
import { createServer, type Server, type Socket as Stream } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answerer, bytesOf, type Send, sendsOf, type Transport } from './answering.ts';
import { uint16 } from './name.ts';
import { decodeMessage, type Message } from './wire.ts';

/** One nameserver of the lab. */
export interface NameserverOptions {
  /** An address of this machine: Linux has all of 127.0.0.0/8, and `::1`. */
  readonly address: string;
  /** Default 0: any port that is free for UDP and TCP alike. */
  readonly port?: number;
  readonly answer: Answerer;
  /** Ports that stay closed: the kernel answers with ICMP port unreachable or a TCP reset. Default none. */
  readonly closed?: readonly Transport[];
}

/** What was asked, for tests that look at Picket from the other side. */
export interface Asked extends Message {
  readonly transport: Transport;
}

/** A running nameserver. */
export interface LabNameserver extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
  /** Every query in the order of arrival: name in its case, RD, EDNS. */
  readonly asked: readonly Asked[];
  /** Closes both ports and every connection at once. */
  stop(): Promise<void>;
}

/** Random ports to try before giving up, where UDP got one that TCP cannot have. */
const TRIES = 20;

/** Turns the bytes of a query into what is to be sent; undefined where they are no query. */
type Hear = (bytes: Uint8Array, transport: Transport, from?: string) => { query: Message; sends: Iterable<Send> } | undefined;

/** Starts a nameserver on UDP and TCP, one port for both. Throws where the address or the port cannot be had. */
export async function startNameserver(options: NameserverOptions): Promise<LabNameserver> {
  const { address, closed = [] } = options;
  const asked: Asked[] = [];
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const hear: Hear = (bytes, transport, from) => {
    const query = decodeMessage(bytes);
    if (!query || query.response) return undefined;
    asked.push({ ...query, transport });
    return { query, sends: sendsOf(options.answer(query, transport, from)) };
  };
  const { udp, tcp, port } = await bindBoth(address, options.port ?? 0);
  udp.on('message', (bytes, peer) => void answerUdp(udp, bytes, peer, hear, stopping.signal));
  tcp.on('connection', (stream) => void answerTcp(stream, hear, stopping.signal));
  if (closed.includes('udp')) await closeUdp(udp);
  if (closed.includes('tcp')) await closeTcp(tcp);
  const stop = async () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    await Promise.all([closed.includes('udp') || closeUdp(udp), closed.includes('tcp') || closeTcp(tcp)]);
  };
  return { address, port, asked, stop, [Symbol.asyncDispose]: stop };
}

async function bindBoth(address: string, wanted: number): Promise<{ udp: Socket; tcp: Server; port: number }> {
  for (let tries = 1; ; tries++) {
    const udp = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    udp.bind(wanted, address);
    await once(udp, 'listening');
    const { port } = udp.address();
    const tcp = createServer();
    try {
      tcp.listen(port, address);
      await once(tcp, 'listening');
      return { udp, tcp, port };
    } catch (error) {
      await closeUdp(udp);
      if (wanted !== 0 || tries === TRIES) throw error;
    }
  }
}

function closeUdp(udp: Socket): Promise<void> {
  return new Promise((done) => udp.close(done));
}

function closeTcp(tcp: Server): Promise<void> {
  return new Promise((done) => tcp.close(() => done()));
}

async function answerUdp(udp: Socket, bytes: Uint8Array, peer: RemoteInfo, hear: Hear, signal: AbortSignal): Promise<void> {
  const heard = hear(bytes, 'udp', `${peer.address} ${peer.port}`);
  if (!heard) return;
  for await (const send of inTime(heard.sends, signal)) {
    const from = send.elsewhere ? createSocket(peer.family === 'IPv6' ? 'udp6' : 'udp4') : udp;
    from.send(bytesOf(send.reply, heard.query, 'udp'), peer.port, peer.address, () => send.elsewhere && from.close());
  }
}

async function answerTcp(stream: Stream, hear: Hear, stopping: AbortSignal): Promise<void> {
  const gone = new AbortController();
  stream.once('close', () => gone.abort()).on('error', () => stream.destroy());
  stopping.addEventListener('abort', () => stream.destroy(), { signal: gone.signal });
  let held = Buffer.alloc(0);
  stream.on('data', (chunk) => {
    held = Buffer.concat([held, chunk]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const end = 2 + held.readUInt16BE(0);
      const heard = hear(held.subarray(2, end), 'tcp');
      if (heard) void sendStream(stream, heard.query, heard.sends, gone.signal);
      held = held.subarray(end);
    }
  });
}

async function sendStream(stream: Stream, query: Message, sends: Iterable<Send>, signal: AbortSignal): Promise<void> {
  for await (const send of inTime(sends, signal)) {
    const bytes = bytesOf(send.reply, query, 'tcp');
    const room = stream.write(send.raw ? bytes : Buffer.concat([uint16(bytes.length), bytes]));
    if (!room) await once(stream, 'drain', { signal }).catch(() => undefined);
  }
}

/** Yields each send when its time has come, until the signal. */
async function* inTime(sends: Iterable<Send>, signal: AbortSignal): AsyncGenerator<Send> {
  for (const send of sends) {
    if (send.afterMs) await pause(send.afterMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    yield send;
  }
}
