import type { Nameserver, Question } from '../core/dns.ts';
import type { AskOptions } from '../core/net.ts';
import { failed } from '../core/observation.ts';
import { familyOf } from './address.ts';
import { type Attempt, type Endpoint, type Failure, OUT_OF_TIME, type Timing } from './attempt.ts';
import { openBreaker, type Proof } from './breaker.ts';
import { type Control, openControl } from './control.ts';
import { UDP_BYTES } from './edns.ts';
import { openInFlight } from './in-flight.ts';
import { climbTcp, climbUdp, decisive, type Step, tcpAfter } from './ladder.ts';
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

type Transport = Attempt['transport'];
type Send = (to: Endpoint, put: Put, transport: Transport, edns: boolean) => Promise<Attempt>;
/** Climbs the rungs of one transport to one server. */
type Phase = (
  to: Endpoint,
  transport: Transport,
  put: Put,
  climb: (step: Step) => Promise<readonly Attempt[]>,
) => Promise<readonly Attempt[]>;

/** Opens the ladder of one run. Places in flight, dead servers and our own blindness are known to all who climb it. */
export function openClimb(way: Way): Climb {
  const send = openSend(way);
  const control = openControl(way.roots, (root, transport) => rootAnswers(send, endpointOf(root.address, way), transport));
  const phase = openPhase(way, send, control);
  return async (address, put) => {
    const to = endpointOf(address, way);
    if (put.transport === 'tcp') return phase(to, 'tcp', put, async (tcp) => [await tcp(true)]);
    const udp = await phase(to, 'udp', put, climbUdp);
    const next = tcpAfter(udp);
    return next === undefined ? udp : [...udp, ...(await phase(to, 'tcp', put, (tcp) => climbTcp(tcp, next.edns)))];
  };
}

function endpointOf(address: string, { port }: Way): Endpoint {
  return { address, port, family: familyOf(address) };
}

function openSend({ timing, signal }: Way): Send {
  const inFlight = openInFlight();
  return async (to, { question, recursionDesired, checkingDisabled, ednsSize }, transport, edns) => {
    const query = newQuery(question, { recursionDesired, checkingDisabled, ednsSize, edns });
    if (!query.ok) return unmeasured(transport, ['unmeasured', query.fault]);
    return inFlight(() =>
      transport === 'udp' ? tryUdp(to, query.value, edns, timing.udpMs, signal) : tryTcp(to, query.value, edns, timing, signal),
    );
  };
}

function openPhase({ signal }: Way, send: Send, control: Control): Phase {
  const breaker = openBreaker(proofOf);
  return (to, transport, put, climb) =>
    breaker(`${transport} ${to.address}`, async () => {
      const closed = control.known(to.family, transport);
      if (closed !== undefined) return [unmeasured(transport, closed)];
      const attempts = await climb(async (edns) => {
        const attempt = await send(to, put, transport, edns);
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
