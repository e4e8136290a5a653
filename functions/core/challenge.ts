import type { Net } from './net.ts';
import { type Station, stationAt } from './station.ts';
import type { ZoneTarget } from './target.ts';
import { levelsOf, type Trail, trailOf } from './trail.ts';

/** As Let's Encrypt's resolvers ask: whatever exceeds 512 bytes must come over TCP. */
const AS_A_CA = { ednsSize: 512 } as const;

/** Everything that is asked about one challenge name. */
export interface Challenge {
  /** `_acme-challenge.example.org` */
  readonly name: string;
  /** A certificate that is validated by DNS-01 was declared for it. */
  readonly declared: boolean;
  readonly trail: Trail;
  /** A name beside it that nobody has made, asked where the challenge name itself brought something. */
  readonly sibling?: Station;
  /** Names between the challenge's own and the zone's. */
  readonly above: readonly Station[];
  /** Where the value lands if a client, or a provider's form, appends the zone once more. */
  readonly doubled?: Station;
}

/** The challenge names of a zone: of every certificate declared for DNS-01 (RFC 8555 section 8.4), or of the zone itself without any declaration. */
export function challengeNames({ zone, certificates = [] }: ZoneTarget): readonly string[] {
  if (certificates.length === 0) return [`_acme-challenge.${zone}`];
  const names = certificates.flatMap((one) => (one.method === 'dns-01' ? one.names : []));
  return [...new Set(names.map((name) => `_acme-challenge.${name.replace(/^\*\./, '')}`))];
}

/** Asks all there is to ask about a challenge name. */
export async function lookAt(net: Net, name: string, target: ZoneTarget): Promise<Challenge> {
  const { zone, certificates = [] } = target;
  const between = levelsOf(name).filter((level) => level !== name && level.endsWith(`.${zone}`));
  const [trail, doubled, ...above] = await Promise.all([
    trailOf(net, { name, type: 'TXT' }, AS_A_CA),
    inZone(net, `${name}.${zone}`, zone),
    // The check `caa` asks these too, so that they cost nothing; NXDOMAIN is the same for every type.
    ...between.map((level) => stationAt(net, { name: level, type: 'CAA' })),
  ]);
  const holdsSomething = trail.stations[0]?.replies.some(
    ({ exchange: { answer } }) => answer.ok && answer.value.answers.length > 0,
  );
  const beside = `_picket-nonexistent.${levelsOf(name)[1] ?? zone}`;
  const sibling = holdsSomething ? await stationAt(net, { name: beside, type: 'TXT' }, AS_A_CA) : undefined;
  return {
    name,
    declared: certificates.length > 0,
    trail,
    above: above.flatMap((station) => (station.ok ? [station.value] : [])),
    ...(sibling?.ok ? { sibling: sibling.value } : {}),
    ...(doubled === undefined ? {} : { doubled }),
  };
}

/** The same question to every server of a zone, without a look where the name belongs. */
async function inZone(net: Net, name: string, zone: string): Promise<Station | undefined> {
  if (name.length > 253) return undefined;
  const replies = await net.atEvery(zone, async (server) => ({
    server,
    exchange: await net.ask(server, { name, type: 'TXT' }, AS_A_CA),
  }));
  return replies.ok ? { name, zone, replies: replies.value } : undefined;
}
