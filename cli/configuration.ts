import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Watch } from '../cdk/config.ts';
import type { Parsed } from '../functions/core/target.ts';

/** Where the configuration is: what was typed, else what `PICKET_CONFIG` names as for `cdk synth`, else `picket.config.ts` of the checkout. */
export function configurationPath(typed: string | undefined, env: NodeJS.ProcessEnv): string {
  return resolve(typed ?? (env.PICKET_CONFIG || resolve(import.meta.dirname, '../picket.config.ts')));
}

/** Reads a configuration module. What is wrong with it is told as `defineConfig` tells it, all at once. */
export async function readConfiguration(path: string): Promise<Parsed<Watch>> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return { ok: false, fault: `there is no configuration at ${path}` };
  if (!found.isFile() || !/\.[cm]?[jt]s$/.test(path))
    return { ok: false, fault: `${path} is no module; expected a file such as picket.config.ts` };
  try {
    const { config } = (await import(pathToFileURL(path).href)) as { config?: Partial<Watch> };
    // Only what `defineConfig` gives has modes: plain settings have not been looked at.
    if (Array.isArray(config?.targets) && config.modes !== undefined) return { ok: true, value: config as Watch };
    return { ok: false, fault: `${basename(path)} exports no \`config\`; expected \`export const config = defineConfig({…})\`` };
  } catch (error) {
    return {
      ok: false,
      fault: `${basename(path)}${lineOf(error, path)}: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** Where in the file the syntax is broken: the first line of the stack tells, and the message does not. */
function lineOf(error: unknown, path: string): string {
  const first = error instanceof SyntaxError ? (error.stack ?? '').split('\n')[0] : undefined;
  const line = /:(\d+)$/.exec(first ?? '')?.[1];
  return first?.includes(basename(path)) && line !== undefined ? ` line ${line}` : '';
}
