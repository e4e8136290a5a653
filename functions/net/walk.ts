import type { Walk } from '../core/delegation.ts';
import type { Nameserver } from '../core/dns.ts';
import type { Observation } from '../core/observation.ts';
import { type Level, parentOf } from './level.ts';
import { askParents, type Words } from './parents.ts';
import { openRoster } from './roster.ts';
import { type Search, timed } from './search.ts';
import type { Step } from './step.ts';
import { type Got, levelBelow, noneOf } from './tree.ts';

/**
 * Walks from the root to the zone (domain A1). `onServer` hears of each address of the zone as soon as it is known, glue with the first
 * referral; the walk itself ends when the other servers of the parent, the nameservers' names and the zone's own NS sets are in.
 */
export function walk(search: Search, zone: string, onServer: (server: Nameserver) => void): Promise<Observation<Walk>> {
  return timed(async () => {
    const above = await search.levelOf(parentOf(zone));
    return above.ok ? arrive(search, zone.toLowerCase(), above.value, onServer) : above;
  });
}

async function arrive(search: Search, zone: string, from: Level, onServer: (server: Nameserver) => void): Promise<Got<Walk>> {
  const roster = openRoster(search, zone, onServer);
  for (let level = from; ; ) {
    const said = await askParents(search, level, zone, roster.refer);
    const referrals = said.words.map(({ referral }) => referral);
    if (referrals.some(({ ok }) => ok)) {
      const denying = said.words.flatMap(({ server, got }) => (got.ok && isDenial(got.value.step) ? [server] : []));
      const gathered = { ...(await roster.complete()), ...(denying.length > 0 && { denying }) };
      return { ok: true, value: { kind: 'zone', delegation: { zone, parent: level.zone, referrals, ...gathered } } };
    }
    const below = deeperOf(said);
    if (below === undefined) return search.givenUp() ?? stand(said, zone, level.zone);
    level = below;
  }
}

function isDenial({ kind }: Step): boolean {
  return kind === 'absent' || kind === 'here';
}

/** A cut between parent and zone that the shorter name did not show (RFC 9156 section 2.3). It lies deeper than the last, so this ends. */
function deeperOf({ words }: Words): Level | undefined {
  for (const { server, got } of words) if (got.ok && got.value.step.kind === 'cut') return levelBelow(got.value.step, server);
  return undefined;
}

/** Nobody knows of a zone by that name. Gone is only what every server that answered denies. */
function stand({ words, nobody }: Words, zone: string, parent: string): Got<Walk> {
  const answered = words.filter(({ got }) => got.ok);
  const denial = answered[0];
  if (denial === undefined) {
    const silent = words.flatMap(({ got }) => (got.ok ? [] : [got]));
    return noneOf(parent, [...silent, ...nobody]);
  }
  const gone = answered.every(({ got }) => got.ok && got.value.step.kind === 'absent');
  if (!gone) return { ok: true, value: { kind: 'inside', name: zone, within: parent } };
  return { ok: true, value: { kind: 'gone', zone, parent, server: denial.server } };
}
