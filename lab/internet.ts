import type { Nameserver } from '../functions/core/dns.ts';
import { ancestry } from './name.ts';
import { type LabNameserver, startNameserver } from './nameserver.ts';
import { delegationOf, type HostPlan, type ZonePlan, zoneOf } from './plan.ts';
import { openPrimary, openSecondary, type Primary, type Secondary } from './transfer.ts';
import { silent } from './vice.ts';
import { authoritative, type Held } from './zone.ts';

/** A little Internet on loopback: a root, top-level domains, and the zones of the moment, all on one port. */
export interface InternetOptions {
  /** The lab's time: refresh and expire run by it. */
  readonly clock: () => Date;
  /** First three bytes of every IPv4 address. Default `127.53.0`; two labs may share it, since their ports differ. */
  readonly block?: string;
  /** Default 0: any port that is free on every address. */
  readonly port?: number;
  /** Top-level domains. Default `test` and `example`. */
  readonly tops?: readonly string[];
  readonly zones?: readonly ZonePlan[];
}

/** One machine that runs a nameserver, whatever zones it holds. */
export interface LabHost {
  readonly name: string;
  readonly addresses: readonly string[];
  /** One for each address. */
  readonly servers: readonly LabNameserver[];
  /** Zones by origin. */
  readonly holds: Map<string, () => Held>;
}

/** A zone that is being served. */
export interface LabZone {
  readonly primary: Primary;
  /** By the host's name. Throws for a host that is no secondary of the zone. */
  readonly secondary: (name: string) => Secondary;
}

/** The running lab. */
export interface Internet extends AsyncDisposable {
  /** The port of every nameserver. */
  readonly port: number;
  readonly roots: readonly Nameserver[];
  /** The roots in the format of named.root, for `--roots`. */
  readonly hintsText: string;
  readonly clock: () => Date;
  /** Starts the plan's servers and delegates the zone from the closest zone above it. */
  readonly serve: (plan: ZonePlan) => Promise<LabZone>;
  /** A zone that is being served, by origin: `test`, `.`. Throws for any other. */
  readonly zone: (origin: string) => LabZone;
  /** A host that was started, by name. Throws for any other. */
  readonly host: (name: string) => LabHost;
  readonly stop: () => Promise<void>;
}

/** Ports to try before giving up, where one address of the block cannot have the port that the first got. */
const TRIES = 20;

/** Starts a lab. Throws where the addresses cannot be had (other systems than Linux route 127.0.0.1 alone). */
export async function startInternet(options: InternetOptions): Promise<Internet> {
  for (let tries = 1; ; tries++) {
    const internet = openInternet(options);
    try {
      for (const plan of topPlans(options.tops ?? ['test', 'example'])) await internet.serve(plan);
      for (const plan of options.zones ?? []) await internet.serve(plan);
      return internet;
    } catch (error) {
      await internet.stop();
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!taken || options.port || tries === TRIES) throw error;
    }
  }
}

/** The root and the top-level domains, two servers each, so that two servers of a parent can differ. */
function topPlans(tops: readonly string[]): ZonePlan[] {
  const root = { zone: '.', hosts: [{ name: 'a.root.example' }, { name: 'b.root.example' }] };
  return [root, ...tops.map((top) => ({ zone: top, hosts: [{ name: `a.nic.${top}` }, { name: `b.nic.${top}` }] }))];
}

function openInternet({ clock, block = '127.53.0', port = 0 }: InternetOptions): Internet {
  const hosts = new Map<string, LabHost>();
  const zones = new Map<string, LabZone>();
  const city = { block, port, addresses: 0 };
  const serve = async (plan: ZonePlan): Promise<LabZone> => {
    for (const host of plan.hosts) {
      if (!hosts.has(host.name)) hosts.set(host.name, await startHost(host, city));
    }
    const zone = openZone(plan, hosts, clock);
    zones.set(plan.zone, zone);
    if (plan.zone !== '.' && plan.delegated !== false) delegate(plan, hosts, zones);
    return zone;
  };
  const stop = async () => {
    await Promise.all([...hosts.values()].flatMap(({ servers }) => servers.map((server) => server.stop())));
  };
  const roots = () => ['a.root.example', 'b.root.example'].flatMap((name) => labels(known(hosts, name, 'host')));
  return {
    clock,
    serve,
    stop,
    get port() {
      return city.port;
    },
    get roots() {
      return roots();
    },
    get hintsText() {
      return roots().map(hintOf).join('');
    },
    zone: (origin) => known(zones, origin, 'zone'),
    host: (name) => known(hosts, name, 'host'),
    [Symbol.asyncDispose]: stop,
  };
}

interface City {
  readonly block: string;
  port: number;
  addresses: number;
}

async function startHost(plan: HostPlan, city: City): Promise<LabHost> {
  const holds = new Map<string, () => Held>();
  const honest = authoritative(() => [...holds.values()].map((held) => held()), plan.name);
  const answer = plan.vice ? plan.vice(honest) : honest;
  const servers: LabNameserver[] = [];
  for (const where of plan.addresses ?? ['next']) {
    const address = where === 'next' ? `${city.block}.${++city.addresses}` : where;
    const isDeaf = plan.deafAt?.some((deaf) => deaf === address) ?? false;
    const door = { address, port: city.port, answer: isDeaf ? silent(answer) : answer };
    const server = await startNameserver({ ...door, closed: plan.closed ?? [] });
    city.port = server.port;
    servers.push(server);
  }
  return { name: plan.name, addresses: servers.map(({ address }) => address), servers, holds };
}

function openZone(plan: ZonePlan, hosts: ReadonlyMap<string, LabHost>, clock: () => Date): LabZone {
  const primary = openPrimary(zoneOf(plan, addressesOf(hosts)), clock);
  const secondaries = new Map<string, Secondary>();
  for (const [index, { name, role, holds }] of plan.hosts.entries()) {
    if (holds === false) continue;
    const isPrimary = (role ?? (index === 0 ? 'primary' : 'secondary')) === 'primary';
    const source = isPrimary ? primary : openSecondary(primary, clock);
    if (source !== primary) secondaries.set(name, source as Secondary);
    known(hosts, name, 'host').holds.set(plan.zone, source.held);
  }
  return { primary, secondary: (name) => known(secondaries, name, 'secondary') };
}

function delegate(plan: ZonePlan, hosts: ReadonlyMap<string, LabHost>, zones: ReadonlyMap<string, LabZone>): void {
  const parent = ancestry(plan.zone)
    .slice(1)
    .find((above) => zones.has(above));
  const added = delegationOf(plan, addressesOf(hosts));
  known(zones, parent ?? '.', 'zone').primary.edit((zone) => ({ ...zone, records: [...zone.records, ...added] }));
}

function addressesOf(hosts: ReadonlyMap<string, LabHost>): Map<string, readonly string[]> {
  return new Map([...hosts].map(([name, { addresses }]) => [name, addresses]));
}

function labels({ name, addresses }: LabHost): Nameserver[] {
  return addresses.map((address) => ({ name, address }));
}

function hintOf({ name, address }: Nameserver): string {
  return `.  3600000  NS  ${name}.\n${name}.  3600000  ${address.includes(':') ? 'AAAA' : 'A'}  ${address}\n`;
}

function known<T>(all: ReadonlyMap<string, T>, name: string, what: string): T {
  const one = all.get(name);
  if (one === undefined) throw new Error(`no ${what} '${name}' in this lab; there are ${[...all.keys()].join(', ')}`);
  return one;
}
