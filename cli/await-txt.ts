import { setTimeout as later } from 'node:timers/promises';
import { closingOf, type Serials, type Standing, serialsOf, standingOf } from '../functions/core/standing.ts';
import type { Parsed } from '../functions/core/target.ts';
import { trailOf } from '../functions/core/trail.ts';
import { plain } from '../functions/core/wording.ts';
import type { NetOptions } from '../functions/net/net.ts';
import { EXIT_UNKNOWN, EXITS, type World } from './check.ts';
import { digestOf, readChallengeName } from './expecting.ts';
import { readNumber } from './reading.ts';
import { readNet, type Take, type Typed } from './request.ts';
import { openStanding } from './standing.ts';

/** The options of `picket await-txt` as they were typed. */
export interface TypedAwait extends Pick<Typed, 'roots' | 'allowPrivate' | 'dnsPort'> {
  readonly value?: string;
  readonly timeout?: string;
  readonly interval?: string;
}

interface Awaiting {
  readonly name: string;
  readonly values: readonly string[];
  readonly timeoutSeconds: number;
  readonly intervalSeconds: number;
  readonly net: NetOptions;
}

const LONGEST_LOOK_MS = 25_000;

/** `picket await-txt`: looks until every nameserver shows the value. Exit code 0, 2 where the time is over, 3 for wrong usage. */
export async function awaitTxt(text: string, typed: TypedAwait, world: World, pause = later): Promise<number> {
  const faults: string[] = [];
  const awaiting = readAwaiting(text, typed, faults);
  if (awaiting === undefined) {
    world.err(faults.map((fault) => `picket: ${fault}\n`).join(''));
    return EXIT_UNKNOWN;
  }
  const { name, timeoutSeconds, intervalSeconds } = awaiting;
  const display = openStanding(name, world);
  const start = world.now().getTime();
  const passed = () => (world.now().getTime() - start) / 1000;
  const isOver = () => passed() >= timeoutSeconds;
  let first: Serials | undefined;
  let before: Looked | undefined;
  for (;;) {
    const looked = await look(awaiting, timeoutSeconds - passed(), world);
    // The limit may cut the last look short: then the one before it knew more.
    const { standing, serials } = looked.standing.why !== '' && before !== undefined && isOver() ? before : looked;
    before = looked;
    first ??= serials;
    const seconds = passed();
    display.show(standing, seconds);
    if (standing.ready || isOver()) {
      display.end(standing, seconds, closingOf(standing, first, serials));
      return standing.ready ? EXITS.well : EXITS.critical;
    }
    await pause(Math.min(intervalSeconds, timeoutSeconds - seconds) * 1000);
  }
}

interface Looked {
  readonly standing: Standing;
  /** Where no nameserver has the value: whether anything is written at all shows by them alone. */
  readonly serials?: Serials;
}

/** One look over a net of its own: within one net the same question is asked once only. */
async function look({ name, values, net: options }: Awaiting, leftSeconds: number, world: World): Promise<Looked> {
  const deadlineMs = Math.round(Math.min(Math.max(leftSeconds * 1000, 1000), LONGEST_LOOK_MS));
  const net = await world.openNet({ ...options, deadlineMs });
  const trail = await trailOf(net, { name, type: 'TXT' }, { ednsSize: 512 });
  const standing = standingOf(trail, values);
  const serials = standing.lack?.by === 'all' ? await serialsOf(net, trail) : undefined;
  return { standing, ...(serials && { serials }) };
}

function readAwaiting(text: string, typed: TypedAwait, faults: string[]): Awaiting | undefined {
  const take: Take = (parsed, option) => {
    if (parsed.ok) return parsed.value;
    faults.push(...parsed.fault.split('\n').map((line) => (option === undefined ? line : `${option}: ${line}`)));
    return undefined;
  };
  const { timeout = '600', interval = '5', value, ...rest } = typed;
  const name = take(readChallengeName(text));
  const timeoutSeconds = take(readNumber(timeout, 86_400, 'a number of seconds'), '--timeout');
  const intervalSeconds = take(readNumber(interval, 3600, 'a number of seconds'), '--interval');
  const values = value === undefined ? [] : take(readValue(value), '--value');
  const net = readNet(rest, take);
  if (faults.length > 0 || !name || !timeoutSeconds || !intervalSeconds || !values) return undefined;
  return { name, values, timeoutSeconds, intervalSeconds, net };
}

/** What a TXT record may say: the value itself, or its digest where it is the key authorisation (RFC 8555 section 8.4). */
function readValue(value: string): Parsed<readonly string[]> {
  if (value.trim() === '')
    return { ok: false, fault: 'is empty; expected the value of the TXT record, or the key authorisation' };
  if (/^(["'\u2018-\u201f]).*(\1|[\u2018-\u201f])$/s.test(value))
    return {
      ok: false,
      fault: `${plain(value, 80)} has quotes around it, which are no part of a TXT value; expected it without`,
    };
  return { ok: true, value: [value, digestOf(value)] };
}
