import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Annotations, App } from 'aws-cdk-lib';
import { CHECKS } from '../functions/checks/registry.ts';
import type { Watch } from './config.ts';
import { quoteLines, quoteOf } from './cost.ts';
import { homeStacks } from './home-stack.ts';
import { vantageStack } from './vantage-stack.ts';

/** The module that exports `config`: `picket.config.ts`, or what `PICKET_CONFIG` names instead, such as the demonstration's own. */
const CONFIG = process.env.PICKET_CONFIG || resolve(import.meta.dirname, '../picket.config.ts');

/**
 * Reads the configuration and makes its stacks: `picket-<deployment>-home` (with `…-alarms-1`, `…-alarms-01`, … where there are more than
 * 350 alarms) and a `picket-<deployment>-<region>` for every vantage. They know each other by names alone and deploy in any order.
 */
async function main(): Promise<void> {
  const watch = await readConfig();
  if (watch === undefined) return;
  const app = new App();
  const [home] = homeStacks(app, watch, CHECKS);
  for (const vantage of watch.vantages) vantageStack(app, watch, vantage);
  for (const line of quoteLines(quoteOf(watch, CHECKS))) console.error(line);
  if (home !== undefined)
    watch.warnings.forEach((warning, index) => void Annotations.of(home).addWarningV2(`picket:config${index}`, warning));
}

/** A faulty configuration is the operator's to mend: told in full, without a stack trace. */
async function readConfig(): Promise<Watch | undefined> {
  try {
    const { config } = (await import(pathToFileURL(resolve(CONFIG)).href)) as { config?: Watch };
    return Array.isArray(config?.targets)
      ? config
      : refuse('exports no `config`; expected `export const config = defineConfig({…})`');
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConfigError') throw error;
    return refuse(error.message);
  }
}

/** Without an exit code the CDK would take the templates of the last time for the new ones. */
function refuse(fault: string): undefined {
  console.error(`${basename(CONFIG)}: ${fault}`);
  process.exitCode = 1;
}

await main();
