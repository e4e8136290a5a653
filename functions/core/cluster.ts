import type { ZoneServer } from './delegation.ts';
import { counterOf, type Exchange, type Soa, sameName } from './dns.ts';
import { authoritativeSoa } from './health.ts';
import { copyOf } from './refresh.ts';
import { newestSerial } from './serial.ts';

/** One address and its answer to the SOA question. */
export interface Spoken {
  readonly server: ZoneServer;
  readonly soa: Exchange;
}

/** One server's copy, with the answer that it came in. */
export interface Served {
  readonly server: ZoneServer;
  readonly soa: Soa;
  readonly exchange: Exchange;
}

/**
 * The groups within which serials can be compared: servers that name the same primary in their SOA. Two providers, each with a counter of
 * its own, name different ones. Serials that differ for ever by server look like `behind` to one look; a zone declared so has no groups.
 */
export function clustersOf(spoken: readonly Spoken[], zone: string): readonly (readonly Served[])[] {
  const served = spoken.flatMap(({ server, soa: exchange }): Served[] => {
    const soa = authoritativeSoa(exchange, zone);
    return soa === undefined ? [] : [{ server, soa, exchange }];
  });
  return [...Map.groupBy(served, ({ soa }) => counterOf(soa)).values()];
}

/**
 * The newest copy at the nameserver that the SOA itself names as the primary. A server whose EXPIRE timer has run down at all is a secondary,
 * whatever the SOA says: many zones with a hidden primary name a public secondary there.
 */
export function primaryOf(group: readonly Served[]): Served | undefined {
  const own = group.filter(
    ({ server, soa, exchange }) => sameName(server.name, soa.primary) && (ageOf(exchange, soa) ?? 0) === 0,
  );
  const newest = newestSerial(own.map(({ soa }) => soa.serial));
  return own.find(({ soa }) => soa.serial === newest);
}

function ageOf({ answer }: Exchange, soa: Soa): number | undefined {
  return answer.ok ? copyOf(soa, answer.value.edns)?.refreshAgeSeconds : undefined;
}
