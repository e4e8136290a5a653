import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { parseTarget } from '../functions/core/target.ts';
import { plain } from '../functions/core/wording.ts';
import { check, EXIT_UNKNOWN, type World } from './check.ts';
import { explain } from './explain.ts';
import type { Typed } from './request.ts';

const EXAMPLES = `
Examples:
  picket check example.org                     the zone, as its parent and every nameserver show it
  picket check https://www.example.org         a service, at every one of its addresses
  picket explain dns.serial.behind             what a finding means, and what to do

Exit codes: 0 well, 1 warning, 2 critical, 3 unknown or wrong usage.`;

const CHECK_EXAMPLES = `
Example:
  picket check example.org https://www.example.org tls://mail.example.org:993 --only serial,certificate`;

const EXPLAIN_EXAMPLES = `
Example:
  picket explain tls.expired`;

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

function commands(world: World, exit: (code: number) => void): Command {
  const program = new Command('picket')
    .description(
      'Looks at a domain from outside, as the rest of the world does, and says what is wrong, who must act and by when.',
    )
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', EXAMPLES)
    .configureOutput({
      writeOut: world.out,
      writeErr: world.err,
      outputError: (text, write) => write(text.replace(/^error:/, 'picket:')),
    })
    .showHelpAfterError('(picket --help shows what is possible)')
    .exitOverride();
  checkCommand(program).action(async (targets: readonly string[], typed: Typed) => exit(await check(targets, typed, world)));
  program
    .command('explain')
    .description('say what a finding means; without a code, list them all')
    .argument('[code]', 'such as dns.serial.behind')
    .addHelpText('after', EXPLAIN_EXAMPLES)
    .action(async (code: string | undefined) => exit(await explain(code, world)));
  return program;
}

function checkCommand(program: Command): Command {
  return program
    .command('check')
    .usage('[options] <target...>')
    .description('check zones and services, and say what is wrong')
    .argument('[target...]', 'example.org, https://www.example.org, tls://mail.example.org:993')
    .option('--json', 'print the reports as JSON and nothing else')
    .option('--only <check,...>', 'run only these checks')
    .option('--roots <file>', 'start from these root servers (a named.root file)')
    .option('--allow-private', 'ask loopback and private addresses too')
    .option('--now <time>', 'judge as of this time, ISO 8601')
    .option('--timeout <s>', 'stop asking after so many seconds, 1 to 600 (default: 25)')
    .option('--vantage <name>', 'the name of the place that asks (default: here)')
    .option('--dns-port <n>', 'ask DNS at this port, for labs (default: 53)')
    .option('--trust <file>', 'trust these root certificates too, for labs (PEM)')
    .addHelpText('after', CHECK_EXAMPLES);
}

/** Help and version that were asked for end well; everything else that commander stops at is wrong usage. */
function usageExit({ code }: CommanderError, [first = '']: readonly string[], world: World): number {
  if (code === 'commander.helpDisplayed' || code === 'commander.version') return 0;
  const isTarget = code === 'commander.unknownCommand' && /[.:]/.test(first) && parseTarget(first).ok;
  if (isTarget) world.err(`To check it: picket check ${plain(first)}\n`);
  return EXIT_UNKNOWN;
}

/** One sentence for a failure that nobody foresaw; the stack only for whoever asks for it. */
export function ownFailure(error: unknown, env: NodeJS.ProcessEnv): string {
  const message = plain(error instanceof Error ? error.message : String(error));
  const stack = env.PICKET_DEBUG && error instanceof Error ? `${error.stack}\n` : '';
  return `picket: Picket itself failed and says nothing about the target: ${message} (PICKET_DEBUG=1 shows where)\n${stack}`;
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}
