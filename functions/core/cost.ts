import { CANARY_RUN_DOLLARS, PRICES, type Price } from './prices.ts';

/** What is billed; the lines of the price list. */
export type Item = keyof typeof PRICES;

/** How much of everything a deployment uses in a month of 30 days. What is left out is 0. */
export type Usage = Readonly<Partial<Record<Item, number>>>;

/** One line of a bill. */
export interface BillLine {
  readonly item: Item;
  readonly unit: string;
  readonly quantity: number;
  readonly dollars: number;
}

/** A bill, dearest line first. Lines without a quantity are left out. */
export interface Bill {
  readonly lines: readonly BillLine[];
  readonly dollars: number;
}

/** Hours, and minutes, of a month of 30 days: AWS bills by the hour, and this is what its examples take. */
export const MONTH_HOURS = 720;
export const MONTH_MINUTES = 43_200;

/** Writes the bill, as if nothing else in the account used up what is free. */
export function billOf(usage: Usage): Bill {
  const items = Object.keys(PRICES) as Item[];
  const lines = items.flatMap((item): BillLine[] => {
    const quantity = usage[item] ?? 0;
    return quantity === 0 ? [] : [{ item, unit: PRICES[item].unit, quantity, dollars: dollarsOf(quantity, PRICES[item]) }];
  });
  lines.sort((a, b) => b.dollars - a.dollars);
  return { lines, dollars: lines.reduce((sum, { dollars }) => sum + dollars, 0) };
}

/** Each step's price holds for what lies between it and the next. */
export function dollarsOf(quantity: number, { free, steps }: Price): number {
  const billed = Math.max(0, quantity - free);
  return steps.reduce((sum, { from, dollars }, index) => {
    const until = steps[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    return sum + Math.max(0, Math.min(billed, until) - from) * dollars;
  }, 0);
}

/** The line that costs most; undefined where nothing costs anything. */
export function driverOf({ lines }: Bill): BillLine | undefined {
  return lines[0] !== undefined && lines[0].dollars > 0 ? lines[0] : undefined;
}

/** What CloudWatch Synthetics would take for one canary a target, in the same places as often. It judges no DNS and no chain of its own accord. */
export function synthetics(targets: number, vantages: number, periodMinutes: number): number {
  return targets * vantages * (MONTH_MINUTES / periodMinutes) * CANARY_RUN_DOLLARS;
}
