import type { AcmeCode } from './acme-meanings.ts';
import type { Validated } from './challenge.ts';
import { nameserverLabel } from './dns.ts';
import type { Finding } from './finding.ts';
import { chanceOf, perspectiveRule } from './perspectives.ts';
import { lapseOf } from './showing.ts';
import { cellOf, type Station } from './station.ts';
import { rejectionBy } from './validation.ts';
import { listed } from './wording.ts';

type AcmeFinding = Finding<AcmeCode>;

/**
 * What is wrong with the zones to which a challenge was handed over, by aliases or as zones of its own. Of the watched zone, `own`, the checks
 * `delegation` and `nameservers` tell.
 */
export function handedFaults(name: string, stations: readonly Station[], own: string, now: Date): readonly AcmeFinding[] {
  const others = stations.filter(({ zone }) => zone !== own);
  return [...others.flatMap((station) => deadAt(name, station)), ...others.flatMap((station) => tornAbove(name, station, now))];
}

/** Does nobody who could be asked serve the zone of this name? */
export function isDead({ zone, replies }: Station): boolean {
  const kinds = replies.map((reply) => cellOf(reply, zone).kind);
  return kinds.every((kind) => kind === 'sick' || kind === 'unmeasured') && (kinds.includes('sick') || kinds.length === 0);
}

/** Some of several is a notice: resolvers, a CA's too, turn to the others. */
function deadAt(challenge: string, station: Station): readonly AcmeFinding[] {
  const { name, zone, replies } = station;
  const sick = replies.map((reply) => ({ reply, cell: cellOf(reply, zone) })).filter(({ cell }) => cell.kind === 'sick');
  const isTotal = isDead(station);
  if (sick.length === 0 && !isTotal) return [];
  const bad = sick.map((one) => `${nameserverLabel(one.reply.server)} ${lapseOf(one)}`);
  const evidence = {
    ...{ name, zone, challenge, servers: isTotal ? 'any' : `${sick.length} of ${replies.length}` },
    bad: bad.length === 0 ? 'none of their names has an address' : listed(bad),
    effect: isTotal ? 'no CA can read a challenge' : 'a CA turns to the others, as long as these answer',
    address: sick[0]?.reply.server.address ?? zone,
  };
  return [{ code: 'acme.zone_dead', subject: challenge, ...(isTotal ? {} : { severity: 'notice' }), evidence }];
}

/** Servers of the zone above that do not lead to the challenge's zone: whoever asks them learns that there is no challenge. */
function tornAbove(challenge: string, { name, torn }: Station, now: Date): readonly AcmeFinding[] {
  const [first] = torn?.denying ?? [];
  if (torn === undefined || first === undefined) return [];
  const { parent, granting, denying } = torn;
  const servers = granting.length + denying.length;
  const evidence = {
    ...{ name, zone: parent, challenge, expected: 'lead to the zone of the challenge', good: granting.length, servers },
    bad: listed(denying.map((server) => `${nameserverLabel(server)} denies it`)),
    chancePercent: Math.round(100 * chanceOf(granting.length / servers, perspectiveRule(now))),
    address: first.address,
  };
  return [{ code: 'acme.txt.partial', subject: challenge, evidence }];
}

/** Zones to which the challenge was handed over and that validating resolvers, a CA's among them, reject. */
export function rejectedAlong(challenge: string, validated: readonly Validated[]): readonly AcmeFinding[] {
  return validated.flatMap(({ zone, seconds }): AcmeFinding[] => {
    const rejection = rejectionBy(seconds);
    if (rejection === undefined) return [];
    return [{ code: 'acme.zone_bogus', subject: challenge, evidence: { zone, challenge, ...rejection } }];
  });
}
