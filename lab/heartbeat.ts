import type { ZoneTarget } from '../functions/core/target.ts';
import type { LabRecord } from './record.ts';
import { ACME } from './scenario.ts';

/** The heartbeat of acme.test as it is declared. */
export const CANARY = { name: '_dns-canary.acme.test', intervalSeconds: 600 };

/** acme.test with its heartbeat declared. */
export const WATCHED: ZoneTarget = { ...ACME, canary: CANARY };

/** The text of a heartbeat written at a moment, ISO 8601. */
export function heartbeatOf(writtenAt: string): Uint8Array[] {
  return [Buffer.from(`v=1;t=${Date.parse(writtenAt) / 1000};n=7`)];
}

/** The heartbeat's record. */
export function heartbeat(writtenAt: string): LabRecord {
  return { owner: CANARY.name, ttlSeconds: 60, type: 'TXT', strings: heartbeatOf(writtenAt) };
}
