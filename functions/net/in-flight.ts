/** Packets and connections on their way at once. Dead servers hold a place for seconds, so this bounds sockets and not the pace. */
const MOST_IN_FLIGHT = 256;

/** Runs work as soon as there is a place for it, in the order of asking. */
export type InFlight = <T>(work: () => Promise<T>) => Promise<T>;

/** Opens `places` places. */
export function openInFlight(places: number = MOST_IN_FLIGHT): InFlight {
  const waiting: (() => void)[] = [];
  let free = places;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Whoever waits takes over the place itself, so that nobody can slip in between.
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
