import { nameOf, type Target } from './target.ts';

/** A number worth a graph. `statistic` is how several servers, or several vantages, become one line. */
export interface Measure {
  readonly name: string;
  readonly unit: 'Seconds' | 'Milliseconds' | 'Count' | 'None';
  readonly statistic: 'Maximum' | 'Minimum' | 'Average';
  /** For the graph's legend. */
  readonly says: string;
}

/** A value of a measure, already reduced over the servers of the target. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
}

/** The metrics of a vote: 0 or 1 for each target and check. A critical vote is a warning vote too. */
export const VOTES = { critical: 'Critical', warning: 'Warning' } as const;

/** One per run, published last: the number of checks that were carried out. Its absence is the dead-man alarm, of a vantage or of rounds of their own. */
export const HEARTBEAT = 'Heartbeat';

/** Checks of a run that ended as `unknown`, per vantage. */
export const UNKNOWNS = 'Unknowns';

/** The CloudWatch namespace of a deployment, for example `Picket/production`. The probes' roles may write nowhere else. */
export function namespaceOf(deployment: string): string {
  return `Picket/${deployment}`;
}

/** Dimensions of votes and measures. This file is the only place where dimension names are spelled. */
export function dimensionsOf(target: Target, check: string): Readonly<Record<'Target' | 'Check', string>> {
  return { Target: nameOf(target), Check: check };
}

/** Dimensions of a vantage's own copy of a vote or a measure; no alarm listens to it. */
export function copyDimensions(
  target: Target,
  check: string,
  vantage: string,
): Readonly<Record<'Target' | 'Check' | 'Vantage', string>> {
  return { ...dimensionsOf(target, check), ...vantageDimensions(vantage) };
}

/** Dimensions of heartbeat and unknowns. */
export function vantageDimensions(vantage: string): Readonly<Record<'Vantage', string>> {
  return { Vantage: vantage };
}

/** Dimensions of the heartbeat of a round of its own: another metric than a slot's, so that neither ever stands for the other. */
export function roundDimensions(vantage: string, everySeconds: number): Readonly<Record<'Vantage' | 'Round', string>> {
  return { ...vantageDimensions(vantage), Round: roundName(everySeconds) };
}

/** `6h`: rounds by how often they come, in whole hours. */
export function roundName(everySeconds: number): string {
  return `${everySeconds / 3600}h`;
}
