#!/usr/bin/env node
import { keysOf } from '../functions/core/transparency.ts';
import { EXIT_UNKNOWN } from './check.ts';
import { pageFor } from './paint.ts';
import { answer, ownFailure } from './program.ts';

const { stdout, stderr, env } = process;

// A reader that went away, such as `head`, is no failure: what was found out decides, and without it nothing is called well.
stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') return void setImmediate(() => process.exit(process.exitCode ?? EXIT_UNKNOWN));
  stderr.write(`picket: standard output could not be written: ${message}\n`);
  process.exit(EXIT_UNKNOWN);
});

// What standard error does not take is lost, and changes nothing about the target.
stderr.on('error', () => {});

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
