import { endsEveryClimb } from './caa-level.ts';
import { isWithin } from './dns.ts';
import type { Net } from './net.ts';
import { cellOf, type Station } from './station.ts';
import type { ZoneTarget } from './target.ts';
import { levelsOf, type Trail, trailOf } from './trail.ts';

type Trails = ReadonlyMap<string, Trail>;

/**
 * The CAA lookups that the climbs of these names may need (domain A7). Our own levels are asked all at once and at every server, also above a set, since
 * a fault there is one set away from a refusal. Those of strangers follow only where a climb can come to them.
 */
export async function lookUpLevels(net: Net, names: readonly string[], target: ZoneTarget): Promise<Trails> {
  const levels = names.flatMap(levelsOf);
  const ours = await together(
    levels.filter((level) => isOurs(level, target)),
    (name) => trailOf(net, { name, type: 'CAA' }),
  );
  const open = names.filter((name) => !levelsOf(name).some((level) => isEnd(level, ours, target)));
  const above = open.flatMap(levelsOf).filter((level) => !isOurs(level, target));
  return new Map([...ours, ...(await together(above, (name) => glance(net, name)))]);
}

/** Up to the registered domain; where it is not known, all but the top-level domain. */
function isOurs(level: string, { zone, registered }: ZoneTarget): boolean {
  return isWithin(level, registered ?? zone) || (registered === undefined && level.includes('.'));
}

function isEnd(level: string, trails: Trails, { zone }: ZoneTarget): boolean {
  const trail = trails.get(level);
  return trail !== undefined && endsEveryClimb(level, trail, zone);
}

async function together(levels: readonly string[], lookUp: (level: string) => Promise<Trail>): Promise<Trails> {
  const once = [...new Set(levels)];
  return new Map(await Promise.all(once.map(async (level): Promise<[string, Trail]> => [level, await lookUp(level)])));
}

/**
 * A stranger's level is asked at two servers, and that one of them errs is none of our business. Where neither answers all are asked: a CA's
 * resolver would go on, too, and two of thirteen alarm nobody.
 */
async function glance(net: Net, name: string): Promise<Trail> {
  const question = { name, type: 'CAA' } as const;
  const seen = await net.atAny(name, async (server, zone): Promise<Station | undefined> => {
    const reply = { server, exchange: await net.ask(server, question) };
    const { kind } = cellOf(reply, zone);
    return kind === 'records' || kind === 'nodata' || kind === 'nxdomain' ? { name, zone, replies: [reply] } : undefined;
  });
  return seen.ok && seen.value !== undefined ? { stations: [seen.value] } : trailOf(net, question);
}
