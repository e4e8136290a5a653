import type { Walk } from '../core/delegation.ts';
import type { Nameserver } from '../core/dns.ts';
import type { Net } from '../core/net.ts';
import { found, type Observation } from '../core/observation.ts';
import { byServer } from './level.ts';
import { openSearch, type SearchOptions } from './search.ts';
import { walk } from './walk.ts';

/** One walk to one zone, which any number of visitors may follow. */
interface Journey {
  readonly ends: Promise<Observation<Walk>>;
  /** Calls the visitor for each server known so far, and for each to come. */
  follow(visit: (server: Nameserver) => void): void;
}

/** The questions about names that take more than one exchange; each zone and each host is searched once a run, whoever asks. */
export function openZones(options: SearchOptions): Pick<Net, 'walk' | 'atEvery' | 'lookup'> {
  const journeys = new Map<string, Journey>();
  const lookups = new Map<string, ReturnType<Net['lookup']>>();

  const journeyTo = (zone: string) => remembered(journeys, zone, () => setOut(options, zone));
  return {
    walk: (zone) => journeyTo(zone).ends,
    atEvery: (zone, ask) => visitAll(journeyTo(zone), ask),
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

/** Why there was nobody to visit, if there was nobody. */
function reasonOf(walked: Observation<Walk>, visited: number): Extract<Observation<never>, { ok: false }> | undefined {
  if (!walked.ok) return walked;
  const went = walked.value;
  const unmeasured = (detail: string) => ({ ok: false, failure: 'unmeasured', detail, tookMs: 0 }) as const;
  if (went.kind === 'gone') return unmeasured(`the servers of ${went.parent} say that ${went.zone} does not exist`);
  if (went.kind === 'inside') return unmeasured(`${went.name} is no zone of its own; it lies inside ${went.within}`);
  return visited === 0 ? unmeasured(`no nameserver of ${went.delegation.zone} has an address`) : undefined;
}
