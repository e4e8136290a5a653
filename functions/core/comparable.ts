import { counterOf, type Soa } from './dns.ts';
import { newestSerial } from './serial.ts';
import type { ZoneTarget } from './target.ts';

/**
 * Copies of a zone in groups whose contents must be the same: first the newest ones, then older ones of one serial each. Servers that name different
 * primaries are of two providers, each with a counter of its own, so that the newest of each count as equally new; what told no SOA is in no group.
 * `independent`: no serial says anything, and all are one group.
 */
export function comparable<T>(
  copies: readonly T[],
  soaOf: (copy: T) => Soa | undefined,
  serials: ZoneTarget['serials'] = 'shared',
): readonly (readonly T[])[] {
  if (serials === 'independent') return [copies];
  const told = copies.flatMap((copy) => {
    const soa = soaOf(copy);
    return soa === undefined ? [] : [{ copy, soa }];
  });
  const clusters = [...Map.groupBy(told, ({ soa }) => counterOf(soa)).values()];
  const groups = clusters.flatMap((cluster) => {
    const newest = newestSerial(cluster.map(({ soa }) => soa.serial));
    return [...Map.groupBy(cluster, ({ soa }) => soa.serial)].map(([serial, same]) => ({ isNewest: serial === newest, same }));
  });
  const [current, older] = [true, false].map((wanted) => groups.filter(({ isNewest }) => isNewest === wanted));
  return [(current ?? []).flatMap(({ same }) => same), ...(older ?? []).map(({ same }) => same)].map((group) =>
    group.map(({ copy }) => copy),
  );
}

/** Why copies of one group must be the same, as a clause. */
export function sameBecause(soas: readonly (Soa | undefined)[]): string {
  const isOne = new Set(soas.map((soa) => soa?.serial)).size === 1;
  return isOne ? 'although the serial is the same' : 'although none is behind, each by its own count of serials';
}
