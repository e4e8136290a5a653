import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { nameOf, parseTarget, type Target } from '../functions/core/target.ts';
import { plain } from '../functions/core/wording.ts';
import type { Standing } from '../functions/publish/standings.ts';
import { EXIT_UNKNOWN, type World } from './check.ts';
import { configurationPath, readConfiguration } from './configuration.ts';
import { refusalOf } from './refusal.ts';

/** Which deployment, as it was typed. */
export interface TypedDeployment {
  readonly deployment?: string;
  readonly region?: string;
  readonly config?: string;
}

/** A deployment that can be asked: its name, its home region, and a client for it. */
export interface Reached {
  readonly deployment: string;
  readonly region: string;
  readonly client: CloudWatchClient;
}

/**
 * Does something with a deployment: the one that was typed, else the one of the configuration. Gives the exit code; what AWS refuses is told in
 * one sentence. The SDK is loaded here and nowhere else, so that `picket check` need not wait for it.
 */
export async function withDeployment(
  typed: TypedDeployment,
  world: World,
  act: (reached: Reached) => Promise<number>,
): Promise<number> {
  const named = await nameDeployment(typed, world);
  if ('fault' in named) return failed(named.fault, world);
  const { openCloudWatch } = await import('../functions/publish/cloudwatch.ts');
  const client = openCloudWatch(named.region);
  try {
    return await act({ ...named, client });
  } catch (error) {
    return failed(refusalOf(error, named.region), world);
  } finally {
    client.destroy();
  }
}

async function nameDeployment(
  { deployment, region, config }: TypedDeployment,
  { env }: World,
): Promise<{ deployment: string; region: string } | { fault: string }> {
  if (deployment !== undefined && region !== undefined) return { deployment, region };
  const read = await readConfiguration(configurationPath(config, env));
  if (!read.ok) return { fault: `${read.fault}\n  Or name it: --deployment <name> --region <home region>` };
  return { deployment: deployment ?? read.value.deployment, region: region ?? read.value.home };
}

/** Tells a fault; the exit code. */
export function failed(fault: string, world: World): number {
  const lines = fault.split('\n').map((line) => plain(line));
  world.err(`picket: ${lines.join('\n')}\n`);
  return EXIT_UNKNOWN;
}

/** What the alarms of a deployment tell of a target: its vote alarms, critical first, and the vantages that look at it. */
export interface Found {
  readonly target: Target;
  readonly alarms: readonly Standing[];
  /** AWS regions, in the order of the alphabet. */
  readonly vantages: readonly string[];
}

/** The alarms of a target; or why there are none. */
export async function alarmsOf(
  text: string,
  { deployment, region, client }: Reached,
): Promise<Found | { readonly fault: string }> {
  const target = parseTarget(text);
  if (!target.ok) return target;
  const { standingsBy } = await import('../functions/publish/standings.ts');
  const { deploymentPrefix, silenceAlarmName } = await import('../functions/core/names.ts');
  const all = await standingsBy(client, deploymentPrefix(deployment));
  const name = nameOf(target.value);
  const alarms = all.filter(({ history }) => history?.dimensions.Target === name && history.dimensions.Vantage === undefined);
  const silent = silenceAlarmName(deployment, '');
  const vantages = all.flatMap(({ alarm }) => (alarm.startsWith(`${silent} `) ? [alarm.slice(silent.length + 1)] : [])).sort();
  if (alarms.length > 0) return { target: target.value, alarms, vantages };
  const what = all.length === 0 ? 'has no alarms at all; is it deployed, and is that its home region?' : `does not watch ${name}`;
  return { fault: `the deployment ${deployment} in ${region} ${what}` };
}
