import { bindingAmong } from './ds.ts';
import type { Net } from './net.ts';
import { RESOLVERS } from './resolvers.ts';
import { type Serials, serialsOf } from './standing.ts';
import { type Station, stationAt } from './station.ts';
import { baseOf, type ZoneTarget } from './target.ts';
import { levelsOf, type Trail, trailOf } from './trail.ts';
import { dsOf, type Second, secondOf } from './validation.ts';

/** As Let's Encrypt's resolvers ask: whatever exceeds 512 bytes must come over TCP. */
const AS_A_CA = { ednsSize: 512 } as const;

/** A zone with DS records that bind, and what resolvers say of it. */
export interface Validated {
  readonly zone: string;
  readonly seconds: readonly Second[];
}

/** Everything that is asked about one challenge name. */
export interface Challenge {
  /** `_acme-challenge.example.org` */
  readonly name: string;
  /** A certificate that is validated by DNS-01 was declared for it, or a value is expected there. */
  readonly declared: boolean;
  readonly trail: Trail;
  /** A name beside it that nobody has made, asked where the challenge name itself brought something. */
  readonly sibling?: Station;
  /** Names between the challenge's own and the zone's. */
  readonly above: readonly Station[];
  /** Of the zone at the end of the trail, where a value is expected: whether anything was written shows by them alone. */
  readonly serials?: Serials;
  /** What validating resolvers say of the signed zones to which the challenge was handed over; the watched one has a check of its own. */
  readonly validated?: readonly Validated[];
  /** Where the value lands if a client, or a provider's form, appends the zone once more. */
  readonly doubled?: Station;
}

/**
 * The challenge names of a zone: of every certificate declared for DNS-01 (RFC 8555 section 8.4), or of the zone itself without any declaration;
 * and those at which a value is expected.
 */
export function challengeNames({ zone, certificates = [], expect = [] }: ZoneTarget): readonly string[] {
  const names = certificates.flatMap((one) => (one.method === 'dns-01' ? one.names : []));
  const usual = certificates.length === 0 ? [zone] : names.map(baseOf);
  return [...new Set([...usual.map((name) => `_acme-challenge.${name}`), ...expect.map(({ name }) => name)])];
}

/** The values that are expected at a challenge name. */
export function expectedAt({ expect = [] }: ZoneTarget, name: string): readonly string[] {
  return expect.filter((one) => one.name === name).map(({ value }) => value);
}

/** Asks all there is to ask about a challenge name. */
export async function lookAt(net: Net, name: string, target: ZoneTarget): Promise<Challenge> {
  const { zone, certificates = [] } = target;
  const isExpected = expectedAt(target, name).length > 0;
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
  const [sibling, serials, validated] = await Promise.all([
    holdsSomething ? stationAt(net, { name: beside, type: 'TXT' }, AS_A_CA) : undefined,
    isExpected ? serialsOf(net, trail) : undefined,
    validatedAlong(net, trail, target),
  ]);
  return {
    name,
    declared: certificates.length > 0 || isExpected,
    trail,
    above: above.flatMap((station) => (station.ok ? [station.value] : [])),
    ...(sibling?.ok ? { sibling: sibling.value } : {}),
    ...(serials && { serials }),
    ...(validated.length > 0 && { validated }),
    ...(doubled === undefined ? {} : { doubled }),
  };
}

async function validatedAlong(net: Net, { stations }: Trail, target: ZoneTarget): Promise<readonly Validated[]> {
  const { zone: own, resolvers = RESOLVERS } = target;
  const zones = [...new Set(stations.map(({ zone }) => zone))].filter((zone) => zone !== own);
  const all = zones.map(async (zone) => {
    const ds = await dsOf(zone, net);
    if (!ds.ok || bindingAmong(ds.value).length === 0) return [];
    return [{ zone, seconds: await Promise.all(resolvers.map((address) => secondOf(address, zone, net))) }];
  });
  return (await Promise.all(all)).flat();
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
