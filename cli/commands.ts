import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { awaitTxt, type TypedAwait } from './await-txt.ts';
import { type TypedCanary, writeCanary } from './canary.ts';
import { check, type World } from './check.ts';
import { cost, type TypedCost } from './cost.ts';
import { drill, type TypedDrill } from './drill.ts';
import { EXAMPLES } from './examples.ts';
import { explain } from './explain.ts';
import { forecast } from './forecast.ts';
import type { TypedForecast } from './forecast-request.ts';
import { mute, type TypedMute } from './mute.ts';
import type { Typed } from './request.ts';
import { status, type TypedStatus } from './status.ts';

const EXPECT = 'the TXT value that a pending order needs at its challenge name, or <name>=<value>; again for each';

/** Every command with its arguments and options; `exit` is handed the exit code of the one that was typed. */
export function commands(world: World, exit: (code: number) => void): Command {
  const program = programFor(world);
  checkCommand(program).action(async (targets: readonly string[], typed: Typed) => exit(await check(targets, typed, world)));
  program
    .command('cost')
    .description('say what a configuration will cost a month, before it is deployed')
    .option('--config <file>', 'the configuration (default: picket.config.ts)')
    .option('--json', 'print the bill as JSON and nothing else')
    .addHelpText('after', EXAMPLES.cost)
    .action(async (typed: TypedCost) => exit(await cost(typed, world)));
  program
    .command('explain')
    .description('say what a finding means; without a code, list them all')
    .argument('[code]', 'such as dns.serial.behind')
    .addHelpText('after', EXAMPLES.explain)
    .action(async (code: string | undefined) => exit(await explain(code, world)));
  deploymentCommands(program, world, exit);
  awaitCommand(program).action(async (name: string, typed: TypedAwait) => exit(await awaitTxt(name, typed, world)));
  forecastCommand(program).action(async (zone: string, typed: TypedForecast) => exit(await forecast(zone, typed, world)));
  canaryCommand(program).action(async (zone: string, typed: TypedCanary) => exit(await writeCanary(zone, typed, world)));
  return program;
}

/** The program without a command: its own help, and where it writes. */
function programFor(world: World): Command {
  return new Command('picket')
    .description(
      'Looks at a domain from outside, as the rest of the world does, and says what is wrong, who must act and by when.',
    )
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', EXAMPLES.program)
    .configureOutput({
      writeOut: world.out,
      writeErr: world.err,
      outputError: (text, write) => write(text.replace(/^error:/, 'picket:')),
    })
    .showHelpAfterError('(picket --help shows what is possible)')
    .exitOverride();
}

/** The commands about what is deployed. */
function deploymentCommands(program: Command, world: World, exit: (code: number) => void): void {
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
}

/** Which deployment is meant. */
function ofDeployment(command: Command): Command {
  return command
    .option('--deployment <name>', 'the deployment (default: that of the configuration)')
    .option('--region <region>', 'its home region (default: that of the configuration)')
    .option('--config <file>', 'the configuration (default: picket.config.ts)')
    .addHelpText('after', EXAMPLES.deployment);
}

function awaitCommand(program: Command): Command {
  return withRoots(
    program
      .command('await-txt')
      .description('wait until every nameserver shows a TXT value; something to put before a renewal')
      .argument('<name>', 'example.org for its challenge, or any name that begins with an underscore')
      .option(
        '--value <text>',
        'the awaited value, or the key authorisation (default: any value, as long as every nameserver has the same)',
      )
      .option('--timeout <s>', 'give up after so many seconds (default: 600)')
      .option('--interval <s>', 'look every so many seconds (default: 5)'),
  ).addHelpText('after', EXAMPLES.awaitTxt);
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
    .addHelpText('after', EXAMPLES.canary);
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
  ).addHelpText('after', EXAMPLES.forecast);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** A list that may come in one option or in several. */
function joined(value: string, before?: string): string {
  return before === undefined ? value : `${before},${value}`;
}

function checkCommand(program: Command): Command {
  return withLookOptions(
    program
      .command('check')
      .usage('[options] <target...>')
      .description('check zones and services, and say what is wrong')
      .argument(
        '[target...]',
        'example.org, https://www.example.org, http://example.org, imaps://mail.example.org, tls://example.org:8443',
      )
      .option('--json', 'print the reports as JSON and nothing else')
      .option('--expect <value>', EXPECT, collect)
      .option('--only <check,...>', 'run only these checks; picket explain lists them all', joined)
      .option('--deep', 'search Certificate Transparency too: rate limits, hosts that certificates name, renewals never deployed')
      .option('--no-discovery', 'look at what was named, not for services of the zone'),
  ).addHelpText('after', EXAMPLES.check);
}

/** From where and how it is looked. */
function withLookOptions(command: Command): Command {
  return withRoots(
    command
      .option('--now <time>', 'judge as of this time, ISO 8601')
      .option('--timeout <s>', 'stop asking after so many seconds, 1 to 600 (default: 25)')
      .option('--vantage <name>', 'the name of the place that asks (default: here)'),
  ).option('--trust <file>', 'trust these root certificates too, for labs (PEM)');
}

/** Which DNS is asked: that of the Internet, unless it is a lab. */
function withRoots(command: Command): Command {
  return command
    .option('--roots <file>', 'start from these root servers (a named.root file)')
    .option('--allow-private', 'ask loopback and private addresses too')
    .option('--dns-port <n>', 'ask DNS at this port, for labs (default: 53)');
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}
