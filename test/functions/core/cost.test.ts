import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billOf, dollarsOf, driverOf, synthetics, type Usage } from '../../../functions/core/cost.ts';
import { PRICES, PRICES_AS_OF } from '../../../functions/core/prices.ts';

/** Two checks a zone and the fixed alarms of the design of old: R dead-man, R local, 3 of the letters. */
const sharedModel = (zones: number, regions: number): Usage => ({
  metrics: 2 * zones + regions,
  alarmMetrics: 2 * zones + 2 * regions + 3,
});
const fullModel = (zones: number, regions: number): Usage => ({
  metrics: 2 * zones * regions + regions,
  alarmMetrics: 2 * zones * regions + 2 * regions + 3,
});

describe('the bill', () => {
  // The table of the cost study of 2026-11 (zones, regions, dollars), where a dollar is the last digit it prints.
  it.each([
    ['one metric for each check and region', fullModel, 10, 3, 22],
    ['one metric for each check and region', fullModel, 100, 3, 238],
    ['one metric for each check and region', fullModel, 100, 5, 399],
    ['one metric for each check', sharedModel, 10, 3, 5.8],
    ['one metric for each check', sharedModel, 10, 5, 6.8],
    ['one metric for each check', sharedModel, 100, 3, 78],
    ['one metric for each check', sharedModel, 1000, 5, 799],
    [
      'alarms alone',
      (zones: number, regions: number) => ({ alarmMetrics: sharedModel(zones, regions).alarmMetrics ?? 0 }),
      1000,
      5,
      200,
    ],
    [
      'alarms alone',
      (zones: number, regions: number) => ({ alarmMetrics: fullModel(zones, regions).alarmMetrics ?? 0 }),
      100,
      5,
      100,
    ],
  ])('of %s agrees with the study', (_model, usageOf, zones, regions, dollars) => {
    expect(Math.abs(billOf(usageOf(zones, regions)).dollars - dollars)).toBeLessThan(0.6);
  });

  it.each([
    [10, 3, 311],
    [100, 5, 5184],
    [1000, 3, 31_104],
  ])('of CloudWatch Synthetics agrees with the study: %d zones, %d regions', (zones, regions, dollars) => {
    expect(Math.abs(synthetics(zones, regions, 5) - dollars)).toBeLessThan(0.6);
  });

  it('takes the steps of a price one after the other', () => {
    expect(dollarsOf(10, PRICES.metrics)).toBe(0);
    expect(dollarsOf(11, PRICES.metrics)).toBeCloseTo(0.3);
    expect(dollarsOf(10_010, PRICES.metrics)).toBeCloseTo(3000);
    expect(dollarsOf(10_011, PRICES.metrics)).toBeCloseTo(3000.1);
  });

  it('never falls when more is used, and is the sum of its lines', () => {
    const usages = fc.record({ metrics: fc.nat(400_000), alarmMetrics: fc.nat(50_000), gigabyteSeconds: fc.nat(1e7) });
    fc.assert(
      fc.property(usages, fc.nat(100_000), (usage, more) => {
        const bill = billOf(usage);
        expect(bill.lines.reduce((sum, { dollars }) => sum + dollars, 0)).toBeCloseTo(bill.dollars, 6);
        expect(billOf({ ...usage, metrics: usage.metrics + more }).dollars).toBeGreaterThanOrEqual(bill.dollars);
      }),
    );
  });

  it('names its largest line, and none where all is free', () => {
    expect(driverOf(billOf({ metrics: 100, alarmMetrics: 500 }))?.item).toBe('alarmMetrics');
    expect(driverOf(billOf({ metrics: 9 }))).toBeUndefined();
    expect(billOf({}).lines).toEqual([]);
  });
});

describe('the price list', () => {
  it('has a day, and a source for every line', () => {
    expect(PRICES_AS_OF).toMatch(/^20\d\d-\d\d-\d\d$/);
    for (const { source } of Object.values(PRICES)) expect(source.length).toBeGreaterThan(20);
  });
});
