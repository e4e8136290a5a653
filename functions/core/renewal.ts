const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Where a certificate stands in its life, worst last but one: `early` is before its first day. */
export type Stage = 'early' | 'current' | 'overdue' | 'expiring' | 'urgent' | 'expired';

/** The standing of a certificate at one moment. */
export interface Renewal {
  readonly stage: Stage;
  /** When an ACME client that works would have replaced it. */
  readonly dueAt: Date;
  /** Until the last valid second; negative afterwards. */
  readonly leftSeconds: number;
}

/** Time left, in milliseconds, at which each stage begins. */
interface Thresholds {
  readonly overdue: number;
  readonly expiring: number;
  readonly urgent: number;
}

/**
 * Places a certificate in its life (domain A8). The thresholds are shares of the life, so that certificates of 6, 45, 64 and 90 days each get the
 * time they have. ACME clients renew with a third of the life left, with half of it below 10 days; beyond 100 days nobody counts on that (AWS renews
 * 395 days with 60 left, people later), so there 30, 14 and 7 days stand: what the shares give at 100 days.
 */
export function renewalOf(notBefore: Date, notAfter: Date, now: Date): Renewal {
  const life = lifeOf(notBefore, notAfter);
  const left = notAfter.getTime() - now.getTime();
  const thresholds = life > 100 * DAY ? { overdue: 30 * DAY, expiring: 14 * DAY, urgent: 7 * DAY } : sharesOf(life);
  const dueAt = new Date(notAfter.getTime() - thresholds.overdue - graceOf(life));
  const stage = now < notBefore ? 'early' : stageOf(left, thresholds);
  return { stage, dueAt, leftSeconds: left / 1000 };
}

/**
 * From when on the certificate that takes its place may be issued: 85 % of the way to its renewal. One that was issued before is somebody else's, who
 * orders the same names.
 */
export function successorFrom(notBefore: Date, notAfter: Date): Date {
  const life = lifeOf(notBefore, notAfter);
  return new Date(notBefore.getTime() + 0.85 * (life - renewedWith(life)));
}

/**
 * Is this the window that the age of a certificate gives anyway? 1 % of the life on both sides of the ideal renewal (Boulder, core/objects.go); a bit less of it
 * is left to clocks and to certificates that are dated back. Any other one is a CA's wish of its own: before it revokes, Let's Encrypt gives one that ended half
 * an hour ago, whenever it is asked, and that one is too short to be taken for the usual.
 */
export function isWindowOfAge(
  { start, end }: { readonly start: Date; readonly end: Date },
  notBefore: Date,
  notAfter: Date,
): boolean {
  const life = lifeOf(notBefore, notAfter);
  const ideal = notAfter.getTime() - renewedWith(life);
  const isNear = (date: Date, expected: number) => Math.abs(date.getTime() - expected) <= life / 150;
  return isNear(start, ideal - life / 100) && isNear(end, ideal + life / 100);
}

/** Both ends count: RFC 5280 section 4.1.2.5. */
function lifeOf(notBefore: Date, notAfter: Date): number {
  return Math.max(0, notAfter.getTime() - notBefore.getTime() + 1000);
}

/** The time left at which Let's Encrypt and its clients renew. */
function renewedWith(life: number): number {
  return life / (life < 10 * DAY ? 2 : 3);
}

function stageOf(left: number, { overdue, expiring, urgent }: Thresholds): Stage {
  if (left < 0) return 'expired';
  if (left < urgent) return 'urgent';
  if (left < expiring) return 'expiring';
  return left < overdue ? 'overdue' : 'current';
}

/** The hours of A8 are capped by a share of the life, so that a certificate of one day that is renewed in time is never told. */
function sharesOf(life: number): Thresholds {
  const short = life < 10 * DAY;
  return {
    overdue: renewedWith(life) - life / 100 - graceOf(life),
    expiring: life / 6,
    urgent: Math.min(Math.max(life / 20, short ? 12 * HOUR : DAY), life / 8),
  };
}

/** How long a client may dawdle after the renewal was due: 3 % of the life, 6 hours to 3 days. */
function graceOf(life: number): number {
  return Math.min(Math.max(0.03 * life, 6 * HOUR), 3 * DAY, life / 5);
}
