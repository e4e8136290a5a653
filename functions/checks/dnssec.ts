import type { Check } from '../core/check.ts';
import { nameserverLabel } from '../core/dns.ts';
import { DNSSEC_MEANINGS, type DnssecCode } from '../core/dnssec-meanings.ts';
import { bindingAmong, type Ds, dsWords } from '../core/ds.ts';
import type { Finding } from '../core/finding.ts';
import type { Measure } from '../core/metric.ts';
import type { Observation } from '../core/observation.ts';
import { everyOf } from '../core/outage.ts';
import { RESOLVERS } from '../core/resolvers.ts';
import { keysApart, softened, strayDs, unsignedAt } from '../core/signers.ts';
import { keysIn, outlivedBy, type Seal, type SealFault, sealEndsAt, sealFaultOf } from '../core/signing.ts';
import type { ZoneTarget } from '../core/target.ts';
import { dsOf, rejectionBy, type Second, secondOf } from '../core/validation.ts';

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
  about: 'zone',
  patience: 2, // signatures and keys do not come and go within a slot
  corroboration: 'any', // the signature is the server's own word, wherever it is read
  meanings: DNSSEC_MEANINGS,
  measures: [shortestSeal],
  async observe({ zone, resolvers = RESOLVERS }, net) {
    const ds = await dsOf(zone, net);
    if (!ds.ok || bindingAmong(ds.value).length === 0) return { ds, seals: [], seconds: [] };
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
  judge(seen, { zone }, now) {
    if (!seen.ds.ok) return [unknown(zone, seen.ds.detail)];
    const published = seen.ds.value;
    const ds = bindingAmong(published);
    if (ds.length === 0) return [];
    const heard = seen.seals.filter(({ keys }) => keysIn(keys, zone) !== undefined);
    const bogus = bogusOf(seen.seconds, zone);
    if (heard.length === 0 && bogus.length === 0) return [unknown(zone, 'no nameserver showed its keys')];
    const faultOf = (seal: Seal) => unsignedAt(seal, heard, zone) ?? sealFaultOf(seal, ds, zone, now);
    const faults = heard.flatMap((seal) => {
      const fault = faultOf(seal);
      return fault === undefined ? [] : [softened(fault, seal, published, zone)];
    });
    const sound = heard.filter(({ server }) => !faults.some((fault) => fault.server === server));
    const outlived = heard.flatMap((seal) => outlivedBy(seal, zone, now) ?? []);
    const mismatched = faults.some(({ code }) => code === 'dnssec.ds_mismatch');
    return [
      ...toldOf(faults, heard.length, zone),
      ...(mismatched ? [] : strays(ds, seen.seals, zone)),
      ...keysApart(sound, zone),
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

function bogusOf(seconds: readonly Second[], zone: string): readonly Finding<DnssecCode>[] {
  const rejection = rejectionBy(seconds);
  return rejection === undefined
    ? []
    : [{ code: 'dnssec.bogus', subject: zone, severity: 'critical', evidence: { zone, ...rejection } }];
}

/** One finding for the zone, critical, where every server has the same fault; else one for each server. */
function toldOf(faults: readonly SealFault[], heard: number, zone: string): readonly Finding<DnssecCode>[] {
  return [...Map.groupBy(faults, ({ code }) => code)].flatMap(([code, group]): Finding<DnssecCode>[] => {
    const [worst] = group.toSorted((a, b) => leftOf(a) - leftOf(b));
    if (worst === undefined || group.length < heard || heard === 0) return group.map((fault) => findingOf(fault));
    const severity = worst.severity ?? 'critical';
    const { evidence, outlook } = worst;
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
    keys: 'another DS record fits, so that resolvers accept the zone',
  };
  return [{ code: 'dnssec.ds_mismatch', subject: zone, severity: 'notice', evidence }];
}

function unknown(zone: string, reason: string): Finding<DnssecCode> {
  return { code: 'dnssec.unknown', subject: zone, evidence: { zone, reason } };
}
