/** Full tries that a server may leave without any answer before it is taken for dead in this run. Ours: one more than bad luck. */
export const MOST_LOST = 3;
/** Full tries at once at a server that has not answered yet; the others wait for what becomes of these. Ours: a zone's own questions. */
export const MOST_UNPROVEN = 8;

/** What a full try came to: `unmeasured` proves nothing about the server. */
export type Proof = 'answered' | 'lost' | 'unmeasured';

/**
 * Keeps the packets to a dead server few, however many zones share it: at most `MOST_UNPROVEN` full tries without an answer.
 * After that, `T` of the last lost one is handed to whoever asks. One answer, and the server is trusted for the rest of the run.
 */
export type Breaker<T> = (server: string, attempt: () => Promise<T>) => Promise<T>;

interface Standing<T> {
  answered: boolean;
  lost: number;
  running: number;
  last?: T;
  readonly waiting: (() => void)[];
}

/** Opens a breaker that knows nobody yet. */
export function openBreaker<T>(proofOf: (result: T) => Proof): Breaker<T> {
  const standings = new Map<string, Standing<T>>();
  return async (server, attempt) => {
    const standing = standings.get(server) ?? { answered: false, lost: 0, running: 0, waiting: [] };
    standings.set(server, standing);
    while (mustWait(standing)) await new Promise<void>((resolve) => standing.waiting.push(resolve));
    if (isDead(standing) && standing.last !== undefined) return standing.last;
    standing.running += 1;
    try {
      const result = await attempt();
      note(standing, result, proofOf(result));
      return result;
    } finally {
      standing.running -= 1;
      for (const wake of standing.waiting.splice(0)) wake();
    }
  };
}

function isDead<T>({ answered, lost }: Standing<T>): boolean {
  return !answered && lost >= MOST_LOST;
}

function mustWait<T>(standing: Standing<T>): boolean {
  return !standing.answered && !isDead(standing) && standing.running + standing.lost >= MOST_UNPROVEN;
}

function note<T>(standing: Standing<T>, result: T, proof: Proof): void {
  if (proof === 'answered') standing.answered = true;
  if (proof !== 'lost') return;
  standing.lost += 1;
  standing.last = result;
}
