import type { Question } from './dns.ts';
import type { AskOptions, Net } from './net.ts';
import type { Observation } from './observation.ts';
import { cellOf, type Station, stationAt } from './station.ts';

/** Aliases followed at most (domain A5; ours: CAs and resolvers follow 8 to 11). */
const MOST_ALIASES = 8;

/** A name and every name that its aliases lead to, each asked at its own servers as a CA's resolver does. */
export interface Trail {
  /** At least one, unless `lost` tells why there is none. */
  readonly stations: readonly Station[];
  /** Where the aliases lead to no end: one clause. */
  readonly endless?: string;
  /** Why the next name could not be asked at all. */
  readonly lost?: Extract<Observation<never>, { ok: false }>;
}

/** Follows the aliases of a name, one by one. A CNAME of any server is followed, the first server's first. */
export async function trailOf(net: Net, question: Question, how: AskOptions = {}): Promise<Trail> {
  const stations: Station[] = [];
  const passed = new Set<string>();
  for (let name = question.name.toLowerCase(); ; ) {
    if (passed.has(name)) return { stations, endless: `the aliases go in a circle at ${name}` };
    if (passed.size > MOST_ALIASES) return { stations, endless: `there are more than ${MOST_ALIASES} aliases in a row` };
    passed.add(name);
    const station = await stationAt(net, { ...question, name }, how);
    if (!station.ok) return { stations, lost: station };
    stations.push(station.value);
    const next = aliasOf(station.value);
    if (next === undefined) return { stations };
    name = next;
  }
}

/** Where a station's servers say that its name leads. */
export function aliasOf({ replies, zone }: Station): string | undefined {
  for (const reply of replies) {
    const cell = cellOf(reply, zone);
    if (cell.kind === 'alias') return cell.to;
  }
  return undefined;
}

/** The name and those above it up to the top-level domain, in this order. An escaped dot parts nothing. */
export function levelsOf(name: string): readonly string[] {
  const levels: string[] = [];
  for (let at = name.toLowerCase(); at !== '' && at !== '.'; at = at.replace(/^(\\.|[^.])*\.?/, '')) levels.push(at);
  return levels;
}
