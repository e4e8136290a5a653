import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from '../../lab/aws/template.ts';
import { type Configuration, moduleOf } from './configuration.ts';

const ROOT = join(import.meta.dirname, '../..');

/** One stack as the CDK wrote it. */
export interface Stack {
  readonly name: string;
  readonly region: string;
  readonly template: Template;
  /** Folders with the bundled code, by the function's name. */
  readonly bundles: ReadonlyMap<string, string>;
}

interface Manifest {
  readonly artifacts: Readonly<
    Record<
      string,
      { readonly type: string; readonly environment?: string; readonly properties?: { readonly templateFile?: string } }
    >
  >;
}

interface Assets {
  readonly files: Readonly<Record<string, { readonly source: { readonly path: string } }>>;
}

/**
 * Runs the CDK app, as `npx cdk synth` does, for this configuration and into this folder; the functions are bundled. Throws with the app's own
 * words where it fails. `signal` ends it.
 */
export async function synthesise(configuration: Configuration, folder: string, signal: AbortSignal): Promise<readonly Stack[]> {
  const module = join(folder, `${configuration.deployment}.config.mjs`);
  const out = join(folder, `${configuration.deployment}.out`);
  writeFileSync(module, moduleOf(configuration));
  const env = { ...process.env, PICKET_CONFIG: module, CDK_OUTDIR: out };
  const child = spawn(process.execPath, [join(ROOT, 'cdk/app.ts')], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const code = await new Promise((done, fail) => child.on('error', fail).on('close', done));
  if (code !== 0) throw new Error(`the CDK app could not be synthesised:\n${said.trim()}`);
  return stacksIn(out);
}

function stacksIn(folder: string): readonly Stack[] {
  const read = <T>(file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;
  return Object.entries(read<Manifest>('manifest.json').artifacts).flatMap(([name, { type, environment, properties }]) => {
    if (type !== 'aws:cloudformation:stack') return [];
    const template = read<Template>(properties?.templateFile ?? `${name}.template.json`);
    const region = environment?.split('/').at(-1) ?? '';
    return [{ name, region, template, bundles: bundlesOf(template, read<Assets>(`${name}.assets.json`), folder) }];
  });
}

/** A function's code is an object in the assets' bucket, named by the hash under which the assets' list knows its folder. */
function bundlesOf({ Resources = {} }: Template, { files }: Assets, folder: string): Map<string, string> {
  const functions = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  return new Map(
    functions.map(({ Properties: { FunctionName: name, Code: code } = {} }) => {
      const hash = String((code as { S3Key?: string } | undefined)?.S3Key).replace(/\.zip$/, '');
      return [String(name), join(folder, files[hash]?.source.path ?? `asset.${hash}`)];
    }),
  );
}
