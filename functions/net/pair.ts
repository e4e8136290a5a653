import type { PairTries, PairTry } from '../core/net.ts';
import { failed, found } from '../core/observation.ts';
import { lostOf } from '../core/paired.ts';
import { type Attempt, type Endpoint, type Failure, failureOf, firstVerdict, OUT_OF_TIME } from './attempt.ts';
import type { Query } from './message.ts';
import { readReply } from './reply.ts';
import { openSocket, type Strays, silence } from './udp.ts';

/** Two questions that go together. Their ids differ, or an answer could belong to either. */
export type QueryPair = readonly [a: Query, aaaa: Query];

/** One try of both questions: the attempt that asked for A, then the one for AAAA. */
export type PairAttempt = readonly [a: Attempt, aaaa: Attempt];

/** What has come so far. */
interface Heard {
  readonly strays: Strays;
  /** By the place of the question in the pair. */
  readonly answers: Pick<Attempt, 'seen' | 'caseMangled'>[];
}

/** Both packets from one fresh socket, back to back, and the first answer to each. `timeoutMs` counts from the packets and holds for both. */
export async function tryTogether(to: Endpoint, pair: QueryPair, timeoutMs: number, signal: AbortSignal): Promise<PairAttempt> {
  const started = performance.now();
  const heard: Heard = { strays: { count: 0 }, answers: [] };
  const why = await firstVerdict<Failure>(signal, (end) => listen(to, pair, heard, timeoutMs, end), OUT_OF_TIME);
  const tookMs = performance.now() - started;
  const attempt = (index: number): Attempt => {
    const lost = { seen: failed(...why, tookMs), caseMangled: false };
    return { transport: 'udp', edns: true, strays: heard.strays.count, ...(heard.answers[index] ?? lost) };
  };
  return [attempt(0), attempt(1)];
}

function listen(to: Endpoint, pair: QueryPair, heard: Heard, timeoutMs: number, end: (why: Failure) => void): () => void {
  const { strays, answers } = heard;
  const socket = openSocket(to);
  const timer = setTimeout(() => end(silence(strays, timeoutMs)), timeoutMs);
  let peer: { address: string; port: number } | undefined;
  let leftAt = 0;
  socket.on('error', (error) => end(failureOf(error, peer !== undefined, to.family)));
  socket.on('connect', () => {
    peer = socket.remoteAddress();
    leftAt = performance.now();
    for (const { bytes } of pair) socket.send(bytes, (error) => error && end(failureOf(error, false, to.family)));
  });
  socket.on('message', (bytes, from) => {
    const known = from.address === peer?.address && from.port === peer?.port;
    const replies = known ? pair.map((query) => readReply(query, bytes)) : [];
    const index = replies.findIndex(({ kind }, at) => kind === 'answer' && answers[at] === undefined);
    const reply = replies[index];
    if (reply?.kind === 'answer') {
      answers[index] = { seen: found(reply.answer, performance.now() - leftAt), caseMangled: reply.caseMangled };
      if (answers[0] && answers[1]) end(['timeout', 'both are there']);
      return;
    }
    strays.count += 1;
    const broken = replies.find(({ kind }) => kind === 'broken');
    if (broken?.kind === 'broken') strays.fault = broken.fault;
  });
  socket.connect(to.port, to.address);
  return () => {
    clearTimeout(timer);
    socket.close();
  };
}

/** Together once; where that loses one of the two, apart, and both ways again, in turns, so that a moment's loss hits either alike. */
export async function pairTries(tryOnce: (way: 'together' | 'apart') => Promise<PairAttempt>): Promise<PairTries> {
  const tryPair = async (way: 'together' | 'apart'): Promise<PairTry> => {
    const [a, aaaa] = await tryOnce(way);
    return { a: a.seen, aaaa: aaaa.seen };
  };
  const first = await tryPair('together');
  if (lostOf(first) === undefined) return { together: [first], apart: [] };
  const apart = await tryPair('apart');
  const second = await tryPair('together');
  return { together: [first, second], apart: [apart, await tryPair('apart')] };
}
