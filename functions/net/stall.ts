/** How often the process looks at the clock while somebody watches, in milliseconds. */
export const TICK_MS = 10;

let watchers = 0;
let timer: NodeJS.Timeout | undefined;
let lastTick = 0;
let stalledMs = 0;

/**
 * Begins to count the time in which this process could not work: a busy event loop, or a Lambda whose share of the CPU was used up.
 * The returned function gives the milliseconds since and ends the watch. What is below a tick does not count.
 * Ours: an answer that waited in our own socket is not the server's slowness.
 */
export function watchStall(): () => number {
  if (watchers === 0) {
    lastTick = performance.now();
    timer = setInterval(tick, TICK_MS);
  }
  watchers += 1;
  const before = stalledMs;
  return () => {
    const stalled = stalledMs + lateness(performance.now()) - before;
    watchers -= 1;
    if (watchers === 0) clearInterval(timer);
    return stalled;
  };
}

function tick(): void {
  const now = performance.now();
  stalledMs += lateness(now);
  lastTick = now;
}

function lateness(now: number): number {
  const late = now - lastTick - TICK_MS;
  return late > TICK_MS ? late : 0;
}
