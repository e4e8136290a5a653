import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { isMessage } from './answering.ts';
import type { Internet } from './internet.ts';
import { ancestry, labelsOf, plainName, uint16, uint32 } from './name.ts';
import { encodeData, type LabRecord, TYPES, typeOf, type Writer } from './record.ts';
import type { Vice } from './vice.ts';
import { lookUp } from './zone.ts';

/** When signatures begin and end, ISO 8601. */
export interface Window {
  readonly from: string;
  readonly until: string;
}

/** Keys of one zone, and what they make of a server that holds it. */
export interface Signer {
  readonly zone: string;
  /** The DS record for the parent (SHA-256). */
  readonly ds: LabRecord;
  /**
   * Makes a server answer DNSKEY, and sign whatever of the zone it answers to those who ask with DO. `others`: signers whose keys are
   * published besides, and sign nothing.
   */
  readonly signs: (window: Window, others?: readonly Signer[]) => Vice;
  readonly key: LabRecord;
}

/** Signatures as a well-kept zone has them, seen on the lab's first day, 20 November 2026. */
export const FRESH: Window = { from: '2026-11-14T00:00:00Z', until: '2026-12-04T00:00:00Z' };

const ALGORITHM = 13; // ECDSA P-256 with SHA-256 (RFC 6605)
const TTL = 3600;

/** Draws a key for a zone, one for everything (a "CSK"). */
export function openSigner(zone: string): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const bytes = Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const key = {
    owner: zone,
    ttlSeconds: TTL,
    type: 'DNSKEY',
    flags: 257,
    protocol: 3,
    algorithm: ALGORITHM,
    key: bytes,
  } as const;
  const keyTag = tagOf(dataOf(key));
  const digest = createHash('sha256').update(plainName(zone)).update(dataOf(key)).digest();
  const ds = { owner: zone, ttlSeconds: TTL, type: 'DS', keyTag, algorithm: ALGORITHM, digestType: 2, digest } as const;

  const sealOf = (set: readonly LabRecord[], { from, until }: Window): LabRecord[] => {
    const [first] = set;
    if (first === undefined) return [];
    const fields = {
      ...{ owner: first.owner, ttlSeconds: first.ttlSeconds, type: 'RRSIG' as const, typeCovered: first.type },
      ...{ algorithm: ALGORITHM, labels: labelsOf(first.owner).length, originalTtlSeconds: first.ttlSeconds },
      ...{ expiration: Date.parse(until) / 1000, inception: Date.parse(from) / 1000, keyTag, signer: zone },
    };
    const head = dataOf({ ...fields, signature: Buffer.alloc(0) });
    const rows = set.map(dataOf).sort(Buffer.compare);
    const start = Buffer.concat([
      plainName(first.owner.toLowerCase()),
      uint16(typeOf(first)),
      uint16(1),
      uint32(first.ttlSeconds),
    ]);
    const signed = Buffer.concat([head, ...rows.flatMap((row) => [start, uint16(row.length), row])]);
    return [{ ...fields, signature: sign('sha256', signed, { key: privateKey, dsaEncoding: 'ieee-p1363' }) }];
  };

  const signs: Signer['signs'] = (window, others = []) => {
    const keys = [key, ...others.map((other) => other.key)];
    return (honest) => (query, transport) => {
      const reply = honest(query, transport);
      const { question } = query;
      if (!isMessage(reply) || question === undefined || !ancestry(question.name.toLowerCase()).includes(zone)) return reply;
      const isKeys = question.type === TYPES.DNSKEY && question.name.toLowerCase() === zone;
      const answers = isKeys ? lookUp({ origin: zone, records: keys }, zone, TYPES.DNSKEY).answers : reply.answers;
      const sets = [...Map.groupBy(answers, ({ owner, type }) => `${owner.toLowerCase()} ${type}`).values()];
      const seals = query.edns?.dnssecOk ? sets.flatMap((set) => sealOf(set, window)) : [];
      return { ...reply, answers: [...answers, ...seals], ...(isKeys && { authorities: [] }) };
    };
  };
  return { zone, ds, key, signs };
}

/** Puts a DS record into the zone above, which has to be served already. */
export function publishDs(internet: Internet, ...all: readonly LabRecord[]): void {
  for (const ds of all) {
    const parent = ancestry(ds.owner)[1] ?? '.';
    internet.zone(parent).primary.edit((zone) => ({ ...zone, records: [...zone.records, ds] }));
  }
}

/** Record data in canonical form: names in lower case and not compressed (RFC 4034 section 6.2). */
function dataOf(record: LabRecord): Buffer {
  const parts: Uint8Array[] = [];
  const writer: Writer = {
    put: (...more) => {
      parts.push(...more);
      return writer;
    },
    putName: (name) => writer.put(plainName(name.toLowerCase())),
  };
  encodeData(record, writer);
  return Buffer.concat(parts);
}

/** RFC 4034 appendix B. */
function tagOf(data: Buffer): number {
  const sum = data.reduce((total, byte, at) => total + (at & 1 ? byte : byte << 8), 0);
  return (sum + (sum >> 16)) & 0xffff;
}
