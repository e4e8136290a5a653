/** Where a piece of work stands: what waits for it. */
export interface Path {
  /** The work itself; '' where a search begins. */
  readonly node: string;
  /** What this is done for and may not be waited for, itself included. */
  readonly keys: readonly string[];
  /** How many nameservers' names deep the search is, by way of zones that name servers elsewhere. */
  readonly depth: number;
}

/** Where every search begins. */
export const START: Path = { node: '', keys: [], depth: 0 };

/**
 * Does each piece of work once, whoever wants it; undefined where the work would wait for itself, as two zones do whose servers are
 * named in one another. Work on which somebody waits who in turn waits for us is done again, apart: a promise that waits for itself
 * never ends, and what is shared must not depend on who came first.
 */
export type Once = <T>(key: string, path: Path, work: (path: Path) => Promise<T>) => Promise<T> | undefined;

/** Opens the memory of one search. Shared work starts with nothing above it, so that its result is good for all. */
export function openOnce(): Once {
  const shared = new Map<string, Promise<unknown>>();
  const waits = new Map<string, Set<string>>();
  let apart = 0;

  const leadsTo = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return [...(waits.get(from) ?? [])].some((next) => leadsTo(next, to, seen));
  };

  const wait = async <T>(by: string, on: string, work: Promise<T>): Promise<T> => {
    const mine = waits.get(by) ?? new Set();
    waits.set(by, mine.add(on));
    try {
      return await work;
    } finally {
      mine.delete(on);
    }
  };

  return <T>(key: string, { node, keys, depth }: Path, work: (path: Path) => Promise<T>) => {
    if (keys.includes(key)) return undefined;
    // Work begins a moment later, when it is on record who waits for it.
    const begin = (path: Path) => Promise.resolve().then(() => work(path));
    if (node !== '' && leadsTo(key, node)) {
      apart += 1;
      const alone = `${key} #${apart}`;
      return wait(node, alone, begin({ node: alone, keys: [...keys, key], depth }));
    }
    // The key names the work and with it the type: nobody begins other work under it.
    const promise = (shared.get(key) as Promise<T> | undefined) ?? begin({ node: key, keys: [key], depth });
    shared.set(key, promise);
    return wait(node, key, promise);
  };
}
