import type { AcmeCode } from './acme-meanings.ts';
import { nameserverLabel } from './dns.ts';
import type { Finding } from './finding.ts';
import type { Heard, Showing } from './showing.ts';
import { type Reply, type Station, soaOf } from './station.ts';
import { listed } from './wording.ts';

type AcmeFinding = Finding<AcmeCode>;

/** An hour, ours: the wait between two tries of most clients. */
const LONG_NEGATIVE_SECONDS = 3600;

/** What is wrong with the answers that deny a challenge: they may be kept for long, or be of two kinds. */
export function negativesOf(name: string, { station, heard }: Showing): readonly AcmeFinding[] {
  const negatives = heard.filter(({ cell }) => cell.kind === 'nxdomain' || cell.kind === 'nodata');
  const lasting = negatives
    .map(({ reply }) => ({ reply, seconds: negativeSecondsOf(reply) }))
    .sort((a, b) => b.seconds - a.seconds)[0];
  const isLong = lasting !== undefined && lasting.seconds > LONG_NEGATIVE_SECONDS;
  const evidence = { name: station.name, negativeSeconds: lasting?.seconds ?? 0, address: lasting?.reply.server.address ?? '' };
  return [
    ...mixOf(name, station, negatives),
    ...(isLong ? [{ code: 'acme.neg_ttl', subject: station.zone, evidence } as const] : []),
  ];
}

/** How long a negative answer may be kept: the lesser of the SOA's TTL and its last number (RFC 2308 section 5). */
function negativeSecondsOf({ exchange: { answer } }: Reply): number {
  const soa = answer.ok ? answer.value.authorities.find((record) => record.type === 'SOA') : undefined;
  return soa?.type === 'SOA' ? Math.min(soa.ttlSeconds, soa.soa.minimumSeconds) : 0;
}

function mixOf(name: string, station: Station, negatives: readonly Heard[]): readonly AcmeFinding[] {
  const told = negatives.filter(({ reply }) => !deniesByNodata(reply));
  const bySerial = Map.groupBy(told, ({ reply }) => soaOf(reply, station.zone)?.serial ?? -1);
  for (const same of bySerial.values()) {
    const [absent, empty] = (['nxdomain', 'nodata'] as const).map((kind) => same.filter(({ cell }) => cell.kind === kind));
    const [one, other] = [absent?.[0], empty?.[0]];
    if (one === undefined || other === undefined) continue;
    const labels = (heard: readonly Heard[] = []) => listed(heard.map(({ reply }) => nameserverLabel(reply.server)));
    const where = { address: one.reply.server.address, otherAddress: other.reply.server.address };
    const evidence = { name: station.name, absent: labels(absent), empty: labels(empty), ...where };
    return [{ code: 'acme.neg_mix', subject: name, evidence }];
  }
  return [];
}

const TYPE_NSEC = 47;

/** Compact denial (RFC 9824): NODATA, with an NSEC whose type bitmap ends with NXNAME, type 128. */
function deniesByNodata({ exchange: { answer } }: Reply): boolean {
  const records = answer.ok ? answer.value.authorities : [];
  return records.some((record) => {
    if (record.type !== 'OTHER' || record.code !== TYPE_NSEC) return false;
    const bitmap = record.data.subarray(-19);
    return bitmap.length === 19 && bitmap[0] === 0 && bitmap[1] === 17 && ((bitmap[18] ?? 0) & 0x80) !== 0;
  });
}
