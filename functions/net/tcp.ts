import { connect, type Socket } from 'node:net';
import { failed, found } from '../core/observation.ts';
import { type Attempt, type Endpoint, type Failure, failureOf, firstVerdict, OUT_OF_TIME, type Timing } from './attempt.ts';
import type { Query } from './message.ts';
import { type Accepted, readReply } from './reply.ts';

type Verdict = Accepted | Failure;

const LENGTH_BYTES = 2;
const MOST_BYTES = 0xffff;

/**
 * One connection, one question, one message (RFC 7766). Both limits are total times: one byte a second ends with the time as silence
 * does, and an endless stream ends with the 65,535th byte of its message. A message that is not our answer is `malformed`.
 */
export async function tryTcp(to: Endpoint, query: Query, edns: boolean, timing: Timing, signal: AbortSignal): Promise<Attempt> {
  const started = performance.now();
  const verdict = await firstVerdict<Verdict>(signal, (end) => exchange(to, query, timing, end), OUT_OF_TIME);
  const tookMs = performance.now() - started;
  const common = { transport: 'tcp', edns, strays: 0 } as const;
  if (!('kind' in verdict)) return { ...common, seen: failed(...verdict, tookMs), caseMangled: false };
  return { ...common, seen: found(verdict.answer, tookMs), caseMangled: verdict.caseMangled };
}

function exchange(to: Endpoint, query: Query, timing: Timing, end: (verdict: Verdict) => void): () => void {
  const socket = connect({ host: to.address, port: to.port });
  const late = (what: string, ms: number) => setTimeout(() => end(['timeout', `${what} in ${ms} ms`]), ms);
  let timer = late('no TCP connection', timing.tcpConnectMs);
  // A missing route is told at once, before the event loop turns; what comes later was told by somebody on the way.
  let left = false;
  const leaving = setImmediate(() => {
    left = true;
  });
  socket.on('error', (error) => end(failureOf(error, left, to.family)));
  socket.on('close', () => end(['malformed', 'the server closed the TCP connection before its answer was complete']));
  socket.on('connect', () => {
    clearTimeout(timer);
    timer = late('no complete answer over TCP', timing.tcpReadMs);
    socket.write(framed(query.bytes));
  });
  readMessage(socket, (message) => end(verdictOn(query, message)));
  return () => {
    clearTimeout(timer);
    clearImmediate(leaving);
    socket.destroy();
  };
}

function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

/** Calls `done` with the first message, as long as its length says (RFC 1035 section 4.2.2); what follows it is dropped. */
function readMessage(socket: Socket, done: (message: Buffer) => void): void {
  let stream: Buffer | undefined;
  let size = 0;
  socket.on('data', (chunk: Buffer) => {
    stream ??= Buffer.allocUnsafe(LENGTH_BYTES + MOST_BYTES);
    size += chunk.copy(stream, size);
    if (size < LENGTH_BYTES) return;
    const whole = LENGTH_BYTES + stream.readUInt16BE(0);
    // A copy, since records keep parts of the message and would hold 64 kB each.
    if (size >= whole) done(Buffer.from(stream.subarray(LENGTH_BYTES, whole)));
  });
}

function verdictOn(query: Query, message: Buffer): Verdict {
  const reply = readReply(query, message);
  return reply.kind === 'answer' ? reply : ['malformed', reply.fault];
}
