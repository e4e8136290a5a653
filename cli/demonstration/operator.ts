import { pageFor } from '../paint.ts';
import { answer } from '../program.ts';

/** What a command said and how it ended. */
export interface Typed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Somebody types `picket …`, with the keys of the environment that this thread was given and at the time of its clock. */
export async function handler(args: readonly string[]): Promise<Typed> {
  const told = { out: '', err: '' };
  const code = await answer(args, {
    out: (text) => {
      told.out += text;
    },
    err: (text) => {
      told.err += text;
    },
    page: pageFor(process.stdout, { NO_COLOR: '1' }),
    screen: { isTTY: false, columns: 80, write: () => true },
    env: process.env,
    checks: async () => [],
    words: async () => ({}),
    openNet: () => Promise.reject(new Error('asks AWS alone')),
    now: () => new Date(),
  });
  return { code, ...told };
}
