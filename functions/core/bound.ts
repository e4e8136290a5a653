import { familyOf } from './address.ts';

/** Addresses of one host that are asked; ours: round robins have fewer, and whoever owns the name decides how many there are. */
export const MOST_ADDRESSES = 16;

/** Addresses that a look-up takes of one name and family; ours: nobody has more, and a stranger decides where our packets go. Those beyond are told in its `detail`. */
export const MOST_OF_FAMILY = 32;

/** The addresses of a host in two parts, each in the order that it had. */
export interface Bounded {
  readonly asked: readonly string[];
  /** Those that are too many: nothing is known of them, so they are shown as not measured. */
  readonly beyond: readonly string[];
}

/** Which of a host's addresses are asked. Families take turns, so that many addresses of one do not hide the other; `most` is 16 by default. */
export function bounded(addresses: readonly string[], most = MOST_ADDRESSES): Bounded {
  const places = new Map<string, number>();
  const turns = { IPv4: 0, IPv6: 0 };
  for (const address of addresses) places.set(address, turns[familyOf(address)]++);
  const placeOf = (address: string) => places.get(address) ?? 0;
  const chosen = new Set(addresses.toSorted((a, b) => placeOf(a) - placeOf(b)).slice(0, most));
  return {
    asked: addresses.filter((address) => chosen.has(address)),
    beyond: addresses.filter((address) => !chosen.has(address)),
  };
}
