import { type Exchange, errorWords, sameName } from './dns.ts';
import { type Ds, dsWords } from './ds.ts';
import type { Net } from './net.ts';
import { failed, found, type Observation } from './observation.ts';

/** DS records that are looked at; well-kept zones have four at most, in the middle of a roll-over. */
const MOST_DS = 16;

/** One validating resolver's answer, and the one that it would have rejected (RFC 4035 section 3.2.2). */
export interface Second {
  readonly checked: Exchange;
  readonly unchecked: Exchange;
}

/** Asks the servers of the parent, which alone speak for DS (RFC 4035 section 3.1.4.1). */
export async function dsOf(zone: string, net: Net): Promise<Observation<readonly Ds[]>> {
  const walked = await net.walk(zone);
  if (!walked.ok) return walked;
  if (walked.value.kind !== 'zone') return failed('unmeasured', `${zone} is no delegated zone`, 0);
  const parents = walked.value.delegation.referrals.flatMap((referral) => (referral.ok ? [referral.value.server] : []));
  const answers = await Promise.all(parents.map((server) => net.ask(server, { name: zone, type: 'DS' })));
  const sets = answers.flatMap(({ answer }) => {
    if (!answer.ok || !answer.value.authoritative || answer.value.truncated || answer.value.rcode !== 'NOERROR') return [];
    return [answer.value.answers.filter((record) => record.type === 'DS' && sameName(record.owner, zone)) as readonly Ds[]];
  });
  if (sets.length === 0) return failed('unmeasured', 'no server of the parent answered about DS', 0);
  const unique = new Map(sets.flat().map((ds) => [`${dsWords(ds)} ${Buffer.from(ds.digest).toString('hex')}`, ds]));
  return found([...unique.values()].slice(0, MOST_DS), 0);
}

/** Puts the question to one resolver twice, checked and unchecked. */
export async function secondOf(address: string, zone: string, net: Net): Promise<Second> {
  const ask = (checkingDisabled: boolean) =>
    net.ask({ name: address, address }, { name: zone, type: 'SOA' }, { recursionDesired: true, checkingDisabled });
  const [checked, unchecked] = await Promise.all([ask(false), ask(true)]);
  return { checked, unchecked };
}

/** What several resolvers say who reject a zone and would give it unchecked. */
export interface Rejection {
  readonly address: string;
  /** One clause. */
  readonly detail: string;
}

/**
 * Bogus is what so many resolvers reject and would give unchecked; a resolver that gives nothing either way is merely out of order. Two are asked
 * for, or the only one there is.
 */
export function rejectionBy(seconds: readonly Second[]): Rejection | undefined {
  const rcodeOf = ({ answer }: Exchange) => (answer.ok ? answer.value.rcode : undefined);
  const rejecting = seconds.filter(
    ({ checked, unchecked }) => rcodeOf(checked) === 'SERVFAIL' && rcodeOf(unchecked) === 'NOERROR',
  );
  if (rejecting.length < Math.min(2, seconds.length) || rejecting[0] === undefined) return undefined;
  const words = rejecting.map(
    ({ checked: { server, answer } }) => `${server.address}${answer.ok ? errorWords(answer.value.edns) : ''}`,
  );
  const detail = `SERVFAIL from ${words.join('; ')}, and an answer with checking disabled`;
  return { address: rejecting[0].checked.server.address, detail };
}
