import type { Family } from '../core/address.ts';
import type { Answer } from '../core/dns.ts';
import type { FailureKind, Observation } from '../core/observation.ts';

/** One packet or one connection, and what became of it. */
export interface Attempt {
  readonly transport: 'udp' | 'tcp';
  readonly edns: boolean;
  readonly seen: Observation<Answer>;
  /** What arrived and was not the answer (RFC 5452). */
  readonly strays: number;
  /** The answer repeats our name in another case. */
  readonly caseMangled: boolean;
}

/** Where a question goes: one literal address. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
  readonly family: Family;
}

/** How long each rung may take (domain A12), in milliseconds. */
export interface Timing {
  /** From the packet to the last moment at which its answer counts. */
  readonly udpMs: number;
  readonly tcpConnectMs: number;
  /** From the open connection to the last byte of the answer, however slowly it drips. */
  readonly tcpReadMs: number;
}

/** What A12 says. */
export const TIMING: Timing = { udpMs: 1700, tcpConnectMs: 2000, tcpReadMs: 2000 };

/** Why there is no answer: the kind, and one clause. */
export type Failure = readonly [failure: FailureKind, detail: string];

/** The deadline's verdict, wherever it falls. */
export const OUT_OF_TIME: Failure = ['unmeasured', 'the time for this look was over'];

const ROUTELESS = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);
const FORBIDDEN = new Set(['EACCES', 'EPERM']);
const EXHAUSTED = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);
const TOLD: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: ['refused', 'the port is closed'],
  ECONNRESET: ['refused', 'the server reset the connection'],
  EPIPE: ['refused', 'the server reset the connection'],
  ETIMEDOUT: ['timeout', 'no answer came'],
  EHOSTUNREACH: ['unreachable', 'a router on the way says that there is no such host'],
  EHOSTDOWN: ['unreachable', 'a router on the way says that the host is down'],
  ENETUNREACH: ['unreachable', 'a router on the way says that there is no such network'],
  ENOPROTOOPT: ['unreachable', 'the host says that it does not speak this protocol'],
};

/**
 * What a socket's error says, and about whom: before anything has left (`left` false) a missing route is this machine's own, afterwards
 * somebody on the way told of it.
 */
export function failureOf({ code = 'unknown error' }: NodeJS.ErrnoException, left: boolean, family: Family): Failure {
  if (FORBIDDEN.has(code)) return ['unmeasured', `a firewall or policy of this machine forbids to send there (${code})`];
  if (EXHAUSTED.has(code)) return ['unmeasured', `this machine has no socket to spare (${code})`];
  if (!left && ROUTELESS.has(code)) return ['unmeasured', `this machine has no ${family} route to there (${code})`];
  return TOLD[code] ?? ['unmeasured', `the socket of this machine failed (${code})`];
}

/** Waits for the first verdict, the run's deadline being one too; then closes what `open` has opened. What comes later is not heard. */
export function firstVerdict<T>(signal: AbortSignal, open: (end: (verdict: T) => void) => () => void, late: T): Promise<T> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(late);
    let over = false;
    let close = () => {};
    const end = (verdict: T) => {
      if (over) return;
      over = true;
      signal.removeEventListener('abort', cut);
      close();
      resolve(verdict);
    };
    const cut = () => end(late);
    signal.addEventListener('abort', cut);
    close = open(end);
    if (over) close();
  });
}
