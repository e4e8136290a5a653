import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { parseTarget } from '../functions/core/target.ts';
import { plain } from '../functions/core/wording.ts';
import { awaitTxt, type TypedAwait } from './await-txt.ts';
import { type TypedCanary, writeCanary } from './canary.ts';
import { check, EXIT_UNKNOWN, type World } from './check.ts';
import { cost, type TypedCost } from './cost.ts';
import { drill, type TypedDrill } from './drill.ts';
import { explain } from './explain.ts';
import { forecast } from './forecast.ts';
import type { TypedForecast } from './forecast-request.ts';
import { mute, type TypedMute } from './mute.ts';
import type { Typed } from './request.ts';
import { status, type TypedStatus } from './status.ts';

const EXAMPLES = `
Examples:
  picket check example.org                     the zone, and the web and mail services that it leads to
  picket check https://www.example.org         a service, at every one of its addresses
  picket await-txt example.org                 wait until every nameserver shows the challenge
  picket forecast example.org                  would a CA issue a certificate for it, asked now?
  picket explain dns.serial.behind             what a finding means, and what to do
  picket status                                where the alarms of what is deployed stand

Exit codes: 0 well, 1 warning, 2 critical, 3 unknown or wrong usage.`;

const CHECK_EXAMPLES = `
Example:
  picket check example.org https://www.example.org tls://mail.example.org:993 --only serial,certificate`;

const AWAIT_EXAMPLES = `
Example:
  picket await-txt example.org --value "$CERTBOT_VALIDATION" --timeout 900

Exit codes: 0 every nameserver shows it, 2 the time is over, 3 wrong usage.`;

const CANARY_EXAMPLES = `
Example:
  picket canary write example.org --server ns1.example.org --key-file canary.key --once

docs/canary.md has a Kubernetes CronJob for it, and what to do without RFC 2136. Exit codes: 0 written, 2 not written, 3 wrong usage.`;

const FORECAST_EXAMPLES = `
Examples:
  picket forecast example.org
  picket forecast example.org --cert 'example.org,*.example.org' --cert mail.example.org --ca letsencrypt.org
  picket forecast example.org --deployed       as every vantage of the deployment sees it now

With --deployed it asks AWS with the keys of the environment, and needs no network but that.

Exit codes: 0 ready, 1 risky, 2 blocked, 3 could not tell or wrong usage. A forecast is advice: block nothing by it.`;

const COST_EXAMPLES = `
Example:
  picket cost --config picket.config.ts

Exit codes: 0 told, 3 the configuration is faulty.`;

const DEPLOYMENT_EXAMPLES = `
Examples:
  picket status                                  where all alarms stand
  picket drill example.org                       does a letter come? it says that it is a drill
  picket mute example.org --for 2h               no letters for two hours

They ask AWS with the keys of the environment. The deployment is that of picket.config.ts, unless --deployment and --region name one.`;

const EXPECT = 'the TXT value that a pending order needs at its challenge name, or <name>=<value>; again for each';

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
    .command('cost')
    .description('say what a configuration will cost a month, before it is deployed')
    .option('--config <file>', 'the configuration (default: picket.config.ts)')
    .option('--json', 'print the bill as JSON and nothing else')
    .addHelpText('after', COST_EXAMPLES)
    .action(async (typed: TypedCost) => exit(await cost(typed, world)));
  program
    .command('explain')
    .description('say what a finding means; without a code, list them all')
    .argument('[code]', 'such as dns.serial.behind')
    .addHelpText('after', EXPLAIN_EXAMPLES)
    .action(async (code: string | undefined) => exit(await explain(code, world)));
  ofDeployment(program.command('status').description('say where every alarm of the deployment stands'))
    .option('--all', 'name the quiet ones too')
    .option('--json', 'print the alarms as JSON and nothing else')
    .action(async (typed: TypedStatus) => exit(await status(typed, world)));
  ofDeployment(program.command('drill').description('set the alarms of a target by hand, to hear whether the letter comes'))
    .argument('<target>', 'a zone or a service that is watched')
    .option('--warning', 'only those that warn, which wake nobody')
    .action(async (target: string, typed: TypedDrill) => exit(await drill(target, typed, world)));
  ofDeployment(program.command('mute').description('send no letters about a target for a while'))
    .argument('<target>', 'a zone or a service that is watched')
    .option('--for <duration>', '30m, 2h, 1d12h; 15 days at most (default: 1h)')
    .action(async (target: string, typed: TypedMute) => exit(await mute(target, typed, world)));
  awaitCommand(program).action(async (name: string, typed: TypedAwait) => exit(await awaitTxt(name, typed, world)));
  forecastCommand(program).action(async (zone: string, typed: TypedForecast) => exit(await forecast(zone, typed, world)));
  canaryCommand(program).action(async (zone: string, typed: TypedCanary) => exit(await writeCanary(zone, typed, world)));
  return program;
}

/** Which deployment is meant. */
function ofDeployment(command: Command): Command {
  return command
    .option('--deployment <name>', 'the deployment (default: that of the configuration)')
    .option('--region <region>', 'its home region (default: that of the configuration)')
    .option('--config <file>', 'the configuration (default: picket.config.ts)')
    .addHelpText('after', DEPLOYMENT_EXAMPLES);
}

function awaitCommand(program: Command): Command {
  return program
    .command('await-txt')
    .description('wait until every nameserver shows a TXT value; something to put before a renewal')
    .argument('<name>', 'example.org for its challenge, or any name that begins with an underscore')
    .option('--value <text>', 'the awaited value, or the key authorisation (default: any, the same everywhere)')
    .option('--timeout <s>', 'give up after so many seconds (default: 600)')
    .option('--interval <s>', 'look every so many seconds (default: 5)')
    .option('--roots <file>', 'start from these root servers (a named.root file)')
    .option('--allow-private', 'ask loopback and private addresses too')
    .option('--dns-port <n>', 'ask DNS at this port, for labs (default: 53)')
    .addHelpText('after', AWAIT_EXAMPLES);
}

function canaryCommand(program: Command): Command {
  return program
    .command('canary')
    .description("the heartbeat that shows whether the zone's edits reach every nameserver")
    .command('write')
    .description('write it at the primary, by dynamic update (RFC 2136) with TSIG (RFC 8945)')
    .argument('<zone>', 'such as example.org')
    .option('--server <primary>', 'where the zone is edited, a name or an address')
    .option('--key-file <file>', 'the TSIG key, as tsig-keygen prints it')
    .option('--name <name>', 'the name of the heartbeat (default: _dns-canary.<zone>)')
    .option('--once', 'write once and end')
    .option('--interval <s>', 'write every so many seconds (default: 600)')
    .option('--port <n>', 'the port of the primary (default: 53)')
    .option('--now <time>', 'sign as of this time, ISO 8601')
    .addHelpText('after', CANARY_EXAMPLES);
}

function forecastCommand(program: Command): Command {
  return withLookOptions(
    program
      .command('forecast')
      .usage('[options] <zone>')
      .description('say whether a CA would issue a certificate, asked now, and what stands in the way')
      .argument('<zone>', 'such as example.org')
      .option(
        '--cert <name,...>',
        'the names of one certificate; again for each (default: as declared, else the zone and its wildcard)',
        collect,
      )
      .option('--ca <name>', 'the CA, as CAA records name it (default: letsencrypt.org)')
      .option('--method <method>', 'dns-01, http-01 or tls-alpn-01 (default: dns-01)')
      .option('--account <uri>', "the ACME account's URI, where CAA records bind the CA to one")
      .option('--expect <value>', EXPECT, collect)
      .option('--deployed', 'have the vantages of the deployment look, instead of this machine')
      .option('--deployment <name>', 'the deployment (default: that of the configuration)')
      .option('--region <region>', 'its home region (default: that of the configuration)')
      .option('--config <file>', 'the configuration, for declared certificates too (default: picket.config.ts)')
      .option('--with <file>', 'put together with what --json printed elsewhere; again for each', collect)
      .option('--json', 'print the forecasts as JSON and nothing else'),
  ).addHelpText('after', FORECAST_EXAMPLES);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function checkCommand(program: Command): Command {
  return withLookOptions(
    program
      .command('check')
      .usage('[options] <target...>')
      .description('check zones and services, and say what is wrong')
      .argument('[target...]', 'example.org, https://www.example.org, tls://mail.example.org:993')
      .option('--json', 'print the reports as JSON and nothing else')
      .option('--expect <value>', EXPECT, collect)
      .option('--only <check,...>', 'run only these checks')
      .option('--deep', 'search Certificate Transparency too: rate limits, hosts that certificates name, renewals never deployed')
      .option('--no-discovery', 'look at what was named, not for services of the zone'),
  ).addHelpText('after', CHECK_EXAMPLES);
}

/** From where and how it is looked. */
function withLookOptions(command: Command): Command {
  return command
    .option('--roots <file>', 'start from these root servers (a named.root file)')
    .option('--allow-private', 'ask loopback and private addresses too')
    .option('--now <time>', 'judge as of this time, ISO 8601')
    .option('--timeout <s>', 'stop asking after so many seconds, 1 to 600 (default: 25)')
    .option('--vantage <name>', 'the name of the place that asks (default: here)')
    .option('--dns-port <n>', 'ask DNS at this port, for labs (default: 53)')
    .option('--trust <file>', 'trust these root certificates too, for labs (PEM)');
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
