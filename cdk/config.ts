import { RegionInfo } from 'aws-cdk-lib/region-info';
import * as v from 'valibot';
import type { Modes } from '../functions/core/modes.ts';
import { DEPLOYMENT_NAME } from '../functions/core/names.ts';
import { withRegistered } from '../functions/core/registered.ts';
import { nameOf, parseTarget, type Target } from '../functions/core/target.ts';
import { isAddress, withinWarnings } from './addresses.ts';
import { configError, faultsOf } from './faults.ts';
import { MAINTENANCE, type Maintenance, readWindows, type Window } from './maintenance.ts';
import { readPage, SERVICE_ENTRY, type ServiceEntry } from './service-entry.ts';
import { sourceWarnings, TRANSPARENCY, type TransparencyEntry, withSources } from './transparency-entry.ts';
import { readDeclarations, ZONE_ENTRY, type ZoneEntry } from './zone-entry.ts';

/** What an operator writes down: what is watched, from where, and who hears of it. Nothing in it is secret. */
export interface PicketConfig {
  /** In the names of everything deployed, and this configuration's alone in its account: lower-case letters, digits and hyphens, 20 at most. */
  readonly deployment: string;
  /** Region of metrics, alarms and letters. */
  readonly home: string;
  /** Regions that look. A quorum needs three; five stand one that is blind and one that dissents. */
  readonly vantages: readonly string[];
  /** Minutes between two looks: 1, 2, 3, 5, 10, 15, 20, 30 or 60. Default 5. */
  readonly periodMinutes?: number;
  /** `example.org`, or an object that says more about it. */
  readonly zones?: readonly (string | ZoneEntry)[];
  /** `https://www.example.org`, `imaps://mail.example.org`, or an object that says more about it. */
  readonly services?: readonly (string | ServiceEntry)[];
  /** Mail addresses or https URLs. `page` hears critical faults alone, `mail` hears all, `pager` critical faults in the shape that PagerDuty reads. */
  readonly alerts: { readonly page?: readonly string[]; readonly mail: readonly string[]; readonly pager?: readonly string[] };
  /** Hours after which a critical fault that is still there is told again, and again. 0: never. Default 6. */
  readonly remindHours?: number;
  /** `per-target`: one alarm a severity for all checks of a target, cheaper and coarser. Default `per-check`. */
  readonly alarms?: Modes['alarms'];
  /** `sparse`: votes are sent only where something is wrong, cheaper; a recovery is seen two slots later, and not told from not being able to look. Default `full`. */
  readonly publish?: Modes['publish'];
  /** Votes and measures once more for each vantage, for graphs; as many metrics again for each of them. Default false. */
  readonly perVantage?: boolean;
  /** Times in which nobody is told. */
  readonly maintenance?: readonly Maintenance[];
  /** Probes in a dual-stack VPC of their own, so that IPv6 is looked at as well. Needs a NAT gateway in every vantage. Default false. */
  readonly ipv6?: boolean;
  /** Topics and queues under a key of the account's own. Default false: AWS's own encryption for queues, none for topics. */
  readonly key?: boolean;
  /** How Certificate Transparency is searched, for `issuance` and `renewal`. Default: Cert Spotter, then crt.sh, without a key. */
  readonly transparency?: TransparencyEntry;
}

/** A configuration that was read and found in order. */
export interface Watch {
  readonly deployment: string;
  readonly home: string;
  readonly vantages: readonly string[];
  readonly periodMinutes: number;
  readonly targets: readonly Target[];
  readonly alerts: { readonly page: readonly string[]; readonly mail: readonly string[]; readonly pager: readonly string[] };
  readonly remindHours: number;
  readonly modes: Modes;
  readonly windows: readonly Window[];
  readonly ipv6: boolean;
  readonly key: boolean;
  /** Name of the secret with the key of Cert Spotter; the targets say where to search. */
  readonly keySecret?: string;
  /** What may be meant so, but should be known; one sentence each. */
  readonly warnings: readonly string[];
}

/** Minutes that divide an hour: only then do slots begin at the same minutes of every hour. */
const PERIODS = [1, 2, 3, 5, 10, 15, 20, 30, 60];
/** The partitions whose names of hosts the functions know. */
const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'];
const REGIONS: ReadonlySet<string> = new Set(
  RegionInfo.regions.filter(({ partition = '' }) => PARTITIONS.includes(partition)).map(({ name }) => name),
);

const text = v.string('is no text');
const region = v.pipe(
  text,
  v.check(
    (name) => REGIONS.has(name),
    ({ input }) => `'${input}' is no AWS region that Picket knows; expected one such as eu-central-1`,
  ),
);
const noEntry = v.string('is no entry; expected a name, or an object with `name`');
const isObject = (input: unknown) => typeof input === 'object' && input !== null;
const zoneEntry = v.lazy((input) => (isObject(input) ? ZONE_ENTRY : noEntry));
const serviceEntry = v.lazy((input) => (isObject(input) ? SERVICE_ENTRY : noEntry));
const address = v.pipe(
  text,
  v.check(isAddress, ({ input }) => `'${input}' is neither a mail address nor an https URL`),
);

const SHAPE = v.strictObject({
  deployment: v.pipe(text, v.regex(DEPLOYMENT_NAME.pattern, DEPLOYMENT_NAME.fault)),
  home: region,
  vantages: v.pipe(v.array(region, 'is no list of regions'), v.minLength(1, 'is empty; expected one region at least')),
  periodMinutes: v.optional(v.picklist(PERIODS, `divides no hour; expected one of ${PERIODS.join(', ')}`), 5),
  zones: v.optional(v.array(zoneEntry, 'is no list'), []),
  services: v.optional(v.array(serviceEntry, 'is no list'), []),
  alerts: v.strictObject({
    page: v.optional(v.array(address, 'is no list'), []),
    pager: v.optional(v.array(address, 'is no list'), []),
    mail: v.pipe(v.array(address, 'is no list'), v.minLength(1, 'is empty; without an address nobody would hear of a fault')),
  }),
  remindHours: v.optional(v.pipe(v.number('is no number'), v.minValue(0, 'is under 0'), v.maxValue(168, 'is over a week')), 6),
  alarms: v.optional(v.picklist(['per-check', 'per-target'], 'is no mode; expected per-check or per-target'), 'per-check'),
  publish: v.optional(v.picklist(['full', 'sparse'], 'is no mode; expected full or sparse'), 'full'),
  perVantage: v.optional(v.boolean('is neither true nor false'), false),
  maintenance: v.optional(v.array(MAINTENANCE, 'is no list'), []),
  ipv6: v.optional(v.boolean('is neither true nor false'), false),
  key: v.optional(v.boolean('is neither true nor false'), false),
  transparency: v.optional(TRANSPARENCY, {}),
});

/** Reads a configuration whole. Throws one `ConfigError` that tells every fault with its place. `now` decides which windows are over. */
export function defineConfig(config: PicketConfig, now: Date = new Date()): Watch {
  const shape = v.safeParse(SHAPE, config);
  const faults = shape.issues?.flatMap((issue) => faultsOf(issue, SHAPE)) ?? [];
  const zones = readTargets('zones', config?.zones, 'zone', faults);
  const services = readTargets('services', config?.services, 'service', faults);
  if (zones.length + services.length === 0 && faults.length === 0)
    faults.push('zones and services: both are empty; there is nothing to watch');
  faults.push(...repeated(config), ...strangers(config));
  const targets = [...zones, ...services];
  const stale: string[] = [];
  const windows = shape.success ? readWindows(shape.output.maintenance, targets, now, { faults, warnings: stale }) : [];
  if (faults.length > 0 || !shape.success) throw configError(faults);
  const { deployment, home, vantages, periodMinutes, alerts, remindHours, alarms, publish, perVantage, ipv6, key } = shape.output;
  const { keySecret, sources } = shape.output.transparency;
  return {
    deployment,
    home,
    vantages,
    periodMinutes,
    targets: targets.map((target) => withSources(target, sources)),
    alerts,
    remindHours,
    modes: { alarms, publish, perVantage, dual: ipv6 },
    windows,
    ipv6,
    key,
    ...(keySecret === undefined ? {} : { keySecret }),
    warnings: [...warningsOf(shape.output), ...withinWarnings(alerts, targets), ...sourceWarnings(sources), ...stale],
  };
}

/** Reads the entries of a list that are text; what is none has been told already. */
function readTargets(list: 'zones' | 'services', entries: unknown, kind: Target['kind'], faults: string[]): Target[] {
  const places = new Map<string, number>();
  return (Array.isArray(entries) ? entries : []).flatMap((one: unknown, index) => {
    const name = typeof one === 'string' ? one : (one as { name?: unknown } | null)?.name;
    if (typeof name !== 'string') return [];
    const target = parseTarget(name);
    if (!target.ok) faults.push(`${list}[${index}]: ${target.fault}`);
    else if (target.value.kind !== kind) faults.push(`${list}[${index}]: '${name}' is a ${placeOf(target.value)}`);
    else if (places.has(nameOf(target.value)))
      faults.push(`${list}[${index}]: '${name}' is the same ${kind} as ${list}[${places.get(nameOf(target.value))}]`);
    else {
      places.set(nameOf(target.value), index);
      const tell = (place: string, fault: string) => faults.push(`${list}[${index}].${place}: ${fault}`);
      return [withRegistered(declared(target.value, one, tell))];
    }
    return [];
  });
}

/** Where a target belongs that stands among the others. */
function placeOf(target: Target): string {
  return target.kind === 'service'
    ? 'service; it belongs into services'
    : `zone; it belongs into zones, or needs a scheme, as in https://${target.zone}`;
}

/** A target with what was declared about it; a shape that is wrong has been told already. */
function declared(target: Target, entry: unknown, tell: (place: string, fault: string) => void): Target {
  if (target.kind === 'zone') {
    const read = v.safeParse(ZONE_ENTRY, entry);
    return read.success ? { ...target, ...readDeclarations(read.output, target.zone, tell) } : target;
  }
  const read = v.safeParse(SERVICE_ENTRY, entry);
  return read.success ? { ...target, ...readPage(read.output, target, tell) } : target;
}

/** Regions and addresses that are there twice: stacks and subscriptions could not be. */
function repeated(config: PicketConfig): string[] {
  const { page, mail, pager } = config?.alerts ?? {};
  const lists = { vantages: config?.vantages, 'alerts.page': page, 'alerts.mail': mail, 'alerts.pager': pager };
  return Object.entries(lists).flatMap(([place, given]: [string, unknown]) => {
    const list: unknown[] = Array.isArray(given) ? given : [];
    return list.flatMap((name, index) => (list.indexOf(name) < index ? [`${place}[${index}]: '${name}' is there twice`] : []));
  });
}

/** Regions of another partition (China, GovCloud): keys of one are not known in the other. */
function strangers(config: PicketConfig): string[] {
  const partitionOf = (name: string) => (REGIONS.has(name) ? RegionInfo.get(name).partition : undefined);
  const home = partitionOf(config?.home);
  const vantages = Array.isArray(config?.vantages) ? config.vantages : [];
  return vantages.flatMap((name, index) => {
    const partition = partitionOf(name);
    return home === undefined || partition === undefined || partition === home
      ? []
      : [
          `vantages[${index}]: '${name}' is in partition ${partition}, home '${config.home}' is in ${home}; they cannot reach each other`,
        ];
  });
}

function warningsOf({ vantages, alerts, ipv6 }: v.InferOutput<typeof SHAPE>): string[] {
  const few = 'Three vantages or more are needed for that.';
  return [
    ...(vantages.length === 1 ? [`One vantage: no quorum is possible, what ${vantages[0]} sees wrongly rings. ${few}`] : []),
    ...(vantages.length === 2
      ? [`Two vantages: both must see a fault before an alarm rings, so one that is wrong hides it. ${few}`]
      : []),
    ...(ipv6
      ? [`ipv6: every vantage gets a NAT gateway, without which its probe would reach IPv6 alone; AWS bills it by the hour.`]
      : []),
    ...(alerts.page.length + alerts.pager.length === 0
      ? ['alerts.page is empty: critical faults are mailed, and wake nobody.']
      : []),
  ];
}
