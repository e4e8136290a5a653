import { isGlobal } from './address.ts';
import type { ZoneServer } from './delegation.ts';
import { type Exchange, type Question, type Soa, soaOf } from './dns.ts';

/** A name that no watched zone holds, always there to be resolved: what a server does with it tells what the server is. */
export const FOREIGN_QUESTION: Question = { name: 'a.root-servers.net', type: 'A' };

/** Extended DNS error 24, Invalid Data: the zone is configured, its copy too old or never loaded (RFC 8914 section 4.25). */
const INVALID_DATA = 24;

/** What one server said about the zone, and about a name that is not in it. */
export interface Voice {
  readonly server: ZoneServer;
  readonly soa: Exchange;
  /** The foreign question, recursion desired. */
  readonly foreign: Exchange;
}

/**
 * How a server stands to the zone, by its SOA answer alone.
 * `truncated`: alive, its answer did not come whole. `private`: at an address that the world cannot reach, so not asked.
 * `expired`: it knows the zone and has no valid copy of it; `servfail`: it answers so to everything.
 */
export type Health =
  | 'well'
  | 'truncated'
  | 'unmeasured'
  | 'private'
  | 'silent'
  | 'malformed'
  | 'expired'
  | 'servfail'
  | 'refused'
  | 'recursor'
  | 'lame';

/** The SOA record that a server gave with authority; undefined where it gave none. */
export function authoritativeSoa({ answer }: Exchange, zone: string): Soa | undefined {
  if (!answer.ok || answer.value.rcode !== 'NOERROR' || !answer.value.authoritative) return undefined;
  return soaOf(answer.value, zone);
}

/** How the server stands to the zone. */
export function healthOf({ server, soa, foreign }: Voice, zone: string): Health {
  const { answer } = soa;
  if (!answer.ok) return silenceOf(answer.failure, server.address);
  if (authoritativeSoa(soa, zone) !== undefined) return 'well';
  if (answer.value.truncated) return 'truncated';
  if (hasNoValidCopy(soa, foreign)) return 'expired';
  if (recursesForStrangers(foreign)) return 'recursor';
  if (answer.value.rcode === 'SERVFAIL') return 'servfail';
  return answer.value.rcode === 'REFUSED' ? 'refused' : 'lame';
}

function silenceOf(failure: string, address: string): Health {
  if (failure === 'malformed') return 'malformed';
  if (failure !== 'unmeasured') return 'silent';
  return isGlobal(address) ? 'unmeasured' : 'private';
}

/** SERVFAIL for this zone alone: the server itself is in order, as its answer about a foreign name shows, or it says so in words. */
function hasNoValidCopy(soa: Exchange, foreign: Exchange): boolean {
  if (!soa.answer.ok || soa.answer.value.rcode !== 'SERVFAIL') return false;
  if (soa.answer.value.edns?.errors.some(({ code }) => code === INVALID_DATA)) return true;
  return foreign.answer.ok && foreign.answer.value.rcode !== 'SERVFAIL' && !recursesForStrangers(foreign);
}

/** Did the server resolve a name that is none of its own? The AA bit tells the root's own servers apart. */
export function recursesForStrangers({ answer }: Exchange): boolean {
  if (!answer.ok || answer.value.authoritative || !answer.value.recursionAvailable) return false;
  return answer.value.rcode === 'NOERROR' && answer.value.answers.length > 0;
}
