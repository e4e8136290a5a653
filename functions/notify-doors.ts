import type { Check } from './core/check.ts';
import type { Phrasebook } from './core/finding.ts';
import type { Letter } from './core/letter.ts';
import type { Order } from './core/order.ts';
import type { Report } from './core/report.ts';
import type { Target } from './core/target.ts';
import type { MuteRule } from './core/window.ts';
import type { History, SlotValue } from './publish/history.ts';
import type { Remembered } from './publish/memory.ts';
import type { Standing } from './publish/standings.ts';

/** Whom `notify` asks, whom it tells, and what time it is. Every door may throw; only what `send` throws is tried again. */
export interface NotifyDoors {
  readonly deployment: string;
  readonly vantages: readonly string[];
  /** What was declared about targets, by name. Default: nothing, so that the name says all. */
  readonly declared?: ReadonlyMap<string, Target>;
  readonly now: Date;
  /** Default: all that are registered. */
  readonly checks?: readonly Check[];
  /** Their codes in words. Default: those of all that are registered. */
  readonly words?: Phrasebook;
  /** URL of the dashboard, for the foot of a letter. */
  readonly dashboard?: string;
  /** Changes that this process has told already: alarm and time. */
  readonly told: Set<string>;
  ask(vantage: string, order: Order): Promise<readonly Report[]>;
  history(history: History): Promise<readonly SlotValue[]>;
  /** Every alarm of the deployment that rings. */
  ringing(): Promise<readonly Standing[]>;
  /** The alarms of these names, as many as there are. */
  standings(names: readonly string[]): Promise<readonly Standing[]>;
  /** The state that an alarm had before its first change after that time. */
  stateAt(alarm: string, at: Date): Promise<string | undefined>;
  /** The rules that mute these alarms, and perhaps others; all rules where none is named. */
  mutes(about?: readonly string[]): Promise<readonly MuteRule[]>;
  remember(arn: string, told: Remembered): Promise<void>;
  recall(arn: string): Promise<Remembered | undefined>;
  /** `prints`: the changes that it tells, where it may come again if a topic does not take it. */
  send(letter: Letter, prints: readonly string[]): Promise<void>;
  pause(ms: number): Promise<void>;
  /** Milliseconds until the function is stopped. Default: never. */
  leftMs?(): number;
  log(line: string): void;
}

/** What a door gives, or `otherwise` with a line in the log: a letter goes out plain before it does not go out. */
export async function orElse<T>(asked: Promise<T>, otherwise: T, what: string, { log }: Pick<NotifyDoors, 'log'>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    log(JSON.stringify({ message: what, error: reasonOf(error) }));
    return otherwise;
  }
}

/** An error in words. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
