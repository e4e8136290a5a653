import { type Family, familyOf } from '../core/address.ts';
import { type Answer, type Nameserver, nameserverLabel, type Question, sameName } from '../core/dns.ts';
import type { FailureKind, Observation } from '../core/observation.ts';
import { first, type Level, parentOf, spread } from './level.ts';
import type { Once, Path } from './once.ts';
import { type Cut, readStep, type Step } from './step.ts';

/** Why a search found nothing; `broken`: there was nobody to ask, since the names of the servers lead nowhere or in a circle. */
export interface Fault {
  readonly ok: false;
  readonly failure: FailureKind | 'broken';
  readonly detail: string;
  /** Over which family a server was asked, where it is one server's. */
  readonly family?: Family;
}

/** What a search found. */
export type Got<T> = { readonly ok: true; readonly value: T } | Fault;

/** Makes a fault; `detail` is one clause. */
export function fault(failure: Fault['failure'], detail: string): Fault {
  return { ok: false, failure, detail };
}

/** A step down that was taken, and on whose word. */
export interface Reading {
  readonly server: Nameserver;
  readonly answer: Answer;
  readonly step: Step;
}

/** What the tree needs from the search that it belongs to. */
export interface TreeOptions {
  readonly roots: readonly Nameserver[];
  /** Asks, as long as the search has questions left. */
  readonly put: (server: Nameserver, question: Question) => Promise<Observation<Answer>>;
  /** The fault to tell once no question is left. */
  readonly givenUp: () => Fault | undefined;
  readonly once: Once;
  /** Addresses of a nameserver that came without any. */
  readonly addressesOf: (name: string, path: Path) => Promise<Got<readonly Nameserver[]>>;
  /** See `spread`. */
  readonly turn: number;
}

/** The tree of zones, found out level by level with minimised names (RFC 9156). */
export interface Tree {
  /** The servers of the deepest zone that holds the name, the name's own zone included. */
  levelOf(name: string, path: Path): Promise<Got<Level>>;
  /** Asks from this level down, referral by referral, until a server answers for itself. */
  follow(level: Level, question: Question, path: Path): Promise<Got<{ level: Level; reading: Reading }>>;
  /** Addresses for the names of a level that came without any. */
  readonly addressesOf: TreeOptions['addressesOf'];
}

/** Servers of one level asked at a time, and how many of them may disappoint before the level counts as silent (ours: 2 × 9.1 s). */
const AT_ONCE = 3;
const TRIES = 6;

/** Opens the tree for one search. */
export function openTree({ roots, put, givenUp, once, addressesOf, turn }: TreeOptions): Tree {
  const root: Level = { zone: '.', names: [...new Set(roots.map(({ name }) => name))], known: roots };

  /** One step at one level: glue first, then the servers whose names must be looked up. */
  const step = async (level: Level, question: Question, path: Path): Promise<Got<Reading>> => {
    const faults: Fault[] = [];
    let disappointed = 0;
    const tryServer = async (server: Nameserver): Promise<Reading | undefined> => {
      if (disappointed >= TRIES) return undefined;
      const got = readingOf(server, await put(server, question), level.zone, question.name);
      if (got.ok) return got.value;
      if (got.failure !== 'unmeasured') disappointed += 1;
      faults.push(got);
      return undefined;
    };
    const tryName = async (name: string): Promise<Reading | undefined> => {
      if (disappointed >= TRIES) return undefined;
      const servers = await addressesOf(name, path);
      if (servers.ok) return first(servers.value, 2, tryServer);
      faults.push(servers);
      return undefined;
    };
    const reading =
      (await first(spread(level.known, turn), AT_ONCE, tryServer)) ?? (await first(withoutAddress(level), AT_ONCE, tryName));
    return reading ? { ok: true, value: reading } : (givenUp() ?? noneOf(level.zone, faults));
  };

  const follow: Tree['follow'] = async (from, question, path) => {
    let level = from;
    for (;;) {
      const reading = await step(level, question, path);
      if (!reading.ok) return reading;
      if (reading.value.step.kind !== 'cut') return { ok: true, value: { level, reading: reading.value } };
      level = levelBelow(reading.value.step, reading.value.server);
      // Every cut lies deeper than the last and above the name, so this ends.
      if (question.type === 'NS' && sameName(level.zone, question.name))
        return { ok: true, value: { level, reading: reading.value } };
    }
  };

  const levelOf: Tree['levelOf'] = async (name, path) => {
    if (name === '.') return { ok: true, value: root };
    const level = once(`zone ${name.toLowerCase()}`, path, (inner) => descend(name, inner));
    return level ?? fault('broken', `the way to ${name} leads through servers that are named in it`);
  };

  const descend = async (name: string, path: Path): Promise<Got<Level>> => {
    const above = await levelOf(parentOf(name), path);
    if (!above.ok) return above;
    const found = await follow(above.value, { name, type: 'NS' }, path);
    if (found.ok) return { ok: true, value: found.value.level };
    // Some servers choke on the short names alone (RFC 9156 section 2.3): the full question is put to them before they are judged.
    return found.failure === 'malformed' ? above : found;
  };

  return { levelOf, follow, addressesOf };
}

/** The level below a cut. */
export function levelBelow({ zone, names, glue, serves }: Cut, server: Nameserver): Level {
  return { zone, names, known: serves ? [server, ...glue] : glue };
}

/** Names of a level that came without any address. */
export function withoutAddress({ names, known }: Level): readonly string[] {
  return names.filter((name) => !known.some((server) => server.name === name));
}

/** An answer as a step down, or why it is none. */
export function readingOf(server: Nameserver, seen: Observation<Answer>, zone: string, name: string): Got<Reading> {
  const label = nameserverLabel(server);
  if (!seen.ok) return { ...fault(seen.failure, `${label}: ${seen.detail}`), family: familyOf(server.address) };
  const step = readStep(seen.value, zone, name);
  return typeof step === 'string'
    ? fault('malformed', `${label} ${step}`)
    : { ok: true, value: { server, answer: seen.value, step } };
}

/** What was measured outweighs what was not. */
const WEIGHT: readonly Fault['failure'][] = [
  'timeout',
  'refused',
  'unreachable',
  'malformed',
  'handshake',
  'unmeasured',
  'broken',
];

/** Sums up a level of which no server helped. Where not even a root server does, it is our own network that fails. */
export function noneOf(zone: string, faults: readonly Fault[]): Fault {
  const failure = WEIGHT.find((kind) => faults.some((one) => one.failure === kind));
  if (failure === undefined) return fault('broken', `no nameserver of ${zone} has an address`);
  const alike = faults.filter((one) => one.failure === failure);
  // A machine without IPv6 is nothing rare; that nothing came over IPv4 is the news.
  const first = alike.find(({ family }) => family === 'IPv4') ?? alike[0];
  if (zone === '.')
    return fault('unmeasured', `no root server answered, so this machine has no way to the DNS (${first?.detail})`);
  const all = alike.map(({ detail }) => detail);
  const details = all.length > 3 ? [...all.slice(0, 3), `${all.length - 3} more`] : all;
  return fault(failure, `no server of ${zone} gave a usable answer (${details.join('; ')})`);
}
