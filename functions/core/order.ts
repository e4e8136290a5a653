import type { Target } from './target.ts';

/**
 * What a vantage is to do: the scheduled event itself carries it, so that nothing is fetched between the bell and the work.
 */
export interface Order {
  /** The vantage that asks: its AWS region, or the name given on the command line. */
  readonly vantage: string;
  /** ISO 8601: the scheduled time, as EventBridge Scheduler fills it in. The probe floors it to `periodSeconds`. */
  readonly slot: string;
  /** Length of a slot, 60 to 86,400 seconds. */
  readonly periodSeconds: number;
  readonly targets: readonly Target[];
  /** Only these checks; default all that apply. */
  readonly checks?: readonly string[];
  /** False: answer with the reports and publish nothing. `notify` asks so for the evidence of now. Default true. */
  readonly publish?: boolean;
}

/** Targets of one order. Ours: all are looked at at once, and a run has 25 s and the 1,024 file descriptors of a Lambda. */
export const MOST_TARGETS = 50;

/** The slot that a time falls into: floored to the period, so that all vantages stamp their votes alike. */
export function slotOf(time: Date, periodSeconds: number): Date {
  const periodMs = periodSeconds * 1000;
  return new Date(Math.floor(time.getTime() / periodMs) * periodMs);
}
