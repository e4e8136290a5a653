import type { HttpResponse } from '../core/http.ts';
import type { Net } from '../core/net.ts';
import { failed, type Observation } from '../core/observation.ts';

/** When each host wants to be asked again, in milliseconds since 1970. It outlives the run: an execution environment serves many. */
const restingUntil = new Map<string, number>();

/** Answers that still hold, by URL, and until when, in milliseconds since 1970. */
const kept = new Map<string, { readonly seen: Observation<HttpResponse>; readonly untilMs: number }>();

/** Answers that are kept at once; ours: 500 of 16 kB at most. The oldest go first. */
const MOST_KEPT = 500;

/** An answer about to lapse is fetched anew: a schedule that comes every six hours to the minute must not come a second too early every time. */
const LAPSING_MS = 120_000;

const MINUTE_MS = 60_000;
const MOST_REST_MS = 24 * 60 * MINUTE_MS;

/** What is needed besides the door itself. */
export interface SourceOptions {
  /** Keys by host name, sent as bearer tokens over https alone. Default none. */
  readonly keys?: Readonly<Record<string, string>>;
  /** The time, in milliseconds since 1970. Default the system's clock. */
  readonly clock?: () => number;
}

/** Puts requests to a source one after the other, and none while it wants to be left alone; every other request passes as it is. */
export function withSources(request: Net['request'], { keys = {}, clock = Date.now }: SourceOptions = {}): Net['request'] {
  const turns = new Map<string, Promise<unknown>>();

  const inTurn: Net['request'] = async (asked) => {
    const { host, hostname, protocol } = new URL(asked.url);
    const known = asked.isKept === true ? kept.get(asked.url) : undefined;
    if (known !== undefined && known.untilMs - clock() > LAPSING_MS) return known.seen;
    const restMs = (restingUntil.get(host) ?? 0) - clock();
    if (restMs > 0) return failed('unmeasured', `${host} wants to be left alone for ${Math.ceil(restMs / 1000)} s`, 0);
    const key = protocol === 'https:' && Object.hasOwn(keys, hostname) ? keys[hostname] : undefined;
    const headers = { ...asked.headers, ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }) };
    const seen = await request({ ...asked, headers });
    if (seen.ok && [429, 503].includes(seen.value.status)) {
      restingUntil.set(host, clock() + restOf(seen.value.headers['retry-after'], clock()));
    }
    if (asked.isKept === true) keep(asked.url, seen, clock());
    return seen;
  };

  return (asked) => {
    if (asked.isSource !== true || !URL.canParse(asked.url)) return request(asked);
    const { host } = new URL(asked.url);
    const turn = (turns.get(host) ?? Promise.resolve()).then(() => inTurn(asked));
    turns.set(host, turn);
    return turn;
  };
}

function keep(url: string, seen: Observation<HttpResponse>, nowMs: number): void {
  const wish = seen.ok && seen.value.status === 200 ? seen.value.headers['retry-after'] : undefined;
  kept.delete(url);
  if (wish === undefined) return;
  kept.set(url, { seen, untilMs: nowMs + restOf(wish, nowMs) });
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
}

/** Seconds or a date (RFC 9110 section 10.2.3); a minute where it says nothing, a day at most. */
function restOf(text: string | undefined, nowMs: number): number {
  const restMs = /^\d+$/.test(text ?? '') ? Number(text) * 1000 : Date.parse(text ?? '') - nowMs;
  return Math.min(Math.max(Number.isNaN(restMs) ? MINUTE_MS : restMs, 0), MOST_REST_MS);
}
