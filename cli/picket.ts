#!/usr/bin/env node
import { keysOf } from '../functions/core/transparency.ts';
import { EXIT_UNKNOWN } from './check.ts';
import { pageFor } from './paint.ts';
import { answer, ownFailure } from './program.ts';

const { stdout, stderr, env } = process;

/** A reader that went away, such as `head`, is no failure. */
stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : EXIT_UNKNOWN));

for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error: unknown) => {
    stderr.write(ownFailure(error, env));
    process.exit(EXIT_UNKNOWN);
  });
}

process.exitCode = await answer(process.argv.slice(2), {
  out: (text) => stdout.write(text),
  err: (text) => stderr.write(text),
  page: pageFor(stdout, env),
  screen: stderr,
  env,
  checks: async () => (await import('../functions/checks/registry.ts')).CHECKS,
  words: async () => (await import('../functions/checks/words.ts')).WORDS,
  openNet: async (options) => (await import('../functions/net/net.ts')).openNet({ ...options, keys: keysOf(env) }),
  now: () => new Date(),
});
