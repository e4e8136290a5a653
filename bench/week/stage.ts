import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Template } from '../../lab/aws/template.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A stack as the CDK app writes it. */
export interface Stack {
  readonly name: string;
  readonly region: string;
  readonly template: Template;
}

interface Manifest {
  readonly artifacts: Readonly<Record<string, { type: string; environment?: string; properties?: { templateFile?: string } }>>;
}

/** Runs the CDK app for a configuration, without bundling the functions: what runs is this process's own code. */
export function synthesise(settings: object): readonly Stack[] {
  const folder = mkdtempSync(join(tmpdir(), 'picket-week-'));
  try {
    const module = join(folder, 'week.config.mjs');
    const cdk = pathToFileURL(join(ROOT, 'cdk/config.ts')).href;
    writeFileSync(
      module,
      `import { defineConfig } from '${cdk}';\nexport const config = defineConfig(${JSON.stringify(settings)});\n`,
    );
    const out = join(folder, 'cdk.out');
    const env = {
      ...process.env,
      PICKET_CONFIG: module,
      CDK_OUTDIR: out,
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [] }),
    };
    const run = spawnSync(process.execPath, [join(ROOT, 'cdk/app.ts')], { cwd: ROOT, env, encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`the CDK app could not be synthesised:\n${run.stderr}`);
    return stacksIn(out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function stacksIn(folder: string): readonly Stack[] {
  const read = <T>(file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;
  return Object.entries(read<Manifest>('manifest.json').artifacts).flatMap(([name, { type, environment, properties }]) => {
    if (type !== 'aws:cloudformation:stack') return [];
    const region = environment?.split('/').at(-1) ?? '';
    return [{ name, region, template: read<Template>(properties?.templateFile ?? `${name}.template.json`) }];
  });
}
