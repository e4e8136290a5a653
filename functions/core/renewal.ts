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
 * `dueBy` is the end of the window that the CA suggests (RFC 9773 section 4.2), where it is known.
 */
export function renewalOf(notBefore: Date, notAfter: Date, now: Date, dueBy?: Date): Renewal {
  const life = Math.max(0, notAfter.getTime() - notBefore.getTime() + 1000); // both ends count: RFC 5280 section 4.1.2.5
  const left = notAfter.getTime() - now.getTime();
  const thresholds = life > 100 * DAY ? { overdue: 30 * DAY, expiring: 14 * DAY, urgent: 7 * DAY } : sharesOf(life);
  const grace = graceOf(life);
  const overdueLeft = dueBy === undefined ? thresholds.overdue : notAfter.getTime() - dueBy.getTime() - grace;
  const dueAt = dueBy ?? new Date(notAfter.getTime() - thresholds.overdue - grace);
  const stage = now < notBefore ? 'early' : stageOf(left, { ...thresholds, overdue: overdueLeft });
  return { stage, dueAt, leftSeconds: left / 1000 };
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
    overdue: life / (short ? 2 : 3) - life / 100 - graceOf(life),
    expiring: life / 6,
    urgent: Math.min(Math.max(life / 20, short ? 12 * HOUR : DAY), life / 8),
  };
}

/** How long a client may dawdle after the renewal was due: 3 % of the life, 6 hours to 3 days. */
function graceOf(life: number): number {
  return Math.min(Math.max(0.03 * life, 6 * HOUR), 3 * DAY, life / 5);
}
