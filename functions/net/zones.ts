import type { Walk } from '../core/delegation.ts';
import type { Nameserver } from '../core/dns.ts';
import type { Net } from '../core/net.ts';
import { found, type Observation } from '../core/observation.ts';
import { byServer, first, spread } from './level.ts';
import { openSearch, type SearchOptions, timed } from './search.ts';
import { noneOf } from './tree.ts';
import { walk } from './walk.ts';

/** One walk to one zone, which any number of visitors may follow. */
interface Journey {
  readonly ends: Promise<Observation<Walk>>;
  /** Calls the visitor for each server known so far, and for each to come. */
  follow(visit: (server: Nameserver) => void): void;
}

/** The questions about names that take more than one exchange; each zone and each host is searched once a run, whoever asks. */
export function openZones(options: SearchOptions): Pick<Net, 'walk' | 'atEvery' | 'atAny' | 'lookup'> {
  const journeys = new Map<string, Journey>();
  const lookups = new Map<string, ReturnType<Net['lookup']>>();

  const journeyTo = (zone: string) => remembered(journeys, zone, () => setOut(options, zone));
  return {
    walk: (zone) => journeyTo(zone).ends,
    atEvery: (zone, ask) => visitAll(journeyTo(zone), ask),
    atAny: (name, ask) => visitAny(options, name, ask),
    lookup: (host) => remembered(lookups, host, () => openSearch(options).lookup(host)),
  };
}

function remembered<T>(memory: Map<string, T>, name: string, make: () => T): T {
  const key = name.toLowerCase();
  const known = memory.get(key) ?? make();
  memory.set(key, known);
  return known;
}

function setOut(options: SearchOptions, zone: string): Journey {
  const servers: Nameserver[] = [];
  const visits: ((server: Nameserver) => void)[] = [];
  const ends = walk(openSearch(options), zone, (server) => {
    servers.push(server);
    for (const visit of visits) visit(server);
  });
  const follow: Journey['follow'] = (visit) => {
    visits.push(visit);
    servers.forEach(visit);
  };
  return { ends, follow };
}

async function visitAll<T>(journey: Journey, ask: (server: Nameserver) => Promise<T>): Promise<Observation<readonly T[]>> {
  const start = performance.now();
  const visits: { server: Nameserver; seen: Promise<T> }[] = [];
  journey.follow((server) => {
    const seen = (async () => ask(server))();
    // What a visitor throws is thrown to whoever sent it, below; it must not end the process before.
    seen.catch(() => undefined);
    visits.push({ server, seen });
  });
  const walked = await journey.ends;
  const why = reasonOf(walked, visits.length);
  if (why !== undefined) return { ...why, tookMs: performance.now() - start };
  visits.sort((a, b) => byServer(a.server, b.server));
  return found(await Promise.all(visits.map(({ seen }) => seen)), performance.now() - start);
}

/** Servers of a stranger's zone that are asked (ours): one may be ill. */
const AT_MOST = 2;

function visitAny<T>(
  options: SearchOptions,
  name: string,
  ask: (server: Nameserver, zone: string) => Promise<T | undefined>,
): Promise<Observation<T | undefined>> {
  const search = openSearch(options);
  return timed(async () => {
    const level = await search.levelOf(name);
    if (!level.ok) return level;
    const { zone, names, known } = level.value;
    const looked = known.length > 0 ? [] : await Promise.all(names.slice(0, AT_MOST).map((one) => search.addressesOf(one)));
    const all = [...known, ...looked.flatMap((one) => (one.ok ? one.value : []))];
    if (all.length === 0)
      return noneOf(
        zone,
        looked.filter((one) => !one.ok),
      );
    const servers = spread(all, options.turn).slice(0, AT_MOST);
    return { ok: true, value: await first(servers, AT_MOST, (server) => ask(server, zone)) };
  });
}

/** Why there was nobody to visit, if there was nobody. */
function reasonOf(walked: Observation<Walk>, visited: number): Extract<Observation<never>, { ok: false }> | undefined {
  if (!walked.ok) return walked;
  const went = walked.value;
  const unmeasured = (detail: string) => ({ ok: false, failure: 'unmeasured', detail, tookMs: 0 }) as const;
  if (went.kind === 'gone') return unmeasured(`the servers of ${went.parent} say that ${went.zone} does not exist`);
  if (went.kind === 'inside') return unmeasured(`${went.name} is no zone of its own; it lies inside ${went.within}`);
  if (visited > 0) return undefined;
  const { zone, hosts } = went.delegation;
  const detail = `no nameserver of ${zone} has an address`;
  const isOpen = hosts.some(({ authoritative }) => !authoritative.ok && authoritative.failure === 'unmeasured');
  return isOpen ? unmeasured(detail) : { ok: false, failure: 'malformed', detail, tookMs: 0 };
}
