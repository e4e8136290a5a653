import type { Lookup } from '../core/delegation.ts';
import type { Answer, Nameserver, Question } from '../core/dns.ts';
import type { Net } from '../core/net.ts';
import { failed, found, type Observation } from '../core/observation.ts';
import type { Level } from './level.ts';
import { openLookup } from './lookup.ts';
import { openOnce, type Path, START } from './once.ts';
import { type Fault, fault, type Got, openTree, type Tree } from './tree.ts';

/** What a search works with. */
export interface SearchOptions {
  readonly ask: Net['ask'];
  readonly roots: readonly Nameserver[];
  /** With which server to begin at each level, 0 to 1; the same for a whole run. */
  readonly turn: number;
}

/** Everything that is asked on behalf of one target, up to `QUESTIONS`. */
export interface Search {
  ask(server: Nameserver, question: Question): Promise<Observation<Answer>>;
  levelOf(name: string): Promise<Got<Level>>;
  addressesOf(name: string): ReturnType<Tree['addressesOf']>;
  lookup(host: string): Promise<Observation<Lookup>>;
  /** The fault to tell where no question is left. */
  givenUp(): Fault | undefined;
  readonly turn: number;
}

/** Questions for one target (ours): thirteen nameservers in thirteen strangers' zones need about 200, a tree without end gets no more. */
export const QUESTIONS = 300;

/** How many zones deep the names of servers may depend on other names (domain A1). */
const DEPTH = 6;

/** Opens the search for one target. Nothing is shared between targets but the answers: a hostile tree wears out its own search alone. */
export function openSearch({ ask, roots, turn }: SearchOptions): Search {
  const once = openOnce();
  const givenUpDetail = `the walk gave up after ${QUESTIONS} questions`;
  let asked = 0;

  const put: Search['ask'] = async (server, question) => {
    asked += 1;
    return asked > QUESTIONS ? failed('unmeasured', givenUpDetail, 0) : (await ask(server, question)).answer;
  };

  const addressesOf = async (name: string, path: Path): Promise<Got<readonly Nameserver[]>> => {
    const depth = path.depth + 1;
    if (depth > DEPTH) return fault('broken', `${name} lies behind more than ${DEPTH} zones whose servers are named elsewhere`);
    const got = await lookup(name, { ...path, depth });
    if (!got.ok) return got;
    const { addresses, detail } = got.value;
    if (addresses.length === 0) return fault('broken', `nameserver ${name}: ${detail}`);
    return { ok: true, value: addresses.map((address) => ({ name, address })) };
  };

  const givenUp = () => (asked > QUESTIONS ? fault('unmeasured', givenUpDetail) : undefined);
  const tree = openTree({ roots, put, givenUp, once, addressesOf, turn });
  const lookup = openLookup(tree, once);

  return {
    ask: put,
    levelOf: (name) => tree.levelOf(name, START),
    addressesOf: (name) => addressesOf(name, START),
    lookup: (host) => timed(() => lookup(host, START)),
    givenUp,
    turn,
  };
}

/** A search's result with the time it took. A search that had nobody to ask ends as `malformed`: it is the tree that is at fault. */
export async function timed<T>(work: () => Promise<Got<T>>): Promise<Observation<T>> {
  const start = performance.now();
  const got = await work();
  const tookMs = performance.now() - start;
  if (got.ok) return found(got.value, tookMs);
  return failed(got.failure === 'broken' ? 'malformed' : got.failure, got.detail, tookMs);
}
