import { existsSync } from 'node:fs';
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
  if (!existsSync(path)) return { ok: false, fault: `there is no configuration at ${path}` };
  try {
    const { config } = (await import(pathToFileURL(path).href)) as { config?: Partial<Watch> };
    if (Array.isArray(config?.targets) && Array.isArray(config.vantages)) return { ok: true, value: config as Watch };
    return { ok: false, fault: `${basename(path)} exports no \`config\`; expected \`export const config = defineConfig({…})\`` };
  } catch (error) {
    return { ok: false, fault: `${basename(path)}: ${error instanceof Error ? error.message : String(error)}` };
  }
}
