import { ageOf, type Heartbeat } from './canary.ts';
import { clustersOf, primaryOf } from './cluster.ts';
import type { ZoneServer } from './delegation.ts';
import { type Exchange, nameserverLabel } from './dns.ts';
import { authoritativeSoa } from './health.ts';
import { type Copy, copyOf, isFrozen } from './refresh.ts';
import type { DeclaredCanary } from './target.ts';

/** One server's answers about the heartbeat and about the zone. */
export interface Perch {
  readonly server: ZoneServer;
  readonly txt: Exchange;
  readonly soa: Exchange;
}

/** What shows that the zone arrives and the heartbeat in it is old: the primary itself, a copy refreshed since one was due, a later serial. */
export function proofOf(
  perches: readonly Perch[],
  newest: Heartbeat,
  intervalSeconds: number,
  zone: string,
  now: Date,
): string | undefined {
  const copies = perches.flatMap((perch) => copyAt(perch, zone) ?? []);
  const primary = clustersOf(perches, zone).flatMap((group) => primaryOf(group) ?? [])[0];
  if (primary && copies.some(({ label, copy }) => label === nameserverLabel(primary.server) && copy.refreshAgeSeconds === 0)) {
    return `the primary ${primary.server.name} itself shows no other`;
  }
  const fresh = copies.find(({ copy }) => wasDue(copy, newest, intervalSeconds, now));
  if (fresh !== undefined) return `${fresh.label} reached its primary since`;
  const later = perches.find(({ soa }) => isLater(authoritativeSoa(soa, zone)?.serial ?? 0, newest.writtenAt));
  return later === undefined ? undefined : `${nameserverLabel(later.server)} has a later serial`;
}

/** Was the heartbeat already old when this copy was last refreshed? An age of 0 is a primary's, or that of one who takes itself for it. */
function wasDue({ refreshAgeSeconds }: Copy, newest: Heartbeat, intervalSeconds: number, now: Date): boolean {
  return refreshAgeSeconds > 0 && ageOf(newest, now) - refreshAgeSeconds > 2 * intervalSeconds;
}

/** Does some copy wait for its next poll, as it may, and is the heartbeat as old as that and no older? NOTIFY may not reach it. */
export function isOnItsWay(
  perches: readonly Perch[],
  newest: Heartbeat | undefined,
  { intervalSeconds }: DeclaredCanary,
  zone: string,
  now: Date,
): boolean {
  if (newest === undefined || proofOf(perches, newest, intervalSeconds, zone, now) !== undefined) return false;
  return perches.some((perch) => {
    const at = copyAt(perch, zone);
    return at !== undefined && !at.frozen && at.copy.refreshAgeSeconds > 0;
  });
}

function copyAt({ server, soa: exchange }: Perch, zone: string): { label: string; copy: Copy; frozen: boolean } | undefined {
  const soa = authoritativeSoa(exchange, zone);
  const copy = soa && exchange.answer.ok ? copyOf(soa, exchange.answer.value.edns) : undefined;
  return soa && copy && { label: nameserverLabel(server), copy, frozen: isFrozen(soa, copy) };
}

/** Does a serial that is a date, or a time in Unix seconds, say that the zone was edited a day or more after the moment? */
function isLater(serial: number, writtenAt: number): boolean {
  const day = /^(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d\d$/.exec(String(serial));
  const editedAt = day === null ? serial : Date.parse(`${day[1]}-${day[2]}-${day[3]}`) / 1000;
  const gap = editedAt - writtenAt;
  return gap > 86_400 && gap < 366 * 86_400;
}
