import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';

/*
 * What the probe weighs, part by part, and how long it takes to be loaded, beside a Node process that loads nothing, and one that loads the
 * modules of Node that the probe needs: the part of a cold start that is ours. Bundled as cdk/function.ts does it. Rounds alternate, so that all
 * meet the same machine; processor time is told beside the clock's, since it hears less of the neighbours. It asserts nothing.
 *
 *   node bench/init.ts [rounds, default 25]
 */
const ROOT = resolve(import.meta.dirname, '..');
const rounds = Number(process.argv[2] ?? 25);
const KILO = 1000;

/** How long one process took, in milliseconds: by the clock, and of the processor up to where it has loaded everything. */
interface Start {
  readonly clockMs: number;
  readonly processorMs: number;
}

async function bundleOf(entry: string, outfile: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: [join(ROOT, 'functions', `${entry}.ts`)],
    absWorkingDir: ROOT,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    metafile: true,
    logLevel: 'error',
    alias: { '@aws-sdk/credential-provider-node': join(ROOT, 'functions/publish/credentials.ts') },
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  return metafile;
}

/** Bytes of each package, nested ones apart, so that a second copy would show; and of Picket's own code. Largest first. */
function partsOf({ outputs }: Metafile): readonly (readonly [string, number])[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const parts = Map.groupBy(inputs, ([path]) => /^(?:node_modules\/(?:@[^/]+\/)?[^/]+\/?)+/.exec(path)?.[0] ?? "Picket's own");
  return [...parts]
    .map(([name, of]) => [name, of.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0)] as const)
    .toSorted(([, a], [, b]) => b - a);
}

/** The modules of Node that a bundle loads. */
function modulesOf({ outputs }: Metafile): readonly string[] {
  const imports = Object.values(outputs).flatMap((output) => output.imports);
  return [...new Set(imports.filter(({ external }) => external).map(({ path }) => path))];
}

function startOf(modules: readonly string[]): Start {
  const loads = modules.map((name) => `await import(${JSON.stringify(name)});`).join('');
  const script = `${loads}const {user,system}=process.cpuUsage();process.stdout.write(String((user+system)/1000));process.exit(0)`;
  const env = { ...process.env, PICKET_HOME_REGION: 'eu-west-1', PICKET_DEPLOYMENT: 'bench' };
  const start = performance.now();
  const told = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { clockMs: performance.now() - start, processorMs: Number(told) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const folder = mkdtempSync(join(tmpdir(), 'picket-init-'));
try {
  const outfile = join(folder, 'probe.mjs');
  const metafile = await bundleOf('probe', outfile);
  const code = readFileSync(outfile);
  console.log(`probe: ${Math.round(code.length / KILO)} KB minified, ${Math.round(gzipSync(code).length / KILO)} KB compressed`);
  for (const [name, bytes] of partsOf(metafile)) console.log(`  ${(bytes / KILO).toFixed(1).padStart(6)} KB  ${name}`);
  const loads = { 'bare Node': [], "with Node's modules": modulesOf(metafile), 'with the probe': [outfile] };
  const starts = new Map<string, Start[]>(Object.keys(loads).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, modules] of Object.entries(loads)) starts.get(name)?.push(startOf(modules));
  }
  const bare = starts.get('bare Node') ?? [];
  for (const [name, took] of starts) {
    const [clock, processor] = (['clockMs', 'processorMs'] as const).map((kind) => {
      const ms = median(took.map((one) => one[kind]));
      return `${ms.toFixed(1)} ms (${(ms / median(bare.map((one) => one[kind]))).toFixed(2)} times)`;
    });
    console.log(`${name}: ${clock} by the clock, ${processor} of the processor, medians of ${rounds}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
