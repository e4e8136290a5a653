import type { Lookup, Walk, ZoneServer } from './delegation.ts';
import type { Answer, Exchange, Nameserver, Question } from './dns.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import type { Observation } from './observation.ts';
import type { Dialect } from './starttls.ts';
import type { Handshake } from './tls.ts';

/** How a question is asked where the usual way is not meant. */
export interface AskOptions {
  /** Default `ladder`: UDP, again, without EDNS, then TCP (domain A12). `tcp`: one connection and nothing else. */
  readonly transport?: 'ladder' | 'tcp';
  /** The RD bit, default false: an authoritative server needs no recursion. */
  readonly recursionDesired?: boolean;
  /** The UDP size that EDNS offers: 1232, or 512 to see what Let's Encrypt's resolvers see. Default 1232. */
  readonly ednsSize?: 512 | 1232;
  /** The CD bit, default false: asks a validating resolver for the answer it would reject (RFC 4035 section 3.2.2). */
  readonly checkingDisabled?: boolean;
}

/** How a handshake differs from the usual one. */
export interface HandshakeOptions {
  /** What is spoken before TLS; default nothing, TLS at once. */
  readonly dialect?: Dialect;
  /** Offer RSA signatures only, to see the second certificate of a server that has two. Default false. */
  readonly rsaOnly?: boolean;
}

/** What one try to have the A and the AAAA records of a name at the same time brought: one packet for each, and none again. */
export interface PairTry {
  readonly a: Observation<Answer>;
  readonly aaaa: Observation<Answer>;
}

/**
 * Both questions from one socket, back to back, as most stub resolvers ask, and from two sockets. One try together and no more, unless it loses
 * one of the two answers: then two tries each, in turns.
 */
export interface PairTries {
  readonly together: readonly PairTry[];
  readonly apart: readonly PairTry[];
}

/**
 * The only door to the outside, open for one run. A remote fault comes back as an Observation; nothing here throws for one.
 * The same question to the same server is asked once per run, whoever asks it.
 */
export interface Net {
  /** Walks from the root to the zone: parent set, glue, child sets, every nameserver's addresses. */
  walk(zone: string): Promise<Observation<Walk>>;
  /**
   * Puts the same questions to every authoritative address of the zone, to all of them at once and to each as soon as it is known:
   * glue first, then addresses that were looked up, then servers that only the zone itself lists.
   */
  atEvery<T>(zone: string, ask: (server: ZoneServer) => Promise<T>): Promise<Observation<readonly T[]>>;
  /**
   * Asks at two servers of the zone that holds the name, wherever in it the name lies, until one brings something; the other is not waited for. For
   * zones of strangers: none of their servers is looked for beyond what the zone above tells.
   */
  atAny<T>(name: string, ask: (server: ZoneServer, zone: string) => Promise<T | undefined>): Promise<Observation<T | undefined>>;
  /** One question to one nameserver. */
  ask(server: Nameserver, question: Question, options?: AskOptions): Promise<Exchange>;
  /** Both address questions about one name at once, to one nameserver over UDP, to see whether it minds that they come from one socket. */
  askPair(server: Nameserver, name: string): Promise<PairTries>;
  /** The addresses of a host, asked at the servers that are authoritative for it, aliases followed. */
  lookup(host: string): Promise<Observation<Lookup>>;
  /** One TLS handshake with one address; `host` goes into SNI and is what the certificate is matched against. */
  handshake(host: string, address: string, port: number, options?: HandshakeOptions): Promise<Observation<Handshake>>;
  /** One HTTP request. `http` and `https` alone; a redirect is an answer. */
  request(request: HttpRequest): Promise<Observation<HttpResponse>>;
}
