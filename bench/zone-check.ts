import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs, promisify } from 'node:util';
import { CHECKS } from '../functions/checks/registry.ts';
import type { Nameserver } from '../functions/core/dns.ts';
import { parseHints } from '../functions/net/hints.ts';
import { type NetOptions, openNet } from '../functions/net/net.ts';
import { run } from '../functions/run.ts';
import { type Internet, startInternet } from '../lab/internet.ts';

/*
 * All checks of one zone, in a process that is warm and over a net opened anew for each run, beside `dig` once for each server:
 * the least that a person would do by hand. Rounds alternate, so that both meet the same machine. It asserts nothing.
 *
 *   node bench/zone-check.ts                                   against the lab
 *   node bench/zone-check.ts example.org --rounds 10           against the world
 *   node bench/zone-check.ts zone.test --roots named.root --dns-port 5300 --allow-private
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    roots: { type: 'string' },
    'dns-port': { type: 'string', default: '53' },
    'allow-private': { type: 'boolean', default: false },
    rounds: { type: 'string', default: '30' },
  },
});

const LAB_ZONE = 'bench.test';
const WARM_UP = 3;

const digging = promisify(execFile);

async function bench(): Promise<void> {
  const lab = positionals[0] === undefined ? await startLab() : undefined;
  try {
    await compare(positionals[0] ?? LAB_ZONE, lab === undefined ? netOptions() : labOptions(lab), Number(values.rounds));
  } finally {
    await lab?.stop();
  }
}

async function compare(zone: string, options: NetOptions, rounds: number): Promise<void> {
  const servers = await openNet(options).atEvery(zone, async (server): Promise<Nameserver> => server);
  if (!servers.ok) return console.log(`${zone}: no nameserver to ask (${servers.detail})`);
  const ours: number[] = [];
  const digs: number[] = [];
  const hasDig = await digEach(zone, servers.value, options.port ?? 53);
  for (let round = -WARM_UP; round < rounds; round++) {
    const [own, dug] = [
      await clocked(() => checkZone(zone, options)),
      hasDig ? await clocked(() => digEach(zone, servers.value, options.port ?? 53)) : 0,
    ];
    if (round < 0) continue;
    ours.push(own);
    digs.push(dug);
  }
  tell(zone, servers.value.length, ours, hasDig ? digs : []);
}

function checkZone(zone: string, options: NetOptions): Promise<unknown> {
  return run({ vantage: 'bench', targets: [{ kind: 'zone', zone }] }, CHECKS, openNet(options), new Date());
}

/** One SOA question to each server, one process after another. False where there is no dig. */
async function digEach(zone: string, servers: readonly Nameserver[], port: number): Promise<boolean> {
  for (const { address } of servers) {
    try {
      await digging('dig', ['+norec', '+tries=1', '+time=2', '-p', String(port), `@${address}`, zone, 'SOA']);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    }
  }
  return true;
}

async function clocked(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function tell(zone: string, servers: number, ours: readonly number[], digs: readonly number[]): void {
  const checks = CHECKS.filter(({ about }) => about === 'zone').map(({ name }) => name);
  console.log(`${zone}: ${servers} nameserver addresses, ${ours.length} rounds, Node ${process.version}`);
  console.log(`  picket (${checks.join(', ')}): median ${median(ours).toFixed(1)} ms, worst ${Math.max(...ours).toFixed(1)} ms`);
  if (digs.length === 0) console.log('  dig: not on this machine, so there is nothing to compare with');
  else tellBeside(ours, digs);
}

function tellBeside(ours: readonly number[], digs: readonly number[]): void {
  console.log(
    `  dig, SOA, once for each server:  median ${median(digs).toFixed(1)} ms, worst ${Math.max(...digs).toFixed(1)} ms`,
  );
  const ratios = ours.map((own, round) => own / (digs[round] ?? Number.NaN));
  console.log(`  ratio picket / dig, paired by round: median ${median(ratios).toFixed(2)}`);
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

function startLab(): Promise<Internet> {
  const hosts = ['ns1', 'ns2', 'ns3', 'ns4'].map((name) => ({ name: `${name}.${LAB_ZONE}` }));
  return startInternet({ clock: () => new Date(), zones: [{ zone: LAB_ZONE, hosts }] });
}

function labOptions({ roots, port }: Internet): NetOptions {
  return { roots, port, allowPrivate: true };
}

function netOptions(): NetOptions {
  const hints = values.roots === undefined ? undefined : parseHints(readFileSync(values.roots, 'utf8'));
  if (hints?.ok === false) throw new Error(hints.fault);
  return { port: Number(values['dns-port']), allowPrivate: values['allow-private'], ...(hints && { roots: hints.value }) };
}

await bench();
