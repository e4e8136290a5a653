import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { isWithin } from '../functions/core/dns.ts';
import { nameOf, type Parsed, parseTarget, shownName, type Target } from '../functions/core/target.ts';
import { type MuteRule, windowsOf } from '../functions/core/window.ts';
import { plain } from '../functions/core/wording.ts';
import type { Standing } from '../functions/publish/standings.ts';
import { EXIT_UNKNOWN, type World } from './check.ts';
import { configurationPath, readConfiguration } from './configuration.ts';
import { nearest, readTarget } from './near.ts';
import { readDeployment, readRegion } from './reading.ts';
import { refusalOf } from './refusal.ts';

/** How often a request is tried. CloudWatch sets three alarms a second and lists nine pages; a person can wait for the fourth try, and `notify` cannot. */
const ATTEMPTS = 4;

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
 * one sentence. The SDK is loaded here and nowhere else, so that `picket check` need not wait for it. `faults`: what is wrong with the rest of the line,
 * told together with what is wrong here.
 */
export async function withDeployment(
  typed: TypedDeployment,
  world: World,
  act: (reached: Reached) => Promise<number>,
  faults: readonly string[] = [],
): Promise<number> {
  const named = await nameDeployment(typed, world);
  const all = [...faults, ...namingFaults(typed), ...('fault' in named ? [named.fault] : [])];
  for (const fault of all) failed(fault, world);
  if ('fault' in named || all.length > 0) return EXIT_UNKNOWN;
  const { openCloudWatch } = await import('../functions/publish/cloudwatch.ts');
  const client = openCloudWatch(named.region, 3000, ATTEMPTS);
  try {
    return await act({ ...named, client });
  } catch (error) {
    return failed(refusalOf(error, named.region, world.env), world);
  } finally {
    client.destroy();
  }
}

/** What is wrong with a deployment and a region as they were typed, one sentence each. */
export function namingFaults({ deployment, region }: TypedDeployment): readonly string[] {
  const faultOf = (option: string, parsed?: Parsed<string>) =>
    parsed === undefined || parsed.ok ? [] : [`${option}: ${parsed.fault}`];
  return [
    ...faultOf('--deployment', deployment === undefined ? undefined : readDeployment(deployment)),
    ...faultOf('--region', region === undefined ? undefined : readRegion(region)),
  ];
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
  /** Its name as it was typed, for the middle of a sentence. */
  readonly shown: string;
  readonly alarms: readonly Standing[];
  /** AWS regions, in the order of the alphabet. */
  readonly vantages: readonly string[];
  /** Of a zone: the services in it that are watched too, as targets of their own. */
  readonly services: readonly string[];
}

/** Does something with the alarms of a target as it was typed; for the rest see `withDeployment`. */
export async function withAlarmsOf(
  text: string,
  typed: TypedDeployment,
  world: World,
  act: (found: Found, reached: Reached) => Promise<number>,
  faults: readonly string[] = [],
): Promise<number> {
  const target = readTarget(text);
  const look = async (reached: Reached) => {
    const found = target.ok ? await alarmsOf(target.value, reached) : target;
    return 'fault' in found ? failed(found.fault, world) : act(found, reached);
  };
  return withDeployment(typed, world, look, target.ok ? faults : [target.fault, ...faults]);
}

/** The alarms of a target; or why there are none. */
export async function alarmsOf(
  target: Target,
  { deployment, region, client }: Reached,
): Promise<Found | { readonly fault: string }> {
  const { standingsBy } = await import('../functions/publish/standings.ts');
  const { deploymentPrefix, silenceAlarmName } = await import('../functions/core/names.ts');
  const all = await standingsBy(client, deploymentPrefix(deployment));
  const name = nameOf(target);
  const alarms = all.filter(({ history }) => history?.dimensions.Target === name && history.dimensions.Vantage === undefined);
  const silent = silenceAlarmName(deployment, '');
  const vantages = all.flatMap(({ alarm }) => (alarm.startsWith(`${silent} `) ? [alarm.slice(silent.length + 1)] : [])).sort();
  const watched = [...new Set(all.flatMap(({ history }) => history?.dimensions.Target ?? []))];
  const shown = shownName(target).replace(/\.$/, '');
  if (alarms.length > 0) return { target, shown, alarms, vantages, services: watched.filter((one) => isServiceIn(one, target)) };
  const stranger = strangerOf(all, { deployment, region });
  if (stranger !== undefined) return { fault: stranger };
  const near = nearest(name, watched);
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
  return { fault: `the deployment ${deployment} in ${region} does not watch ${name}${hint}` };
}

function isServiceIn(name: string, target: Target): boolean {
  const parsed = parseTarget(name);
  return parsed.ok && parsed.value.kind === 'service' && target.kind === 'zone' && isWithin(parsed.value.host, target.zone);
}

/** Names of alarms that are muted now, with the end of the longest window that is open; none where the rules may not be read, which is told. */
export async function mutedNow({ client }: Reached, world: World): Promise<ReadonlyMap<string, Date>> {
  const { readMutes } = await import('../functions/publish/mutes.ts');
  const now = world.now();
  const rules = await readMutes(client, now).catch((error: Error): readonly MuteRule[] => {
    world.err(`picket: the mute rules could not be read: ${plain(error.message)}\n`);
    return [];
  });
  const ends = new Map<string, Date>();
  for (const rule of rules) {
    const last = Math.max(...windowsOf(rule, now, 0).map(({ end }) => end.getTime()));
    for (const alarm of rule.alarms) if (last > (ends.get(alarm) ?? now).getTime()) ends.set(alarm, new Date(last));
  }
  return ends;
}

/** Why a region is not the home of a deployment, by the alarms that it has there; undefined where it is. */
export function strangerOf(all: readonly Standing[], { deployment, region }: Omit<Reached, 'client'>): string | undefined {
  if (all.length === 0)
    return `the deployment ${deployment} has no alarms in ${region}; is it deployed, and is that its home region?`;
  const isOfProbe = ({ alarm }: Standing) => /^\S+ (failing|idle) /.test(alarm);
  return all.every(isOfProbe) ? `${region} is a vantage of the deployment ${deployment}, not its home region` : undefined;
}
