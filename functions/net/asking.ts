import type { Exchange, Nameserver } from '../core/dns.ts';
import type { AskOptions, Net } from '../core/net.ts';
import { failed, found } from '../core/observation.ts';
import { isGlobal, kindOf } from './address.ts';
import { type Attempt, TIMING, type Timing } from './attempt.ts';
import { type Climb, openClimb, type Put, USUALLY } from './climb.ts';
import { decisive, outcomeOf } from './ladder.ts';

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
  /** Default: the times of domain.md A12. */
  readonly timing?: Timing;
}

/**
 * Opens the asking of one run. The same question to the same address is asked once, whoever asks it and by whatever name the server
 * goes; a question of another transport, RD or CD bit or UDP size is another one.
 */
export function openAsk(options: AskingOptions): Net['ask'] {
  const mayAsk = (address: string) => options.allowPrivate || isGlobal(address);
  const roots = options.roots.filter(({ address }) => mayAsk(address));
  const climb = openClimb({ ...options, roots, timing: options.timing ?? TIMING });
  const asked = new Map<string, Promise<Exchange>>();
  return async (server, question, how = {}) => {
    const manner: Required<AskOptions> = { ...USUALLY, ...how };
    const put = { ...manner, question };
    const key = `${server.address} ${Object.values(manner).join(' ')} ${question.type} ${question.name.toLowerCase()}`;
    const exchange =
      asked.get(key) ?? (mayAsk(server.address) ? exchangeBy(climb, server, put) : Promise.resolve(unasked(server, put)));
    asked.set(key, exchange);
    return { ...(await exchange), server, question };
  };
}

/** A nameserver's owner decides where our packets would go, and must not send them into our own networks. */
function unasked(server: Nameserver, { question }: Put): Exchange {
  const why = `${server.address} is ${kindOf(server.address)} address; Picket does not ask it`;
  return { server, question, answer: failed('unmeasured', why, 0), rungs: [], strays: 0, caseMangled: false, roundTripMs: 0 };
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
