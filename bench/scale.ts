import { execFileSync, fork } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CHECKS } from '../functions/checks/registry.ts';
import { isForEverySlot } from '../functions/core/check.ts';
import type { Nameserver } from '../functions/core/dns.ts';
import type { Order } from '../functions/core/order.ts';
import { openNet } from '../functions/net/net.ts';
import { run } from '../functions/run.ts';
import { startInternet } from '../lab/internet.ts';

/*
 * What many zones cost: the synthesis of their deployment, its templates, and the orders of one vantage, taken out of the template and carried
 * out against a lab in a process of its own. It asserts nothing; docs/scale.md keeps what it printed.
 *
 *   node bench/scale.ts                                 1,000 zones, 5 vantages
 *   node bench/scale.ts --zones 100 --vantages 3
 *   node bench/scale.ts --orders 5                      carry out five orders only; 0 for none
 */
const { values } = parseArgs({
  options: {
    zones: { type: 'string', default: '1000' },
    vantages: { type: 'string', default: '5' },
    orders: { type: 'string', default: '1000' },
    lab: { type: 'boolean', default: false },
  },
});

const ROOT = join(import.meta.dirname, '..');
const REGIONS = ['us-east-1', 'eu-central-1', 'ap-southeast-2', 'sa-east-1', 'af-south-1', 'us-west-2', 'ap-northeast-1'];

/** The share of a CPU that Lambda gives to 512 MB; a whole one comes with 1,769 MB (Lambda guide, "Configure memory"). */
const CPU_SHARE = 512 / 1769;

const zones = Array.from({ length: Number(values.zones) }, (_, index) => `zone${index}.test`);
const vantages = REGIONS.slice(0, Number(values.vantages));

/** The lab's side: all zones on four hosts, as they are at a hoster. */
async function serveLab(): Promise<void> {
  const hosts = ['ns1', 'ns2', 'ns3', 'ns4'].map((name) => ({ name: `${name}.hoster.example` }));
  const internet = await startInternet({ clock: () => new Date(), zones: [{ zone: 'hoster.example', hosts }] });
  for (const zone of zones) await internet.serve({ zone, hosts });
  process.send?.({ roots: internet.roots, port: internet.port });
  process.once('disconnect', () => void internet.stop());
}

async function bench(): Promise<void> {
  const [cpu] = cpus();
  console.log(
    `${zones.length} zones, ${vantages.length} vantages; Node ${process.version}, ${availableParallelism()} × ${cpu?.model}, load ${loadavg()[0]?.toFixed(1)} before`,
  );
  const out = mkdtempSync(join(tmpdir(), 'picket-scale-'));
  try {
    const orders = synthesis(out);
    if (Number(values.orders) > 0) await carryOut(orders.slice(0, Number(values.orders)));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Synthesises as `cdk synth` does, bundles included; prints what came out of it, and gives the orders of one vantage. */
function synthesis(out: string): readonly Order[] {
  const module = join(out, 'many.config.ts');
  const settings = { deployment: 'scale', home: 'eu-west-1', vantages, zones, alerts: { mail: ['hostmaster@example.net'] } };
  writeFileSync(
    module,
    `import { defineConfig } from ${JSON.stringify(join(ROOT, 'cdk/config.ts'))};\nexport const config = defineConfig(${JSON.stringify(settings)});\n`,
  );
  const start = performance.now();
  const env = { ...process.env, PICKET_CONFIG: module, CDK_OUTDIR: out };
  execFileSync(process.execPath, ['cdk/app.ts'], { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const seconds = (performance.now() - start) / 1000;
  const templates = readdirSync(out).filter((name) => name.endsWith('.template.json'));
  const texts = templates.map((name) => readFileSync(join(out, name), 'utf8'));
  const stacks = texts.map((text) => Object.values((JSON.parse(text) as Template).Resources));
  const alarms = stacks.map(
    (resources) => resources.filter(({ Type }) => /^AWS::CloudWatch::(Composite)?Alarm$/.test(Type)).length,
  );
  const largest = Math.max(...texts.map(({ length }) => length));
  console.log(`synthesis: ${seconds.toFixed(1)} s`);
  console.log(
    `stacks: ${stacks.length}, largest template ${(largest / 1024).toFixed(0)} KB of 1,024 (CloudFormation), all ${(texts.reduce((sum, { length }) => sum + length, 0) / 1024 / 1024).toFixed(1)} MB`,
  );
  console.log(`resources: ${stacks.flat().length}, at most ${Math.max(...stacks.map(({ length }) => length))} of 500 in a stack`);
  console.log(`alarms: ${alarms.reduce((sum, count) => sum + count)}, at most ${Math.max(...alarms)} in a stack`);
  const orders = (stacks[templates.findIndex((name) => name.includes(vantages[0] ?? ''))] ?? []).flatMap(orderOf);
  const everySlot = orders.filter(({ checks }) => checks === undefined);
  const sizes = everySlot.map(({ targets }) => targets.length);
  console.log(
    `orders: ${everySlot.length} a vantage and slot, ${Math.min(...sizes)} to ${Math.max(...sizes)} targets each; ${orders.length - everySlot.length} of rounds of their own besides`,
  );
  return everySlot;
}

interface Resource {
  readonly Type: string;
  readonly Properties: { readonly Target?: { readonly Input: string } };
}

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

function orderOf({ Type, Properties }: Resource): readonly Order[] {
  const input = Properties.Target?.Input;
  return Type === 'AWS::Scheduler::Schedule' && input !== undefined ? [JSON.parse(input) as Order] : [];
}

/** Order by order, each over a net opened anew, as a vantage does it. */
async function carryOut(orders: readonly Order[]): Promise<void> {
  const { options, stop } = await openLab();
  const walls: number[] = [];
  const works: number[] = [];
  const states = new Map<string, number>();
  const codes = new Map<string, number>();
  for (const { vantage, targets } of orders) {
    const [start, before] = [performance.now(), process.cpuUsage()];
    const reports = await run({ vantage, targets }, CHECKS, openNet(options), new Date());
    const { user, system } = process.cpuUsage(before);
    walls.push(performance.now() - start);
    works.push((user + system) / 1000);
    for (const { state } of reports) count(states, state);
    for (const { code, severity } of reports.flatMap(({ findings }) => findings)) count(codes, `${code} (${severity})`);
  }
  stop();
  const targets = orders.reduce((sum, order) => sum + order.targets.length, 0);
  const work = works.reduce((sum, ms) => sum + ms, 0);
  const names = CHECKS.filter((check) => check.about === 'zone' && isForEverySlot(check)).map(({ name }) => name);
  console.log(`checks of a zone: ${names.join(', ')}`);
  console.log(`reports: ${[...states].map(([state, count]) => `${count} ${state}`).join(', ')}`);
  console.log(`findings: ${[...codes].map(([code, times]) => `${times} ${code}`).join(', ')}`);
  console.log(`order on loopback: median ${median(walls).toFixed(0)} ms, worst ${Math.max(...walls).toFixed(0)} ms`);
  console.log(
    `CPU of an order: median ${median(works).toFixed(0)} ms, worst ${Math.max(...works).toFixed(0)} ms; ${(work / targets).toFixed(1)} ms a zone`,
  );
  console.log(
    `at the CPU share of 512 MB (${CPU_SHARE.toFixed(2)}): worst ${(Math.max(...works) / CPU_SHARE / 1000).toFixed(1)} s of 25 s`,
  );
  console.log(`memory: ${(process.memoryUsage().rss / 1024 / 1024).toFixed(0)} MB resident after all orders`);
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

async function openLab() {
  const child = fork(import.meta.filename, ['--lab', '--zones', values.zones]);
  const { roots, port } = await new Promise<{ roots: readonly Nameserver[]; port: number }>((resolve, reject) => {
    child.once('message', (told) => resolve(told as { roots: readonly Nameserver[]; port: number }));
    child.once('exit', () => reject(new Error('the lab could not be started')));
  });
  return { options: { roots, port, allowPrivate: true }, stop: () => child.disconnect() };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

await (values.lab ? serveLab() : bench());
