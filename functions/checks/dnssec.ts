import type { Check } from '../core/check.ts';
import { type Exchange, nameserverLabel, sameName } from '../core/dns.ts';
import { DNSSEC_MEANINGS, type DnssecCode } from '../core/dnssec-meanings.ts';
import { type Ds, dsWords, isReadable } from '../core/ds.ts';
import type { Finding } from '../core/finding.ts';
import type { Measure } from '../core/metric.ts';
import type { Net } from '../core/net.ts';
import { failed, found, type Observation } from '../core/observation.ts';
import { everyOf } from '../core/outage.ts';
import { RESOLVERS } from '../core/resolvers.ts';
import { keysIn, outlivedBy, type Seal, type SealFault, sealEndsAt, sealFaultOf, strayDs } from '../core/signing.ts';
import type { ZoneTarget } from '../core/target.ts';

/** DS records that are looked at; well-kept zones have four at most, in the middle of a roll-over. */
const MOST_DS = 16;

/** One validating resolver's answer, and the one that it would have rejected (RFC 4035 section 3.2.2). */
export interface Second {
  readonly checked: Exchange;
  readonly unchecked: Exchange;
}

/** The DS records at the parent, or why nobody knows them; where there are any, what the zone's servers and resolvers say. */
export interface Seen {
  readonly ds: Observation<readonly Ds[]>;
  readonly seals: readonly Seal[];
  readonly seconds: readonly Second[];
}

const shortestSeal: Measure = {
  name: 'SignatureLeftSeconds',
  unit: 'Seconds',
  statistic: 'Minimum',
  says: 'time until the first signature ends',
};

/** Would a validating resolver, and with it every CA, accept the zone? */
export const dnssec: Check<ZoneTarget, Seen, DnssecCode> = {
  name: 'dnssec',
  asks: 'Do DS and DNSKEY fit, do the signatures hold at every nameserver and for how long, and do validating resolvers agree?',
  about: 'zone',
  patience: 2, // signatures and keys do not come and go within a slot
  corroboration: 'any', // the signature is the server's own word, wherever it is read
  meanings: DNSSEC_MEANINGS,
  measures: [shortestSeal],
  async observe({ zone, resolvers = RESOLVERS }, net) {
    const ds = await dsOf(zone, net);
    if (!ds.ok || !ds.value.some(isReadable)) return { ds, seals: [], seconds: [] };
    const [seals, seconds] = await Promise.all([
      net.atEvery(zone, async (server): Promise<Seal> => {
        const [soa, keys] = await Promise.all([
          net.ask(server, { name: zone, type: 'SOA' }),
          net.ask(server, { name: zone, type: 'DNSKEY' }),
        ]);
        return { server, soa, keys };
      }),
      Promise.all(resolvers.map((address) => secondOf(address, zone, net))),
    ]);
    return { ds, seals: seals.ok ? seals.value : [], seconds };
  },
  judge(seen, { zone, resolvers = RESOLVERS }, now) {
    if (!seen.ds.ok) return [unknown(zone, seen.ds.detail)];
    const ds = seen.ds.value.filter(isReadable);
    if (ds.length === 0) return [];
    const heard = seen.seals.filter(({ keys }) => keysIn(keys, zone) !== undefined);
    const bogus = bogusOf(seen.seconds, Math.min(2, resolvers.length), zone);
    if (heard.length === 0 && bogus.length === 0) return [unknown(zone, 'no nameserver showed its keys')];
    const faults = heard.flatMap((seal) => sealFaultOf(seal, ds, zone, now) ?? []);
    const outlived = heard.flatMap((seal) => outlivedBy(seal, zone, now) ?? []);
    const mismatched = faults.some(({ code }) => code === 'dnssec.ds_mismatch');
    return [
      ...toldOf(faults, heard.length, zone),
      ...(mismatched ? [] : strays(ds, seen.seals, zone)),
      ...toldOf(outlived, 0, zone),
      ...bogus,
    ];
  },
  measure(seen, { zone }, now) {
    const ends = seen.seals.flatMap((seal) => sealEndsAt(seal, zone, now) ?? []).filter(Number.isFinite);
    return ends.length === 0 ? [] : [{ name: shortestSeal.name, value: Math.max(0, Math.min(...ends) - now.getTime() / 1000) }];
  },
  facts(seen, { zone }, now) {
    return seen.seals.flatMap((seal) => {
      const end = sealEndsAt(seal, zone, now);
      if (end === undefined || !Number.isFinite(end)) return [];
      return [{ subject: nameserverLabel(seal.server), values: { signaturesEndAt: new Date(end * 1000).toISOString() } }];
    });
  },
};

/** Asks the servers of the parent, which alone speak for DS (RFC 4035 section 3.1.4.1). */
async function dsOf(zone: string, net: Net): Promise<Observation<readonly Ds[]>> {
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

async function secondOf(address: string, zone: string, net: Net): Promise<Second> {
  const ask = (checkingDisabled: boolean) =>
    net.ask({ name: address, address }, { name: zone, type: 'SOA' }, { recursionDesired: true, checkingDisabled });
  const [checked, unchecked] = await Promise.all([ask(false), ask(true)]);
  return { checked, unchecked };
}

/** Bogus is what several resolvers reject and would give unchecked; a resolver that gives nothing either way is merely out of order. */
function bogusOf(seconds: readonly Second[], quorum: number, zone: string): readonly Finding<DnssecCode>[] {
  const rcodeOf = ({ answer }: Exchange) => (answer.ok ? answer.value.rcode : undefined);
  const rejecting = seconds.filter(
    ({ checked, unchecked }) => rcodeOf(checked) === 'SERVFAIL' && rcodeOf(unchecked) === 'NOERROR',
  );
  if (rejecting.length < quorum || rejecting[0] === undefined) return [];
  const words = rejecting.map(({ checked: { server, answer } }) => {
    const errors = answer.ok ? (answer.value.edns?.errors ?? []) : [];
    return `${server.address}${errors.map(({ code, text }) => `, EDE ${code} ${text}`.trimEnd()).join('')}`;
  });
  const detail = `SERVFAIL from ${words.join('; ')}, and an answer with checking disabled`;
  const evidence = { zone, address: rejecting[0].checked.server.address, detail };
  return [{ code: 'dnssec.bogus', subject: zone, severity: 'critical', evidence }];
}

/** One finding for the zone, critical, where every server has the same fault; else one for each server. */
function toldOf(faults: readonly SealFault[], heard: number, zone: string): readonly Finding<DnssecCode>[] {
  return [...Map.groupBy(faults, ({ code }) => code)].flatMap(([code, group]): Finding<DnssecCode>[] => {
    const [worst] = group.toSorted((a, b) => leftOf(a) - leftOf(b));
    if (worst === undefined || group.length < heard || heard === 0) return group.map((fault) => findingOf(fault));
    const severity = worst.severity ?? 'critical';
    const { evidence } = worst;
    const { outlook } = worst;
    return [{ code, subject: zone, severity, evidence: { ...evidence, servers: everyOf(heard) }, ...(outlook && { outlook }) }];
  });
}

function leftOf({ evidence: { leftSeconds = 0, state } }: SealFault): number {
  return state === 'ended' ? -Number(leftSeconds) : Number(leftSeconds);
}

function findingOf({ code, server, severity, evidence, outlook }: SealFault): Finding<DnssecCode> {
  const subject = nameserverLabel(server);
  const detail = evidence.detail === undefined ? {} : { detail: `${evidence.detail} at ${subject}` };
  const more = { ...(severity && { severity }), ...(outlook && { outlook }) };
  return { code, subject, ...more, evidence: { ...evidence, ...(code === 'dnssec.bogus' ? detail : {}), servers: subject } };
}

function strays(ds: readonly Ds[], seals: readonly Seal[], zone: string): readonly Finding<DnssecCode>[] {
  const stray = strayDs(ds, seals, zone);
  const address = seals[0]?.server.address ?? '';
  if (stray.length === 0 || stray.length === ds.length) return [];
  const evidence = {
    zone,
    address,
    ds: stray.map(dsWords).join('; '),
    servers: 'any nameserver',
    keys: 'other keys fit other DS records',
  };
  return [{ code: 'dnssec.ds_mismatch', subject: zone, evidence }];
}

function unknown(zone: string, reason: string): Finding<DnssecCode> {
  return { code: 'dnssec.unknown', subject: zone, evidence: { zone, reason } };
}
