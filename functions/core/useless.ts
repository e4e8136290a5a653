import { MOST_OF_FAMILY } from './bound.ts';
import type { Lookup, NameserverHost } from './delegation.ts';
import { isWithin } from './dns.ts';

/** A nameserver's name that is of no use to those who follow the delegation, and why. */
export interface Useless {
  readonly host: NameserverHost;
  /** One clause. */
  readonly cause: string;
}

/** The names that lead nowhere, or must not be used. What nobody could find out is left out. */
export function uselessAmong(hosts: readonly NameserverHost[], zone: string): readonly Useless[] {
  const hasWayIn = hosts.some(
    ({ glue, authoritative }) => glue.length > 0 || (authoritative.ok && authoritative.value.addresses.length > 0),
  );
  return hosts.flatMap((host) => {
    const cause = uselessBecause(host, zone, hasWayIn);
    return cause === undefined ? [] : [{ host, cause }];
  });
}

/**
 * With a way in, by the parent's glue or another name, a search inside the zone came to a stand because the zone's servers are silent: that is
 * for the check `nameservers` to tell.
 */
function uselessBecause({ name, glue, authoritative }: NameserverHost, zone: string, hasWayIn: boolean): string | undefined {
  const inside = isWithin(name, zone);
  if (authoritative.ok && authoritative.value.ends !== 'broken') return wrongBecause(authoritative.value);
  if (glue.length > 0 || (inside && hasWayIn)) return undefined;
  if (!authoritative.ok && authoritative.failure === 'unmeasured') return undefined;
  if (inside) return 'it lies inside the zone, and the parent hands out no address for it (glue)';
  return authoritative.ok ? authoritative.value.detail : `no server of its own domain answers (${authoritative.detail})`;
}

function wrongBecause({ ends, chain }: Lookup): string | undefined {
  if (ends === 'nxdomain') return 'the name does not exist';
  if (ends === 'nodata') return 'the name exists and has no address';
  return chain.length === 0 ? undefined : `it is an alias (${chain.join(' → ')}), which a nameserver must not be`;
}

/** Does the name lead to no address at all, by glue or by look-up? An alias does lead somewhere for resolvers that follow it. */
export function isStranded(host: NameserverHost, useless: readonly Useless[]): boolean {
  const found = host.authoritative.ok && host.authoritative.value.addresses.length > 0;
  return !found && host.glue.length === 0 && useless.some((one) => one.host === host);
}

/** Do the name's own servers say that it has other addresses than this one? They say nothing about a family that they were not asked about, or that was not taken whole. */
export function contradicts({ addresses, detail }: Lookup, glue: string): boolean {
  const ofFamily = addresses.filter((address) => address.includes(':') === glue.includes(':'));
  const isWhole = detail === '' ? addresses.length > 0 : ofFamily.length > 0 && ofFamily.length < MOST_OF_FAMILY;
  return isWhole && !ofFamily.includes(glue);
}
