import { setTimeout as later } from 'node:timers/promises';
import type { Net } from '../functions/core/net.ts';
import { closingOf, type Serials, type Standing, serialsOf, standingOf } from '../functions/core/standing.ts';
import type { Parsed } from '../functions/core/target.ts';
import { type Trail, trailOf } from '../functions/core/trail.ts';
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

/** So many looks in a row must say that there is no such top-level domain. Ours: one answer may be of a resolver that forges them. */
const DENIALS = 3;

const NO_TOP_LEVEL = `The root servers said so in ${DENIALS} looks in a row. Nobody but IANA makes a top-level domain, so Picket waits no longer.`;

const NOT_LOOKED = 'No look could ask anybody, so the value may be there or not.';

/**
 * `picket await-txt`: looks until every nameserver shows the value. Exit code 0, 2 where the time is over, 3 for wrong usage, a top-level domain that
 * does not exist, or where no look brought an answer. A zone that does not exist is waited for: somebody may be about to delegate it.
 */
export async function awaitTxt(text: string, typed: TypedAwait, world: World, pause = later): Promise<number> {
  const faults: string[] = [];
  const awaiting = readAwaiting(text, typed, faults);
  if (awaiting === undefined) {
    world.err(faults.map((fault) => `picket: ${fault}\n`).join(''));
    return EXIT_UNKNOWN;
  }
  return waitFor(awaiting, world, pause);
}

async function waitFor(awaiting: Awaiting, world: World, pause: typeof later): Promise<number> {
  const { name, timeoutSeconds, intervalSeconds } = awaiting;
  const display = openStanding(name, world);
  const start = world.now().getTime();
  const passed = () => (world.now().getTime() - start) / 1000;
  let first: Serials | undefined;
  let before: Looked | undefined;
  let isBlind = true;
  for (let denials = 0; ; ) {
    const looked = await look(awaiting, timeoutSeconds - passed(), world);
    const seconds = passed();
    const isOver = seconds >= timeoutSeconds;
    // The limit may cut the last look short: then the one before it knew more.
    const { standing, serials } = looked.standing.why !== '' && before !== undefined && isOver ? before : looked;
    before = looked;
    first ??= serials;
    isBlind &&= looked.isBlind;
    denials = looked.isDenied ? denials + 1 : 0;
    const isHopeless = denials === DENIALS;
    const late = isBlind ? EXIT_UNKNOWN : EXITS.critical;
    const code = isHopeless ? EXIT_UNKNOWN : standing.ready ? EXITS.well : isOver ? late : undefined;
    // At the limit the last words alone name whoever is late: a line before them would say it twice.
    if (standing.ready || !isOver) display.show(standing, seconds);
    if (code !== undefined) {
      const closing = isHopeless ? [NO_TOP_LEVEL] : isBlind ? [NOT_LOOKED] : closingOf(standing, first, serials);
      display.end(standing, seconds, closing, isBlind);
      return code;
    }
    await pause(Math.min(intervalSeconds, timeoutSeconds - seconds) * 1000);
  }
}

interface Looked {
  readonly standing: Standing;
  /** Where no nameserver has the value: whether anything is written at all shows by them alone. */
  readonly serials?: Serials;
  /** Do the root servers say that there is no such top-level domain? */
  readonly isDenied: boolean;
  /** Did nobody answer, so that the value may be there or not? */
  readonly isBlind: boolean;
}

/** One look over a net of its own: within one net the same question is asked once only. */
async function look({ name, values, net: options }: Awaiting, leftSeconds: number, world: World): Promise<Looked> {
  const deadlineMs = Math.round(Math.min(Math.max(leftSeconds * 1000, 1000), LONGEST_LOOK_MS));
  const net = await world.openNet({ ...options, deadlineMs });
  const trail = await trailOf(net, { name, type: 'TXT' }, { ednsSize: 512 });
  const standing = standingOf(trail, values);
  const serials = standing.lack?.by === 'all' ? await serialsOf(net, trail) : undefined;
  const isDenied = await isTopDenied(name, net);
  return { standing, isDenied, isBlind: askedNobody(trail, standing), ...(serials && { serials }) };
}

/** Where Picket itself could ask nobody: no way to the roots, or no way to any server of the zone. What a server does not answer is seen. */
function askedNobody({ stations, lost }: Trail, { rows, why }: Standing): boolean {
  if (why !== '') return stations.length === 0 && lost?.failure === 'unmeasured';
  return rows.every(({ has }) => has === undefined);
}

/** By the walk that the look has made already, so that no packet is sent for it. */
async function isTopDenied(name: string, net: Net): Promise<boolean> {
  const walked = await net.walk(name);
  return walked.ok && walked.value.kind === 'gone' && walked.value.parent === '.';
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
