import type { DeclaredCertificate, ZoneTarget } from '../functions/core/target.ts';
import type { LabRecord } from './record.ts';
import { ACME } from './scenario.ts';

/** acme.test with one certificate declared for these names, of Let's Encrypt and by DNS-01 unless told otherwise. */
export function acmeFor(names: readonly string[], rest: Partial<DeclaredCertificate> = {}): ZoneTarget {
  return { ...ACME, certificates: [{ names, ca: 'letsencrypt.org', method: 'dns-01', ...rest }] };
}

/** acme.test with an order pending, whose value is to stand at the challenge name. */
export function acmeExpecting(value: string): ZoneTarget {
  return { ...ACME, expect: [{ name: '_acme-challenge.acme.test', value }] };
}

/** A CAA record with a life of an hour. */
export const caaRecord = (owner: string, flags: number, tag: string, value: string): LabRecord => ({
  ...{ owner, ttlSeconds: 3600, flags, tag, value: new TextEncoder().encode(value) },
  type: 'CAA',
});

/** As many different values of the length that a digest has. */
export const digests = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${index}`.padStart(3, '0').padEnd(43, 'LHDq2mZ7wKc'));
