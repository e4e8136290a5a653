import { familyOf } from '../core/address.ts';
import type { Nameserver, Question } from '../core/dns.ts';
import type { AskOptions } from '../core/net.ts';
import { failed } from '../core/observation.ts';
import type { Parsed } from '../core/target.ts';
import { type Attempt, type Endpoint, type Failure, OUT_OF_TIME, type Timing } from './attempt.ts';
import { openBreaker, type Proof } from './breaker.ts';
import { type Control, openControl } from './control.ts';
import { UDP_BYTES } from './edns.ts';
import { type InFlight, openInFlight } from './in-flight.ts';
import { climbTcp, climbUdp, decisive, type Step, tcpAfter } from './ladder.ts';
import type { Query } from './message.ts';
import { type PairAttempt, type QueryPair, tryTogether } from './pair.ts';
import { newQuery } from './reply.ts';
import { tryTcp } from './tcp.ts';
import { tryUdp } from './udp.ts';

/** What the packets of a run have in common. */
export interface Way {
  /** Asked before silence is believed. None: silence stands. */
  readonly roots: readonly Nameserver[];
  readonly port: number;
  /** The run's deadline. */
  readonly signal: AbortSignal;
  readonly timing: Timing;
}

/** A question as it is put, whatever the server. */
export interface Put extends Required<AskOptions> {
  readonly question: Question;
}

/** The usual way to ask. */
export const USUALLY: Required<AskOptions> = {
  transport: 'ladder',
  recursionDesired: false,
  ednsSize: UDP_BYTES,
  checkingDisabled: false,
};

/** Every attempt that one question to one address takes, in order, at least one. */
export type Climb = (address: string, put: Put) => Promise<readonly Attempt[]>;

/** One packet for each of two questions and none again, from one socket or from two. */
export type Together = (address: string, puts: readonly [Put, Put], way: 'together' | 'apart') => Promise<PairAttempt>;

/** The ways to ask in one run. Places in flight, dead servers and our own blindness are known to both. */
export interface Climbs {
  readonly climb: Climb;
  readonly together: Together;
}

type Transport = Attempt['transport'];
type Send = (to: Endpoint, put: Put, transport: Transport, edns: boolean) => Promise<Attempt>;
type SendTogether = (to: Endpoint, puts: readonly [Put, Put]) => Promise<PairAttempt>;
/** Tries one transport to one server; each attempt passes through `note`. */
type Phase = (
  to: Endpoint,
  transport: Transport,
  tries: (note: (attempt: Attempt) => Attempt) => Promise<readonly Attempt[]>,
) => Promise<readonly Attempt[]>;

/** Opens the ladder of one run, and the way for pairs beside it. */
export function openClimbs(way: Way): Climbs {
  const inFlight = openInFlight();
  const send = openSend(way, inFlight);
  const sendTogether = openSendTogether(way, inFlight);
  const control = openControl(way.roots, (root, transport) => rootAnswers(send, endpointOf(root.address, way), transport));
  const phase = openPhase(way, control);
  const rungs = (to: Endpoint, transport: Transport, put: Put, climb: (step: Step) => Promise<readonly Attempt[]>) =>
    phase(to, transport, (note) => climb(async (edns) => note(await send(to, put, transport, edns))));
  return {
    async climb(address, put) {
      const to = endpointOf(address, way);
      if (put.transport === 'tcp') return rungs(to, 'tcp', put, async (tcp) => [await tcp(true)]);
      const udp = await rungs(to, 'udp', put, climbUdp);
      const next = tcpAfter(udp);
      return next === undefined ? udp : [...udp, ...(await rungs(to, 'tcp', put, (tcp) => climbTcp(tcp, next.edns)))];
    },
    async together(address, puts, how) {
      const to = endpointOf(address, way);
      const asked = () => Promise.all(puts.map((put) => send(to, put, 'udp', true)));
      const tried = await phase(to, 'udp', async (note) =>
        (how === 'together' ? await sendTogether(to, puts) : await asked()).map(note),
      );
      // Of a server that is dead, or out of our reach, there may be one attempt for both.
      const [a = unmeasured('udp', OUT_OF_TIME), aaaa = a] = tried;
      return [a, aaaa];
    },
  };
}

function endpointOf(address: string, { port }: Way): Endpoint {
  return { address, port, family: familyOf(address) };
}

function openSend({ timing, signal }: Way, inFlight: InFlight): Send {
  return async (to, put, transport, edns) => {
    const query = queryFor(put, edns);
    if (!query.ok) return unmeasured(transport, ['unmeasured', query.fault]);
    return inFlight(() =>
      transport === 'udp' ? tryUdp(to, query.value, edns, timing.udpMs, signal) : tryTcp(to, query.value, edns, timing, signal),
    );
  };
}

function openSendTogether({ timing, signal }: Way, inFlight: InFlight): SendTogether {
  const encoded = (puts: readonly [Put, Put]): Parsed<QueryPair> => {
    const [a, aaaa] = [queryFor(puts[0], true), queryFor(puts[1], true)];
    if (!a.ok) return a;
    if (!aaaa.ok) return aaaa;
    return a.value.id === aaaa.value.id ? encoded(puts) : { ok: true, value: [a.value, aaaa.value] };
  };
  return async (to, puts) => {
    const pair = encoded(puts);
    const none = (fault: string) => unmeasured('udp', ['unmeasured', fault]);
    if (!pair.ok) return [none(pair.fault), none(pair.fault)];
    return inFlight(() => tryTogether(to, pair.value, timing.udpMs, signal));
  };
}

function queryFor({ question, recursionDesired, checkingDisabled, ednsSize }: Put, edns: boolean): Parsed<Query> {
  return newQuery(question, { recursionDesired, checkingDisabled, ednsSize, edns });
}

function openPhase({ signal }: Way, control: Control): Phase {
  const breaker = openBreaker(proofOf);
  return (to, transport, tries) =>
    breaker(`${transport} ${to.address}`, async () => {
      const closed = control.known(to.family, transport);
      if (closed !== undefined) return [unmeasured(transport, closed)];
      const attempts = await tries((attempt) => {
        if (attempt.seen.ok) control.heard(to.family, transport);
        else if (isSilent(attempt)) control.suspect(to.family, transport);
        return attempt;
      });
      if (!isSilent(decisive(attempts))) return attempts;
      const blind = await control.blindness(to.family, transport);
      const excuse = signal.aborted ? OUT_OF_TIME : blind;
      return excuse === undefined
        ? attempts
        : attempts.map((attempt) => (isSilent(attempt) ? excused(attempt, excuse) : attempt));
    });
}

/** Whether a root server says anything at all: one connection, or two packets. */
async function rootAnswers(send: Send, to: Endpoint, transport: Transport): Promise<boolean> {
  const put: Put = { ...USUALLY, question: { name: '.', type: 'NS' } };
  const first = await send(to, put, transport, true);
  return first.seen.ok || (transport === 'udp' && (await send(to, put, transport, true)).seen.ok);
}

function proofOf(attempts: readonly Attempt[]): Proof {
  const { seen } = decisive(attempts);
  if (seen.ok) return 'answered';
  return seen.failure === 'unmeasured' ? 'unmeasured' : 'lost';
}

function isSilent({ seen }: Attempt): boolean {
  return !seen.ok && (seen.failure === 'timeout' || seen.failure === 'unreachable');
}

function excused(attempt: Attempt, excuse: Failure): Attempt {
  return { ...attempt, seen: failed(...excuse, attempt.seen.tookMs) };
}

/** No packet left. */
function unmeasured(transport: Transport, why: Failure): Attempt {
  return { transport, edns: false, seen: failed(...why, 0), strays: 0, caseMangled: false };
}
