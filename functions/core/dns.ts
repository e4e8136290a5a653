import type { Observation } from './observation.ts';

/**
 * One nameserver name at one address, asked directly; shown as `name/address`.
 * Names are in presentation form (RFC 1035 section 5.1: `\.` and `\DDD` escapes), without the trailing dot; the root is `.`.
 */
export interface Nameserver {
  readonly name: string;
  readonly address: string;
}

/** How a nameserver is written everywhere: findings, facts, letters. */
export function nameserverLabel({ name, address }: Nameserver): string {
  return `${name}/${address}`;
}

/** Start of authority (RFC 1035 section 3.3.13). All times in seconds. */
export interface Soa {
  readonly primary: string;
  readonly mailbox: string;
  readonly serial: number;
  readonly refreshSeconds: number;
  readonly retrySeconds: number;
  readonly expireSeconds: number;
  readonly minimumSeconds: number;
}

/** Whose count of serials it is: servers that name different primaries are of two providers, each with a counter of its own. */
export function counterOf({ primary }: Soa): string {
  return primary.toLowerCase();
}

/** The record data that Picket reads, by type; every other type is `OTHER` with its raw bytes. */
export type RecordData =
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  | { readonly type: 'NS' | 'CNAME' | 'DNAME' | 'PTR'; readonly name: string }
  | { readonly type: 'SOA'; readonly soa: Soa }
  | { readonly type: 'TXT'; readonly strings: readonly Uint8Array[] }
  | { readonly type: 'MX'; readonly preference: number; readonly name: string }
  | { readonly type: 'CAA'; readonly flags: number; readonly tag: string; readonly value: Uint8Array }
  | {
      readonly type: 'DS';
      readonly keyTag: number;
      readonly algorithm: number;
      readonly digestType: number;
      readonly digest: Uint8Array;
    }
  | {
      readonly type: 'DNSKEY';
      readonly flags: number;
      readonly protocol: number;
      readonly algorithm: number;
      readonly key: Uint8Array;
    }
  | {
      readonly type: 'RRSIG';
      readonly typeCovered: string;
      readonly algorithm: number;
      readonly labels: number;
      readonly originalTtlSeconds: number;
      /** Unix seconds. */
      readonly expiration: number;
      /** Unix seconds. */
      readonly inception: number;
      readonly keyTag: number;
      readonly signer: string;
      readonly signature: Uint8Array;
    }
  | { readonly type: 'OTHER'; readonly code: number; readonly data: Uint8Array };

/** One resource record of class IN. `owner` keeps the case it was sent in. */
export type ResourceRecord = { readonly owner: string; readonly ttlSeconds: number } & RecordData;

/** The types Picket asks for; any other goes by its number (`TYPE65400`, RFC 3597 section 5). */
export type QueryType =
  | 'A'
  | 'AAAA'
  | 'NS'
  | 'SOA'
  | 'TXT'
  | 'CAA'
  | 'MX'
  | 'DS'
  | 'DNSKEY'
  | 'RRSIG'
  | 'CNAME'
  | 'TLSA'
  | `TYPE${number}`;

/** What is asked: a name in presentation form and a type, class IN. */
export interface Question {
  readonly name: string;
  readonly type: QueryType;
}

/** The EDNS part of an answer (RFC 6891); absent where the server sent no OPT record. */
export interface Edns {
  readonly udpSize: number;
  /** Name server identifier (RFC 5001), printable text or hex. */
  readonly nsid?: string;
  /** EDNS EXPIRE (RFC 7314): seconds until this copy of the zone is given up. */
  readonly expireSeconds?: number;
  /** Extended DNS errors (RFC 8914); texts are from the network and untrusted. */
  readonly errors: readonly { readonly code: number; readonly text: string }[];
}

/** What a server said of its error: `, EDE 22 No reachable authority`, to follow another word; '' where it said nothing. */
export function errorWords(edns: Edns | undefined): string {
  return (edns?.errors ?? []).map(({ code, text }) => `, EDE ${code} ${text}`.trimEnd()).join('');
}

/**
 * A well-formed answer that belongs to our question. `rcode` is the mnemonic of the IANA registry, the extended bits of OPT included
 * (`NOERROR`, `NXDOMAIN`, `SERVFAIL`, `REFUSED`, `BADVERS`, … or `RCODE23`).
 */
export interface Answer {
  readonly rcode: string;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionAvailable: boolean;
  readonly authenticData: boolean;
  readonly answers: readonly ResourceRecord[];
  readonly authorities: readonly ResourceRecord[];
  readonly additionals: readonly ResourceRecord[];
  readonly edns?: Edns;
  /** Bytes of the message as received. */
  readonly bytes: number;
}

/** One rung of the ladder of `net/ladder.ts`: one packet or one connection, and what became of it. */
export interface Rung {
  readonly transport: 'udp' | 'tcp';
  readonly edns: boolean;
  /** The rcode of the answer, `TC` for a truncated one, or the kind of failure. */
  readonly outcome: string;
  readonly tookMs: number;
}

/** One question put to one nameserver, with every try that it took. */
export interface Exchange {
  readonly server: Nameserver;
  readonly question: Question;
  /** The answer that counts. It may carry any rcode: an error code is an answer. */
  readonly answer: Observation<Answer>;
  /** Every try in order; the last one decided. */
  readonly rungs: readonly Rung[];
  /** Datagrams that arrived on our socket and were not the answer: wrong id, question, source or shape (RFC 5452). */
  readonly strays: number;
  /** The server echoed our name in another case: 0x20 does not work with it. */
  readonly caseMangled: boolean;
  /** Milliseconds of the rung that decided, without the lost tries before it. */
  readonly roundTripMs: number;
}

/** Names are compared without regard to case (RFC 4343). */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Is `name` the zone itself or below it? Case does not matter; everything is below the root. */
export function isWithin(name: string, zone: string): boolean {
  const inner = name.toLowerCase();
  const outer = zone.toLowerCase();
  if (outer === '.' || inner === outer) return true;
  // The dot must part two labels: in `a\.example.org` it belongs to the first one (RFC 1035 section 5.1).
  return inner.endsWith(`.${outer}`) && !/(?<!\\)(\\\\)*\\$/.test(inner.slice(0, -outer.length - 1));
}

/** The SOA record of an answer's answer section, if it holds one for this name. */
export function soaOf(answer: Answer, zone: string): Soa | undefined {
  for (const record of answer.answers) if (record.type === 'SOA' && sameName(record.owner, zone)) return record.soa;
  return undefined;
}
