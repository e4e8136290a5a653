import type { AddressCode } from './address-meanings.ts';
import { nameserverLabel } from './dns.ts';
import type { Finding } from './finding.ts';
import type { Guide } from './mapping.ts';
import type { PairTries, PairTry } from './net.ts';
import type { Observation } from './observation.ts';

/** Nothing came in time: a closed port, a broken answer or our own limit is another matter. */
const isLost = (seen: Observation<unknown>) => !seen.ok && seen.failure === 'timeout';

/** Which of the two answers was lost while the other came; undefined where both came, both were lost, or there was no look. */
export function lostOf({ a, aaaa }: PairTry): 'A' | 'AAAA' | undefined {
  if (a.ok && isLost(aaaa)) return 'AAAA';
  return aaaa.ok && isLost(a) ? 'A' : undefined;
}

/** The answers that were lost from one socket, try by try, where that has no other cause; none where plain packet loss may be behind it. */
function racesOf({ together, apart }: PairTries): readonly ('A' | 'AAAA')[] {
  const lost = together.flatMap((one) => lostOf(one) ?? []);
  const aloneWell = apart.length > 1 && apart.every(({ a, aaaa }) => a.ok && aaaa.ok);
  return lost.length > 1 && aloneWell ? lost : [];
}

/** Servers that lose one of two questions which come from one socket, and answer both from two. A line that loses single questions proves nothing. */
export function pairedOf(guides: readonly Guide[], zone: string): readonly Finding<AddressCode>[] {
  return guides.flatMap((guide) => {
    const { server, paired } = guide;
    const lost = paired === undefined || losesSingles(guide) ? [] : racesOf(paired);
    if (lost.length === 0) return [];
    const subject = nameserverLabel(server);
    const types = [...new Set(lost)].join(', then ');
    const evidence = { zone, name: zone, address: server.address, servers: subject, types, tries: lost.length };
    return [{ code: 'addr.paired_query', subject, evidence }];
  });
}

function losesSingles({ soa, pairs }: Guide): boolean {
  const single = [soa, ...Object.values(pairs).flatMap(({ a, aaaa }) => [a, aaaa])];
  return single.some(({ rungs }) => rungs.some(({ outcome }) => outcome === 'timeout'));
}
