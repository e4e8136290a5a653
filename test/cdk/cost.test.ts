import { describe, expect, it, vi } from 'vitest';
import { quoteLines, quoteOf, usageOf } from '../../cdk/cost.ts';
import { CHECKS } from '../../functions/checks/registry.ts';
import { metricData } from '../../functions/publish/metric-data.ts';
import { run } from '../../functions/run.ts';
import { checkOf } from '../functions/sightings.ts';
import { ofType, synth, watchOf } from './synth.ts';

const CHECK = checkOf({ measure: () => [{ name: 'SerialsBehind', value: 0 }] });
/** Every quarter of an hour in 30 days. */
const LETTER_ROUNDS = 4 * 24 * 30;
const zonesOf = (count: number) => Array.from({ length: count }, (_, index) => `zone${index}.example`);

describe('the usage of a configuration', () => {
  it.each([{}, { alarms: 'per-target' }, { publish: 'sparse' }] as const)(
    'has the alarms of the stacks on it, all of them, with %o',
    (modes) => {
      const watch = watchOf(modes);
      const stacks = Object.values(synth(watch, CHECKS));
      const alarms = stacks.flatMap((resources) => ofType(resources, 'AWS::CloudWatch::Alarm'));
      const metrics = alarms.map(({ Metrics }) => Metrics?.filter((query: object) => 'MetricStat' in query).length ?? 1);
      expect(usageOf(watch, CHECKS).alarmMetrics).toBe(metrics.reduce((sum, count) => sum + count, 0));
      expect(usageOf(watch, CHECKS).compositeAlarms).toBe(
        stacks.flatMap((resources) => ofType(resources, 'AWS::CloudWatch::CompositeAlarm')).length,
      );
    },
  );

  it.each([{}, { alarms: 'per-target' }, { perVantage: true }] as const)(
    'has the metrics on it that the vantages send, with %o',
    async (modes) => {
      const watch = watchOf({ ...modes, services: [] });
      const { targets, vantages } = watch;
      const sent = await Promise.all(
        vantages.map(async (vantage) => {
          const reports = await run({ vantage, targets }, [CHECK], {} as never, new Date());
          return metricData(reports, [CHECK], vantage, new Date(), watch.modes);
        }),
      );
      const series = new Set(sent.flat().map(({ MetricName, Dimensions }) => JSON.stringify([MetricName, Dimensions])));
      expect(usageOf(watch, [CHECK]).metrics).toBe(series.size);
    },
  );

  it('counts a copy for each vantage that looks: of what has rounds of its own, one', async () => {
    const watch = watchOf({ perVantage: true, zones: zonesOf(3), services: ['https://www.example.org'] });
    const { targets, vantages } = watch;
    const deaf = CHECKS.map((check) => ({
      ...check,
      ...{ observe: async () => undefined, judge: () => [], facts: () => [] },
      measure: () => check.measures.map(({ name }) => ({ name, value: 1 })),
    }));
    const sent = await Promise.all(
      vantages.map(async (vantage, index) => {
        const rounds = index === 0 ? { only: CHECKS.map(({ name }) => name) } : {};
        return metricData(
          await run({ vantage, targets, ...rounds }, deaf, {} as never, new Date()),
          deaf,
          vantage,
          new Date(),
          watch.modes,
        );
      }),
    );
    const beats = [3600, 21_600].flatMap((seconds) => metricData([], deaf, vantages[0] ?? '', new Date(), watch.modes, seconds));
    const series = new Set(
      [...sent.flat(), ...beats].map(({ MetricName, Dimensions }) => JSON.stringify([MetricName, Dimensions])),
    );
    expect(usageOf(watch, CHECKS).metrics).toBe(series.size);
  });

  it.each([
    ['zones and web servers', {}, 2],
    ['zones alone', { services: [] }, 1],
    ['web servers alone', { zones: [] }, 1],
    ['nothing that has a certificate', { zones: [], services: ['http://www.example.org'] }, 0],
  ] as const)(
    'has the rounds of their own on it that watch %s: a heartbeat, two metrics of an alarm, a composite',
    (_, change, rounds) => {
      const slots = CHECKS.filter(({ cadence }) => cadence === undefined);
      const bare = CHECKS.map((check) => (slots.includes(check) ? check : { ...check, meanings: {}, measures: [] }));
      const [with_, without] = [usageOf(watchOf(change), bare), usageOf(watchOf(change), slots)];
      const more = (key: 'metrics' | 'alarmMetrics' | 'compositeAlarms') => (with_[key] ?? 0) - (without[key] ?? 0);
      expect([more('metrics'), more('alarmMetrics'), more('compositeAlarms')]).toEqual([rounds, 2 * rounds, rounds]);
    },
  );

  it.each([
    [1, {}, 1],
    [50, {}, 1],
    [50, { perVantage: true }, 2],
    [50, { perVantage: true, publish: 'sparse' }, 1],
  ] as const)('counts a request for every thousand data of an order: %d zones, %o', (zones, modes, each) => {
    const { apiRequests = 0, scheduled = 0 } = usageOf(watchOf({ ...modes, zones: zonesOf(zones), services: [] }), CHECKS);
    const runs = scheduled - LETTER_ROUNDS;
    // Beside the probes': the widget's, and two of each round of the letters.
    expect(apiRequests).toBe(runs * each + 2000 + 2 * LETTER_ROUNDS);
  });

  it.each([
    [3, 0, { dashboards: 1 }],
    [10, 0, { dashboards: 1 }],
    [10, 1, { largeDashboards: 1 }],
    [400, 0, { dashboards: 1 }],
  ])('knows that a dashboard of more than 50 metrics is not free: %d zones, %d services', (zones, services, dashboards) => {
    const hosts = Array.from({ length: services * 4 }, (_, index) => `https://www${index}.example`);
    const { dashboards: small, largeDashboards: large } = usageOf(watchOf({ zones: zonesOf(zones), services: hosts }), CHECKS);
    expect({
      ...(small === undefined ? {} : { dashboards: small }),
      ...(large === undefined ? {} : { largeDashboards: large }),
    }).toEqual(dashboards);
  });

  it('counts a run for each order, slot and vantage, and the rounds of the letters', () => {
    const { scheduled } = usageOf(watchOf(), [CHECK]);
    expect(scheduled).toBe(8640 * 3 + LETTER_ROUNDS);
    expect(usageOf(watchOf({ zones: zonesOf(60), services: [] }), [CHECK]).scheduled).toBeGreaterThan(2 * 8640 * 3 - 1);
    expect(usageOf(watchOf({ periodMinutes: 60 }), [CHECK]).scheduled).toBe(720 * 3 + LETTER_ROUNDS);
  });

  it('counts the rounds of checks that have some, where there is something to look at', () => {
    const hourly = checkOf({ name: 'issuance', cadence: { everySeconds: 3600 } });
    const rare = checkOf({ name: 'renewal', about: 'service', cadence: { everySeconds: 21_600 } });
    expect(usageOf(watchOf(), [CHECK, hourly, rare]).scheduled).toBe(8640 * 3 + 720 + 120 + LETTER_ROUNDS);
    expect(usageOf(watchOf({ services: [] }), [CHECK, hourly, rare]).scheduled).toBe(8640 * 3 + 720 + LETTER_ROUNDS);
  });

  it('has the gateways and keys on it that were asked for', () => {
    expect(usageOf(watchOf(), [CHECK])).toMatchObject({ gatewayHours: 0, addressHours: 0, keys: 0 });
    // A gateway has an IPv4 address, which is billed by itself.
    expect(usageOf(watchOf({ ipv6: true }), [CHECK])).toMatchObject({ gatewayHours: 720 * 3, addressHours: 720 * 3 });
    expect(usageOf(watchOf({ key: true }), [CHECK]).keys).toBeGreaterThan(0);
  });
});

describe('the quote', () => {
  it('leaves the synthesis alone during which it is made', () => {
    vi.stubEnv('CDK_OUTDIR', '/nowhere');
    vi.stubEnv('CDK_CONTEXT_JSON', JSON.stringify({ 'aws:cdk:bundling-stacks': ['**'] }));
    const before = process.listenerCount('beforeExit');
    quoteOf(watchOf(), [CHECK]);
    expect(process.listenerCount('beforeExit')).toBe(before);
    vi.unstubAllEnvs();
  });

  it('tells what is cheaper, and nothing that is not', () => {
    const { bill, cheaper } = quoteOf(watchOf({ zones: zonesOf(30) }), CHECKS);
    expect(cheaper.map(({ setting }) => setting)).toEqual([
      "publish: 'sparse'",
      "alarms: 'per-target'",
      "publish: 'sparse' and alarms: 'per-target'",
    ]);
    for (const { dollars } of cheaper) expect(dollars).toBeLessThan(bill.dollars);
    const cheapest = quoteOf(watchOf({ zones: zonesOf(30), alarms: 'per-target', publish: 'sparse' }), CHECKS);
    expect(cheapest.cheaper).toEqual([]);
    expect(cheapest.bill.dollars).toBe(cheaper[2]?.dollars);
  });

  it.each(['sparse', 'per-target'])('tells nothing twice where %s is on already', (mode) => {
    const modes = mode === 'sparse' ? ({ publish: 'sparse' } as const) : ({ alarms: 'per-target' } as const);
    const { cheaper } = quoteOf(watchOf({ zones: zonesOf(30), ...modes }), CHECKS);
    expect(cheaper.map(({ setting }) => setting)).toEqual([mode === 'sparse' ? "alarms: 'per-target'" : "publish: 'sparse'"]);
  });

  it('tells what IPv6 costs, which is most of a small bill', () => {
    const { bill, cheaper } = quoteOf(watchOf({ ipv6: true }), [CHECK]);
    const without = cheaper.find(({ setting }) => setting === 'ipv6: false');
    expect(bill.dollars - (without?.dollars ?? 0)).toBeCloseTo(3 * 720 * (0.045 + 0.005));
    expect(quoteOf(watchOf(), [CHECK]).cheaper.map(({ setting }) => setting)).not.toContain('ipv6: false');
  });

  it('says at synthesis what it costs, what drives it, and what the neighbour takes', () => {
    const lines = quoteLines(quoteOf(watchOf({ zones: zonesOf(100) }), CHECKS));
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^Picket: about \$\d+\.\d\d a month, the largest part \$\d+\.\d\d for \d+ custom metrics\./);
    expect(lines[2]).toContain('$3142');
  });
});
