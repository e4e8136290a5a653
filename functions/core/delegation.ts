import type { Nameserver } from './dns.ts';
import type { Observation } from './observation.ts';

/** What one server of the parent zone says about the zone below it. */
export interface Referral {
  readonly server: Nameserver;
  /**
   * NS names in lower case (an answer may repeat our random case in them), in order. A parent that is itself authoritative for the zone
   * answers with its NS set.
   */
  readonly names: readonly string[];
  /** Addresses that the parent hands out with them, for names below the zone or the parent. */
  readonly glue: readonly Nameserver[];
}

/** How the search for a host's addresses ended. */
export interface Lookup {
  readonly name: string;
  /** IPv4 first, then IPv6. */
  readonly addresses: readonly string[];
  /** The asked name and every name that an alias led to, the last one at the end. Empty where there was no alias. */
  readonly chain: readonly string[];
  /** `nodata`: the name exists, without addresses. `broken`: CNAME loop, too long a chain, or no server could be asked. */
  readonly ends: 'addresses' | 'nodata' | 'nxdomain' | 'broken';
  /** Why, where `ends` is not `addresses`; where it is, '' or which family could not be asked, or not be taken whole, and why. One clause. */
  readonly detail: string;
}

/** One nameserver name of the zone: who lists it, and at what addresses it answers. */
export interface NameserverHost {
  readonly name: string;
  readonly inParent: boolean;
  readonly inChild: boolean;
  /** Addresses the parent hands out as glue. */
  readonly glue: readonly string[];
  /** Addresses according to the servers that are authoritative for the name. */
  readonly authoritative: Observation<Lookup>;
}

/** A zone as the tree above it and its own servers describe it (domain A1). */
export interface Delegation {
  readonly zone: string;
  readonly parent: string;
  /** What each asked server of the parent said. */
  readonly referrals: readonly Observation<Referral>[];
  /** Servers of the parent that deny with authority what others grant: the name does not exist there, or no zone begins at it. Left out where none does. */
  readonly denying?: readonly Nameserver[];
  /** Every name of the parent set and of the child sets. */
  readonly hosts: readonly NameserverHost[];
  /** The NS set that each address of the zone itself gives, with authority. */
  readonly children: readonly { readonly server: Nameserver; readonly names: Observation<readonly string[]> }[];
}

/** Where the walk from the root came to a stand. */
export type Walk =
  | { readonly kind: 'zone'; readonly delegation: Delegation }
  /** The parent says that the name does not exist. */
  | { readonly kind: 'gone'; readonly zone: string; readonly parent: string; readonly server: Nameserver }
  /** The name exists inside the zone `within`; it is no zone of its own. */
  | { readonly kind: 'inside'; readonly name: string; readonly within: string };

/**
 * One address of one nameserver of a zone: what a check puts its questions to. Who lists it is not known yet when it is asked; `Delegation`
 * tells.
 */
export type ZoneServer = Nameserver;
