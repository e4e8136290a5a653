import { RegionInfo } from 'aws-cdk-lib/region-info';
import * as v from 'valibot';
import { nameOf, parseTarget, type Target } from '../functions/core/target.ts';

/** A target by its name alone, or with settings of its own. */
export type Entry = string | { readonly name: string };

/** What an operator writes down: what is watched, from where, and who hears of it. Nothing in it is secret. */
export interface PicketConfig {
  /** In the names of everything deployed: lower-case letters, digits and hyphens, 20 at most. */
  readonly deployment: string;
  /** Region of metrics, alarms and letters. */
  readonly home: string;
  /** Regions that look. A quorum needs three; five stand one that is blind and one that dissents. */
  readonly vantages: readonly string[];
  /** Minutes between two looks: 1, 2, 3, 5, 10, 15, 20, 30 or 60. Default 5. */
  readonly periodMinutes?: number;
  /** `example.org` */
  readonly zones?: readonly Entry[];
  /** `https://www.example.org`, `tls://mail.example.org:993` */
  readonly services?: readonly Entry[];
  /** Mail addresses or https URLs. `page` hears critical faults alone, `mail` hears all. */
  readonly alerts: { readonly page?: readonly string[]; readonly mail: readonly string[] };
}

/** A configuration that was read and found in order. */
export interface Watch {
  readonly deployment: string;
  readonly home: string;
  readonly vantages: readonly string[];
  readonly periodMinutes: number;
  readonly targets: readonly Target[];
  readonly alerts: { readonly page: readonly string[]; readonly mail: readonly string[] };
  /** What may be meant so, but should be known; one sentence each. */
  readonly warnings: readonly string[];
}

/** Minutes that divide an hour: only then do slots begin at the same minutes of every hour. */
const PERIODS = [1, 2, 3, 5, 10, 15, 20, 30, 60];
const REGIONS: ReadonlySet<string> = new Set(RegionInfo.regions.map(({ name }) => name));

const text = v.string('is no text');
const region = v.pipe(
  text,
  v.check(
    (name) => REGIONS.has(name),
    ({ input }) => `'${input}' is no AWS region; expected one such as eu-central-1`,
  ),
);
const named = v.strictObject({ name: text });
const entry = v.lazy((input) =>
  typeof input === 'object' && input !== null ? named : v.string('is no entry; expected a name, or an object with `name`'),
);
const address = v.pipe(
  text,
  v.check(isAddress, ({ input }) => `'${input}' is neither a mail address nor an https URL`),
);

const SHAPE = v.strictObject({
  deployment: v.pipe(
    text,
    v.regex(/^[a-z][a-z0-9-]{0,19}$/, 'is no deployment name; expected a letter, then letters, digits and hyphens, 20 at most'),
  ),
  home: region,
  vantages: v.pipe(v.array(region, 'is no list of regions'), v.minLength(1, 'is empty; expected one region at least')),
  periodMinutes: v.optional(v.picklist(PERIODS, `divides no hour; expected one of ${PERIODS.join(', ')}`), 5),
  zones: v.optional(v.array(entry, 'is no list'), []),
  services: v.optional(v.array(entry, 'is no list'), []),
  alerts: v.strictObject({
    page: v.optional(v.array(address, 'is no list'), []),
    mail: v.pipe(v.array(address, 'is no list'), v.minLength(1, 'is empty; without an address nobody would hear of a fault')),
  }),
});

/** Reads a configuration whole. Throws one `ConfigError` that tells every fault with its place. */
export function defineConfig(config: PicketConfig): Watch {
  const shape = v.safeParse(SHAPE, config);
  const faults = shape.issues?.map(faultOf) ?? [];
  const zones = readTargets('zones', config?.zones, 'zone', faults);
  const services = readTargets('services', config?.services, 'service', faults);
  if (zones.length + services.length === 0 && faults.length === 0)
    faults.push('zones and services: both are empty; there is nothing to watch');
  faults.push(...repeatedRegions(config?.vantages), ...strangers(config));
  if (faults.length > 0 || !shape.success) throw configError(faults);
  const { deployment, home, vantages, periodMinutes, alerts } = shape.output;
  return {
    deployment,
    home,
    vantages,
    periodMinutes,
    targets: [...zones, ...services],
    alerts,
    warnings: warningsOf(shape.output),
  };
}

function faultOf(issue: v.BaseIssue<unknown>): string {
  const place = (issue.path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .slice(1);
  if (issue.type === 'strict_object' && issue.expected === 'never') return `${place}: is no setting of Picket`;
  if (issue.type === 'strict_object' && issue.received === 'undefined') return `${place}: is missing`;
  return `${place === '' ? 'the configuration' : place}: ${issue.type === 'strict_object' ? 'is no object with settings' : issue.message}`;
}

/** Reads the entries of a list that are text; what is none has been told already. */
function readTargets(list: 'zones' | 'services', entries: unknown, kind: Target['kind'], faults: string[]): Target[] {
  const places = new Map<string, number>();
  return (Array.isArray(entries) ? entries : []).flatMap((one: unknown, index) => {
    const name = typeof one === 'string' ? one : (one as { name?: unknown } | null)?.name;
    if (typeof name !== 'string') return [];
    const target = parseTarget(name);
    if (!target.ok) faults.push(`${list}[${index}]: ${target.fault}`);
    else if (target.value.kind !== kind)
      faults.push(`${list}[${index}]: '${name}' is a ${target.value.kind}; it belongs into ${target.value.kind}s`);
    else if (places.has(nameOf(target.value)))
      faults.push(`${list}[${index}]: '${name}' is the same ${kind} as ${list}[${places.get(nameOf(target.value))}]`);
    else {
      places.set(nameOf(target.value), index);
      return [target.value];
    }
    return [];
  });
}

function repeatedRegions(vantages: unknown): string[] {
  const list: unknown[] = Array.isArray(vantages) ? vantages : [];
  return list.flatMap((name, index) => (list.indexOf(name) < index ? [`vantages[${index}]: '${name}' is there twice`] : []));
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

function warningsOf({ vantages, alerts }: v.InferOutput<typeof SHAPE>): string[] {
  const few = 'Three vantages or more are needed for that.';
  return [
    ...(vantages.length === 1 ? [`One vantage: no quorum is possible, what ${vantages[0]} sees wrongly rings. ${few}`] : []),
    ...(vantages.length === 2
      ? [`Two vantages: both must agree before an alarm rings, so one that is blind hides a fault. ${few}`]
      : []),
    ...(alerts.page.length === 0 ? ['alerts.page is empty: critical faults are mailed, and wake nobody.'] : []),
  ];
}

function isAddress(address: string): boolean {
  return /^[^\s@"<>()]+@[^\s@]+\.[^\s@]+$/.test(address) || (/^https:\/\/[^\s/]+/.test(address) && URL.canParse(address));
}

function configError(faults: readonly string[]): Error {
  const head = faults.length === 1 ? 'The configuration has a fault:' : `The configuration has ${faults.length} faults:`;
  const error = new Error([head, ...faults.map((fault) => `  ${fault}`)].join('\n'));
  error.name = 'ConfigError';
  return error;
}
