import { describe, expect, it } from 'vitest';
import { dashboardWidgets, MOST_LINES } from '../../cdk/dashboard.ts';
import { CHECKS } from '../../functions/checks/registry.ts';
import { metricData } from '../../functions/publish/metric-data.ts';
import { run } from '../../functions/run.ts';
import { checkOf } from '../functions/sightings.ts';
import { ofType, type Resource, synth, watchOf } from './synth.ts';

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  // biome-ignore lint/suspicious/noExplicitAny: a dashboard's body is whatever CloudWatch says.
  readonly properties: any;
}

const zonesOf = (count: number) => Array.from({ length: count }, (_, index) => `zone${index}.example`);

/** The body with pseudo parameters filled in, as CloudFormation does it. */
function bodyOf(stacks: Record<string, Record<string, Resource>>): { widgets: readonly Widget[] } {
  const [{ DashboardBody }] = ofType(stacks['picket-test-home'] ?? {}, 'AWS::CloudWatch::Dashboard');
  const parts: unknown[] = typeof DashboardBody === 'string' ? [DashboardBody] : DashboardBody['Fn::Join'][1];
  const filled = parts.map((part) =>
    typeof part === 'string'
      ? part
      : ({ 'AWS::Partition': 'aws', 'AWS::AccountId': '123456789012' } as Record<string, string>)[(part as { Ref: string }).Ref],
  );
  return JSON.parse(filled.join(''));
}

const widgetsOf = (zones: number, checks = CHECKS, change = {}): readonly Widget[] =>
  dashboardWidgets(watchOf({ zones: zonesOf(zones), ...change }), checks, 'arn:endpoint') as readonly Widget[];

describe('the dashboard', () => {
  it('shows the matrix, the alarms, every measure of the checks, and the vantages', () => {
    const widgets = widgetsOf(0, CHECKS, { zones: [{ name: 'example.org', canary: {} }] });
    const titles = widgets.map(({ properties }) => properties.title ?? 'text');
    expect(titles.slice(0, 3)).toEqual(['text', 'Now', 'Alarms']);
    for (const { name } of CHECKS.flatMap(({ measures }) => measures)) expect(titles.join('\n')).toContain(`${name}: `);
    expect(titles.slice(-2)).toEqual([expect.stringMatching(/^Heartbeats/), expect.stringMatching(/^Unknowns/)]);
  });

  it.each([{}, { alarms: 'per-target', publish: 'sparse' }, { perVantage: true }] as const)(
    'draws metrics that the probes send, and no others, with %o',
    async (modes) => {
      const services = ['https://www.example.org', 'imaps://mail.example.org'];
      const watch = watchOf({ ...modes, services, zones: [{ name: 'example.org', canary: {} }, 'example.net'] });
      const deaf = CHECKS.map((check) => ({
        ...check,
        ...{ observe: async () => undefined, judge: () => [], facts: () => [] },
        measure: () => check.measures.map(({ name }) => ({ name, value: 1 })),
      }));
      const sent = new Set<string>();
      for (const vantage of watch.vantages) {
        const order = { vantage, targets: watch.targets, only: CHECKS.map(({ name }) => name) };
        const reports = await run(order, deaf, {} as never, new Date());
        for (const { MetricName, Dimensions } of metricData(reports, deaf, vantage, new Date(), watch.modes))
          sent.add(JSON.stringify(['Picket/test', MetricName, ...Dimensions.flatMap(({ Name, Value }) => [Name, Value])]));
      }
      const drawn = (dashboardWidgets(watch, CHECKS, 'arn:endpoint') as readonly Widget[])
        .flatMap(({ properties }) => properties.metrics ?? [])
        .map((line: unknown[]) => JSON.stringify(line.filter((part) => typeof part === 'string')));
      expect(drawn.length).toBeGreaterThan(15);
      expect(drawn.filter((line: string) => !sent.has(line))).toEqual([]);
    },
  );

  it('calls a line by its target, and begins an axis of counts at 0', () => {
    const many = widgetsOf(400).filter(({ properties }) => /worst/.test(properties.title ?? ''));
    expect(many.map(({ properties }) => properties.metrics[0][0].label)).toEqual(
      many.map(() => ['$', "{PROP('Dim.Target')}"].join('')),
    );
    for (const { properties } of widgetsOf(1).slice(-2)) expect(properties.yAxis).toEqual({ left: { min: 0 } });
    expect(widgetsOf(1, CHECKS, { services: [] })[0]?.properties.markdown).toContain(
      ': 1 zone and 0 services, seen from 3 regions every',
    );
  });

  it('names alarms that are there, and no others', () => {
    const stacks = synth(watchOf(), CHECKS);
    const alarms = Object.values(stacks).flatMap((resources) => [
      ...ofType(resources, 'AWS::CloudWatch::Alarm'),
      ...ofType(resources, 'AWS::CloudWatch::CompositeAlarm'),
    ]);
    const there = new Set(alarms.map(({ AlarmName }) => AlarmName));
    const strip = bodyOf(stacks).widgets.find(({ type }) => type === 'alarm');
    const named = strip?.properties.alarms.map((arn: string) =>
      arn.replace('arn:aws:cloudwatch:eu-west-1:123456789012:alarm:', ''),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name: string) => !there.has(name))).toEqual([]);
  });

  it.each([1, 10, 11, 500, 501, 1000])('stays of human size with %d zones, within what CloudWatch takes', (zones) => {
    const widgets = widgetsOf(zones, CHECKS);
    expect(widgets.length).toBeLessThan(20);
    for (const { properties } of widgets) expect(properties.metrics?.length ?? 0).toBeLessThanOrEqual(MOST_LINES);
    for (const { properties } of widgets) expect(properties.alarms?.length ?? 0).toBeLessThanOrEqual(100);
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });

  it('lays no widget over another', () => {
    const cells = widgetsOf(3).flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, at) => `${x + (at % width)},${y + Math.floor(at / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('draws few targets one by one, and of many the worst', () => {
    const graphOf = (zones: number, statistic: 'Maximum' | 'Minimum') => {
      const check = checkOf({ measures: [{ name: 'Test', unit: 'Count', statistic, says: 'tested' }] });
      return widgetsOf(zones, [check], { services: [] }).find(({ properties }) => /^Test/.test(properties.title ?? ''))
        ?.properties.metrics;
    };
    expect(graphOf(MOST_LINES, 'Maximum')).toHaveLength(MOST_LINES);
    expect(graphOf(1, 'Maximum')[0].slice(0, 6)).toEqual(['Picket/test', 'Test', 'Target', 'zone0.example', 'Check', 'serial']);
    expect(graphOf(400, 'Maximum')[0][0].expression).toBe(
      `SORT(SEARCH('{"Picket/test",Target,Check} MetricName="Test" Check="serial"', 'Maximum', 300), MAX, DESC, 10)`,
    );
    expect(graphOf(400, 'Minimum')[0][0].expression).toMatch(/, MIN, ASC, 10\)$/);
    expect(graphOf(1000, 'Minimum')[0][0].expression).toBe(
      `SELECT MIN(Test) FROM SCHEMA("Picket/test", Target, Check) WHERE Check = 'serial' GROUP BY Target ORDER BY MIN() ASC LIMIT 10`,
    );
  });

  it('puts the vantages and the critical alarms first where not all alarms have a tile', () => {
    const strip = widgetsOf(150, [checkOf()]).find(({ type }) => type === 'alarm')?.properties;
    expect(strip.title).toMatch(/^The first 100 of \d+ alarms$/);
    expect(strip.alarms.filter((arn: string) => / warning /.test(arn))).toEqual([]);
    expect(strip.alarms[1]).toMatch(/alarm:picket-test silent us-east-1$/);
  });

  it('asks nobody on a refresh: only the button of the widget does', () => {
    const custom = bodyOf(synth(watchOf(), [])).widgets.find(({ type }) => type === 'custom')?.properties;
    expect(custom.endpoint).toBe('arn:aws:lambda:eu-west-1:123456789012:function:picket-test-widget');
    expect(custom.updateOn).toEqual({ refresh: true, resize: false, timeRange: false });
    expect(custom.params?.ask).toBeUndefined();
  });
});

describe('the function of the widget', () => {
  it('may read alarms, ask the named probes and write its log; nothing else', () => {
    const { 'picket-test-home': home = {} } = synth(watchOf(), CHECKS);
    const statements = Object.entries(home)
      .filter(([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.startsWith('Widget'))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
    expect(statements.flatMap(({ Action }: { Action: string }) => Action)).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'cloudwatch:DescribeAlarms',
      'lambda:InvokeFunction',
    ]);
    const invoke = statements.find(({ Action }: { Action: string }) => Action === 'lambda:InvokeFunction');
    expect(JSON.stringify(invoke.Resource)).not.toContain('*');
    expect(invoke.Resource).toHaveLength(3);
  });
});
