import type { Finding, Meaning } from './finding.ts';
import type { Measure, Measurement } from './metric.ts';
import type { Net } from './net.ts';
import type { Target } from './target.ts';

/**
 * One row of what was seen, judged or not: the terminal's table and the dashboard's matrix are made of it.
 * Keys carry their unit (`tookMs`, `refreshAgeSeconds`, `notAfter`). A value that could not be had is left out, never 0.
 */
export interface Fact {
  readonly subject: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** How often a check that is not for every slot is made. */
export interface Cadence {
  /** An hour, or several that divide a day. */
  readonly everySeconds: number;
}

/**
 * One question about a target, and its judgement. Methods on purpose: it lets `Check<ZoneTarget, …>` stand in `readonly Check[]`.
 * To add one: this object in a file of its own, and its line in `checks/registry.ts`.
 */
export interface Check<T extends Target = Target, Seen = unknown, Code extends string = string> {
  /** Kebab-case; also the file's name and the `Check` dimension. */
  readonly name: string;
  /** Which targets it is about. */
  readonly about: T['kind'];
  /** Which of these it has something to say about, by what was declared alone. Default: all. The others get no look, no vote, no alarm and no cost of it. */
  concerns?(target: T): boolean;
  /** Rounds of its own, from the first vantage alone: it asks a service that counts its clients. Default: every slot at every vantage. */
  readonly cadence?: Cadence;
  /** Slots that must agree before the alarm rings, at least 2; the alarm looks at one slot more. Default use: 2 of 3. */
  readonly patience: number;
  /** `quorum`: more than half of the vantages must agree. `any`: one is enough, since the fault is real wherever it is seen. */
  readonly corroboration: 'any' | 'quorum';
  /** Every code that `judge` may emit. */
  readonly meanings: Readonly<Record<Code, Meaning>>;
  /** Numbers worth a graph. */
  readonly measures: readonly Measure[];
  /** Asks, never decides. Everything independent is asked at once. */
  observe(target: T, net: Net): Promise<Seen>;
  /** Decides, never asks. */
  judge(seen: Seen, target: T, now: Date): readonly Finding<Code>[];
  /** Weighs, whatever the judgement. */
  measure(seen: Seen, target: T, now: Date): readonly Measurement[];
  /** Tells what was seen, row by row. */
  facts(seen: Seen, target: T, now: Date): readonly Fact[];
}

/** Does the check run in every slot, at every vantage, without being named? */
export function isForEverySlot({ cadence }: Pick<Check, 'cadence'>): boolean {
  return cadence === undefined;
}

/** Has the check something to say about the target? Whoever pairs checks with targets asks here, so that votes and alarms are of the same pairs. */
export function isAbout({ about, concerns }: Pick<Check, 'about' | 'concerns'>, target: Target): boolean {
  return about === target.kind && (concerns?.(target) ?? true);
}
