import { isGlobal, kindOf } from '../core/address.ts';
import type { Exchange, Nameserver } from '../core/dns.ts';
import type { AskOptions, Net, PairTries } from '../core/net.ts';
import { failed, found } from '../core/observation.ts';
import { type Attempt, TIMING, type Timing } from './attempt.ts';
import { type Climb, openClimbs, type Put, type Together, USUALLY } from './climb.ts';
import { decisive, outcomeOf } from './ladder.ts';
import { pairTries } from './pair.ts';

/** What a run's questions need to know. */
export interface AskingOptions {
  /** Root servers, asked before silence is believed; those that may not be asked do not count. */
  readonly roots: readonly Nameserver[];
  /** 53, but in a lab. */
  readonly port: number;
  /** Whether addresses that are not globally reachable may be asked: in a lab alone. */
  readonly allowPrivate: boolean;
  /** The run's deadline: from then on every question ends as `unmeasured`. */
  readonly signal: AbortSignal;
  /** Default: the times of domain A12. */
  readonly timing?: Timing;
}

/**
 * Opens the asking of one run. The same question to the same address is asked once, whoever asks it and by whatever name the server
 * goes; a question of another transport, RD or CD bit or UDP size is another one, and so is a pair.
 */
export function openAsking(options: AskingOptions): Pick<Net, 'ask' | 'askPair'> {
  const mayAsk = (address: string) => options.allowPrivate || isGlobal(address);
  const roots = options.roots.filter(({ address }) => mayAsk(address));
  const { climb, together } = openClimbs({ ...options, roots, timing: options.timing ?? TIMING });
  const asked = new Map<string, Promise<Exchange>>();
  const paired = new Map<string, Promise<PairTries>>();
  return {
    async ask(server, question, how = {}) {
      const manner: Required<AskOptions> = { ...USUALLY, ...how };
      const put = { ...manner, question };
      const key = `${server.address} ${Object.values(manner).join(' ')} ${question.type} ${question.name.toLowerCase()}`;
      const exchange =
        asked.get(key) ?? (mayAsk(server.address) ? exchangeBy(climb, server, put) : Promise.resolve(unasked(server, put)));
      asked.set(key, exchange);
      return { ...(await exchange), server, question };
    },
    askPair({ address }, name) {
      const key = `${address} ${name.toLowerCase()}`;
      const tries =
        paired.get(key) ?? (mayAsk(address) ? pairBy(together, address, name) : Promise.resolve(pairUnasked(address)));
      paired.set(key, tries);
      return tries;
    },
  };
}

/** A nameserver's owner decides where our packets would go, and must not send them into our own networks. */
function unasked(server: Nameserver, { question }: Put): Exchange {
  const answer = failed('unmeasured', guardedBecause(server.address), 0);
  return { server, question, answer, rungs: [], strays: 0, caseMangled: false, roundTripMs: 0 };
}

function pairUnasked(address: string): PairTries {
  const none = failed('unmeasured', guardedBecause(address), 0);
  return { together: [{ a: none, aaaa: none }], apart: [] };
}

function guardedBecause(address: string): string {
  return `${address} is ${kindOf(address)} address; Picket does not ask it`;
}

function pairBy(together: Together, address: string, name: string): Promise<PairTries> {
  const puts = [
    { ...USUALLY, question: { name, type: 'A' } },
    { ...USUALLY, question: { name, type: 'AAAA' } },
  ] as const;
  return pairTries((way) => together(address, puts, way));
}

async function exchangeBy(climb: Climb, server: Nameserver, put: Put): Promise<Exchange> {
  const started = performance.now();
  const attempts = await climb(server.address, put);
  const { seen } = decisive(attempts);
  const tookMs = performance.now() - started;
  return {
    server,
    question: put.question,
    answer: seen.ok ? found(seen.value, tookMs) : failed(seen.failure, detailOf(attempts), tookMs),
    rungs: attempts.map((attempt) => ({
      transport: attempt.transport,
      edns: attempt.edns,
      outcome: outcomeOf(attempt),
      tookMs: attempt.seen.tookMs,
    })),
    strays: attempts.reduce((sum, { strays }) => sum + strays, 0),
    caseMangled: attempts.some(({ caseMangled }) => caseMangled),
    roundTripMs: seen.tookMs,
  };
}

/** What went wrong on each transport, where both were tried and none could tell. */
function detailOf(attempts: readonly Attempt[]): string {
  const { seen } = decisive(attempts);
  const lastOf = (transport: string) => attempts.findLast((attempt) => attempt.transport === transport)?.seen;
  const [udp, tcp] = [lastOf('udp'), lastOf('tcp')];
  if (seen.ok || seen.failure === 'unmeasured' || !udp || udp.ok || !tcp || tcp.ok) return seen.ok ? '' : seen.detail;
  return udp.detail === tcp.detail ? udp.detail : `UDP: ${udp.detail}; TCP: ${tcp.detail}`;
}
