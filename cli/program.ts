import { CommanderError } from 'commander';
import { parseTarget } from '../functions/core/target.ts';
import { plain } from '../functions/core/wording.ts';
import { EXIT_UNKNOWN, type World } from './check.ts';
import { commands } from './commands.ts';
import { meantTarget } from './near.ts';

/** The program: reads the arguments, does what they say, and gives the exit code. It throws for nothing, whatever was typed. */
export async function answer(args: readonly string[], world: World): Promise<number> {
  let code = EXIT_UNKNOWN;
  const program = commands(world, (exit) => {
    code = exit;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return usageExit(error, args, world);
    world.err(ownFailure(error, world.env));
    return EXIT_UNKNOWN;
  }
}

/** Help and version that were asked for end well; everything else that commander stops at is wrong usage. */
function usageExit({ code, exitCode }: CommanderError, [first = '']: readonly string[], world: World): number {
  if (exitCode === 0) return 0;
  const isName = code === 'commander.unknownCommand' && /[.:]/.test(first);
  const target = isName && parseTarget(first).ok ? first : isName ? meantTarget(first) : undefined;
  if (target !== undefined) world.err(`To check it: picket check ${plain(target)}\n`);
  return EXIT_UNKNOWN;
}

/** One sentence for a failure that nobody foresaw; the stack only for whoever asks for it. */
export function ownFailure(error: unknown, env: NodeJS.ProcessEnv): string {
  const message = plain(error instanceof Error ? error.message : String(error));
  const stack = env.PICKET_DEBUG && error instanceof Error ? `${error.stack}\n` : '';
  return `picket: Picket itself failed and says nothing about the target: ${message} (PICKET_DEBUG=1 shows where)\n${stack}`;
}
