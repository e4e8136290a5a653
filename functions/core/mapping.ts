import type { Lookup, ZoneServer } from './delegation.ts';
import { type Exchange, nameserverLabel, type Soa } from './dns.ts';
import { authoritativeSoa } from './health.ts';
import type { PairTries } from './net.ts';
import type { Observation } from './observation.ts';
import { type Said, saidOf, wordsOfSaid } from './said.ts';

/** One server's answers about one name. */
export interface Pair {
  readonly a: Exchange;
  readonly aaaa: Exchange;
}

/** One server's answers about every name that is looked at. */
export interface Guide {
  readonly server: ZoneServer;
  readonly soa: Exchange;
  readonly pairs: Readonly<Record<string, Pair>>;
  /** Both questions about the zone's own name from one socket; absent where the server did not answer them one by one. */
  readonly paired?: PairTries;
}

/** One server's word about one name and type, and what it said when it was asked again. */
export interface Voice {
  readonly server: ZoneServer;
  /** Undefined where it gave no SOA with authority. */
  readonly soa: Soa | undefined;
  readonly said: Said;
  readonly again: readonly Said[];
}

/** Everything that was heard about one name. */
export interface Mapping {
  readonly name: string;
  readonly a: readonly Voice[];
  readonly aaaa: readonly Voice[];
  /** Where its aliases lead; absent where it is no alias. */
  readonly end?: Observation<Lookup>;
}

/** The address types, in the order in which they are told. */
export const FAMILIES = [
  ['A', 'a'],
  ['AAAA', 'aaaa'],
] as const;

/** What all servers said about one name, second answers included. */
export function voicesOf(
  guides: readonly Guide[],
  zone: string,
  name: string,
  again: readonly Exchange[],
): Pick<Mapping, 'a' | 'aaaa'> {
  const about = (key: 'a' | 'aaaa'): readonly Voice[] =>
    guides.flatMap(({ server, soa, pairs }) => {
      const exchange = pairs[name]?.[key];
      if (exchange === undefined) return [];
      const { question } = exchange;
      const more = again.filter(
        (other) =>
          other.server.address === server.address && other.question.type === question.type && other.question.name === name,
      );
      return [
        {
          server,
          soa: authoritativeSoa(soa, zone),
          said: saidOf(exchange, zone),
          again: more.map((one) => saidOf(one, zone)),
        },
      ];
    });
  return { a: about('a'), aaaa: about('aaaa') };
}

/** Do the servers that said something disagree? */
export function disagree(voices: readonly Voice[]): boolean {
  return new Set(spoken(voices).map(({ said }) => wordsOfSaid(said))).size > 1;
}

/** Those that said something. */
export function spoken(voices: readonly Voice[]): readonly Voice[] {
  return voices.filter(({ said }) => said.kind !== 'none');
}

/** Every address that any server gave, first answers and later ones. */
export function addressesIn(voices: readonly Voice[]): readonly string[] {
  const all = voices.flatMap(({ said, again }) => [said, ...again]);
  return [...new Set(all.flatMap((said) => (said.kind === 'addresses' ? said.addresses : [])))];
}

/** How a difference between servers looks: `rotates`, one of them changed its own answer; `spread`, each of three or more has its own. */
export type Difference = 'rotates' | 'spread' | 'apart';

/** Tells servers that are out of step from an answer that is meant to vary. */
export function differenceOf(voices: readonly Voice[]): Difference {
  const changes = voices.some(({ said, again }) =>
    again.some((other) => other.kind !== 'none' && wordsOfSaid(other) !== wordsOfSaid(said)),
  );
  if (changes) return 'rotates';
  const sets = voices.map(({ said }) => (said.kind === 'addresses' ? said.addresses : []));
  const all = sets.flat();
  const alike = sets.every(({ length }) => length > 0 && length === sets[0]?.length);
  return sets.length > 2 && alike && new Set(all).size === all.length ? 'spread' : 'apart';
}

/** Who says what: `192.0.2.1 at ns1.example.net/…; no address at ns2.example.net/…`. */
export function whoSaysWhat(voices: readonly Voice[]): string {
  const groups = Map.groupBy(voices, ({ said }) => wordsOfSaid(said));
  return [...groups]
    .map(([words, same]) => `${words} at ${same.map(({ server }) => nameserverLabel(server)).join(', ')}`)
    .join('; ');
}

/** The TTLs of whatever was given. */
export function ttlsOf(voices: readonly Voice[]): readonly number[] {
  return voices.flatMap(({ said }) => (said.kind === 'addresses' || said.kind === 'alias' ? [said.ttlSeconds] : []));
}
