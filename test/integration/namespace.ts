import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the suites need from the machine, by command and Debian package. */
const NEEDED = {
  unshare: 'util-linux',
  nsenter: 'util-linux',
  ip: 'iproute2',
  nft: 'nftables',
  named: 'bind9',
  knotd: 'knot',
  nsd: 'nsd',
} as const;

const SEARCH = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/**
 * What the machine lacks for a suite of real servers, '' where it can run; a suite that is skipped says so in one line. `more`: what it needs
 * besides, by command and Debian package. `lacks`: what it lacks that is no package, default nothing. Throws in CI, which may skip nothing.
 */
export function missingHere(more: Readonly<Record<string, string>> = {}, lacks = ''): string {
  const missing = [whatIsMissing(more), lacks].filter((one) => one !== '').join('; ');
  if (missing !== '' && process.env.CI !== undefined)
    throw new Error(`a suite of real servers may not be skipped in CI; it needs: ${missing}`);
  if (missing !== '') console.warn(`skipped: a suite of real servers; it needs: ${missing}`);
  return missing;
}

/** One line that says what to install or which right is missing, or empty where all is there. */
export function whatIsMissing(more: Readonly<Record<string, string>>): string {
  const absent = Object.entries({ ...NEEDED, ...more }).filter(([command]) => !works('sh', ['-c', `command -v ${command}`]));
  if (absent.length > 0) return `apt-get install ${[...new Set(absent.map(([, name]) => name))].join(' ')}`;
  if (!works('unshare', [...unshareFlags(), '--', 'ip', 'link', 'set', 'lo', 'up']))
    return 'the right to make network namespaces (root)';
  return '';
}

function works(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore', env: SEARCH });
    return true;
  } catch {
    return false;
  }
}

function unshareFlags(): readonly string[] {
  return ['--net', '--pid', '--fork', '--kill-child', ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'])];
}

/** What a command left behind. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A network of one machine, with its own loopback: nothing in it can reach the world, and nothing outlives it. */
export interface Namespace extends AsyncDisposable {
  /** A folder for configurations, zones and pids; removed at the end. */
  readonly folder: string;
  /** Runs a command in it to its end and returns what it printed; throws where it fails. */
  run(command: string, ...args: string[]): string;
  /** Starts a daemon in it, in the foreground; it dies with the namespace. */
  start(command: string, ...args: string[]): ChildProcess;
  /** Runs a command in it to its end, however it ends; its input is empty. */
  ask(command: string, ...args: string[]): Promise<Ended>;
  /** The same for a Picket command line. */
  picket(...args: string[]): Promise<Ended>;
  /** Replaces the packet filter; '' removes it. Rules are of the input hook: a dropped output would be an error to its sender, not a loss. */
  filter(...rules: string[]): void;
}

/** Opens a namespace with the given addresses on its loopback (`named` binds only addresses that an interface has). */
export async function openNamespace(addresses: readonly string[]): Promise<Namespace> {
  const folder = mkdtempSync(join(tmpdir(), 'picket-'));
  const keeper = spawn('unshare', [...unshareFlags(), '--', 'sh', '-c', 'echo up; exec sleep 1800'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: SEARCH,
  });
  await once(keeper.stdout, 'data');
  const inner = execFileSync('pgrep', ['-P', String(keeper.pid)], { encoding: 'utf8' }).trim();
  const enter = ['-t', inner, '--net', '--pid', ...(process.getuid?.() === 0 ? [] : ['--user', '--preserve-credentials']), '--'];
  const run = (command: string, ...args: string[]) =>
    execFileSync('nsenter', [...enter, command, ...args], { encoding: 'utf8', env: SEARCH, stdio: ['ignore', 'pipe', 'pipe'] });
  const start = (command: string, ...args: string[]) =>
    spawn('nsenter', [...enter, command, ...args], { stdio: ['ignore', 'ignore', 'pipe'], env: SEARCH });
  const ask = (command: string, ...args: string[]) =>
    finish(spawn('nsenter', [...enter, command, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: SEARCH }));
  run('ip', 'link', 'set', 'lo', 'up');
  for (const address of addresses)
    run('ip', 'addr', 'add', address.includes(':') ? `${address}/128` : `${address}/32`, 'dev', 'lo');
  return {
    folder,
    run,
    start,
    ask,
    picket: (...args) => ask(process.execPath, 'cli/picket.ts', ...args),
    filter: (...rules) => {
      const chain = ['chain in {', 'type filter hook input priority 0; policy accept;', ...rules, '}'];
      run('nft', ['table inet fault', 'delete table inet fault', 'table inet fault {', ...chain, '}'].join('\n'));
    },
    async [Symbol.asyncDispose]() {
      keeper.kill('SIGKILL');
      execFileSync('kill', ['-KILL', inner]);
      if (keeper.exitCode === null && keeper.signalCode === null) await once(keeper, 'exit');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function finish(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout, stderr };
}
