import { Aws, Duration, type Stack } from 'aws-cdk-lib';
import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type Check, isAbout } from '../functions/core/check.ts';
import { dimensionsOf, HEARTBEAT, type Measure, namespaceOf, UNKNOWNS, vantageDimensions } from '../functions/core/metric.ts';
import { namesOf, silenceAlarmName, watchAlarmName } from '../functions/core/names.ts';
import { shownName, type Target } from '../functions/core/target.ts';
import { packEveryTarget } from '../functions/core/watch-list.ts';
import { nameOfAlarm, voteAlarmsOf } from './alarms.ts';
import type { Watch } from './config.ts';
import { picketFunction } from './function.ts';

/** Alarms of one strip. Ours: CloudWatch's own widget draws a tile for each, and a hundred are what a screen holds. */
const MOST_TILES = 100;

/** Lines of one graph. Ours: more than ten nobody tells apart; of more targets the ten worst are drawn. */
export const MOST_LINES = 10;

/** The dimensions of a measure. */
const [TARGET = '', CHECK = ''] = Object.keys(dimensionsOf({ kind: 'zone', zone: '' }, ''));

/** Series that a SEARCH brings back at most. More targets than this are asked for by a Metrics Insights query. */
const MOST_FOUND = 500;

/** Widths and heights are of the console's grid, 24 columns wide. */
interface Widget {
  readonly type: 'alarm' | 'metric' | 'custom' | 'text';
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * One dashboard of human size: what rings and the matrix, the strip of alarms, a graph for every measure of the checks, the heartbeats.
 * It names alarms and functions by their names alone, so it does not matter in which stack they are.
 */
export function addDashboard(stack: Stack, watch: Watch, checks: readonly Check[]): void {
  const widgets = dashboardWidgets(watch, checks, widgetFunction(stack, watch));
  new CfnDashboard(stack, 'Dashboard', {
    dashboardName: namesOf(watch.deployment).dashboard,
    dashboardBody: stack.toJsonString({ start: '-PT24H', periodOverride: 'inherit', widgets }),
  });
}

/** What stands on the dashboard, and where. `endpoint` is the ARN of the function behind the matrix. */
export function dashboardWidgets(watch: Watch, checks: readonly Check[], endpoint: string) {
  return placed([title(watch), matrix(endpoint), strip(watch, checks), ...graphs(watch, checks), ...vantageGraphs(watch)]);
}

/** From left to right, row by row, each row as high as its highest. */
function placed(widgets: readonly Widget[]) {
  let [x, y, rowHeight] = [0, 0, 0];
  return widgets.map((widget) => {
    if (x + widget.width > 24) [x, y, rowHeight] = [0, y + rowHeight, 0];
    const at = { ...widget, x, y };
    x += widget.width;
    rowHeight = Math.max(rowHeight, widget.height);
    return at;
  });
}

function title({ deployment, vantages, periodMinutes, targets }: Watch): Widget {
  const zones = targets.filter(({ kind }) => kind === 'zone').length;
  const count = (many: number, word: string) => `${many} ${word}${many === 1 ? '' : 's'}`;
  const watched = `${count(zones, 'zone')} and ${count(targets.length - zones, 'service')}`;
  const markdown = `**Picket ${deployment}**: ${watched}, seen from ${count(vantages.length, 'region')} every ${periodMinutes} min. \`picket explain <code>\` says what a finding means.`;
  return { type: 'text', width: 24, height: 1, properties: { markdown, background: 'transparent' } };
}

/** Re-asks on its button alone: neither a refresh of the dashboard nor its size sends packets to anybody. */
function matrix(endpoint: string): Widget {
  const updateOn = { refresh: true, resize: false, timeRange: false };
  return { type: 'custom', width: 24, height: 12, properties: { title: 'Now', endpoint, updateOn } };
}

/**
 * The alarms, those that changed last first. Of more than a hundred: those of the vantages, then the critical ones, in the order of the
 * configuration; the matrix above lists whatever rings, strip or not.
 */
function strip(watch: Watch, checks: readonly Check[]): Widget {
  const { deployment, vantages, modes } = watch;
  const votes = watch.targets.flatMap((target) => voteAlarmsOf(target, checks, modes.alarms));
  const inOrder = (['critical', 'warning'] as const).flatMap((wanted) => votes.filter(({ severity }) => severity === wanted));
  const names = [
    watchAlarmName(deployment, 'blind'),
    ...vantages.map((vantage) => silenceAlarmName(deployment, vantage)),
    ...inOrder.map((alarm) => nameOfAlarm(watch, alarm)),
  ];
  const shown = names.slice(0, MOST_TILES);
  const heading = names.length > MOST_TILES ? `The first ${MOST_TILES} of ${names.length} alarms` : 'Alarms';
  const alarms = shown.map((name) => `arn:${Aws.PARTITION}:cloudwatch:${watch.home}:${Aws.ACCOUNT_ID}:alarm:${name}`);
  const height = Math.min(12, 2 + Math.ceil(shown.length / 6));
  return { type: 'alarm', width: 24, height, properties: { title: heading, alarms, sortBy: 'stateUpdatedTimestamp' } };
}

function graphs(watch: Watch, checks: readonly Check[]): readonly Widget[] {
  return checks.flatMap((check) => {
    const targets = watch.targets.filter((target) => isAbout(check, target));
    return targets.length === 0 ? [] : check.measures.map((measure) => graph(watch, check, measure, targets));
  });
}

function graph({ deployment, home, periodMinutes }: Watch, check: Check, measure: Measure, targets: readonly Target[]): Widget {
  const { name, statistic, says } = measure;
  const namespace = namespaceOf(deployment);
  const period = check.cadence?.everySeconds ?? periodMinutes * 60;
  const lines = targets.map((target) => [
    namespace,
    name,
    ...Object.entries(dimensionsOf(target, check.name)).flat(),
    { label: shownName(target), stat: statistic },
  ]);
  const few = targets.length <= MOST_LINES;
  const metrics = few
    ? lines
    : [[{ expression: worstOf(namespace, check, measure, targets.length, period), label: `\${PROP('Dim.${TARGET}')}` }]];
  const heading = few ? `${name}: ${says}` : `${name}, the ${MOST_LINES} worst: ${says}`;
  return {
    type: 'metric',
    width: 12,
    height: 6,
    properties: { title: heading, region: home, view: 'timeSeries', period, metrics },
  };
}

/** The ten worst of many: by SEARCH up to 500 targets, beyond that by Metrics Insights, which groups up to 10,000 metrics. */
function worstOf(namespace: string, check: Check, { name, statistic }: Measure, targets: number, period: number): string {
  const least = statistic === 'Minimum';
  if (targets <= MOST_FOUND) {
    const search = `SEARCH('{"${namespace}",${TARGET},${CHECK}} MetricName="${name}" ${CHECK}="${check.name}"', '${statistic}', ${period})`;
    return least ? `SORT(${search}, MIN, ASC, ${MOST_LINES})` : `SORT(${search}, MAX, DESC, ${MOST_LINES})`;
  }
  const reduce = least ? 'MIN' : 'MAX';
  return `SELECT ${reduce}(${name}) FROM SCHEMA("${namespace}", ${TARGET}, ${CHECK}) WHERE ${CHECK} = '${check.name}' GROUP BY ${TARGET} ORDER BY ${reduce}() ${least ? 'ASC' : 'DESC'} LIMIT ${MOST_LINES}`;
}

function vantageGraphs({ deployment, home, vantages, periodMinutes }: Watch): readonly Widget[] {
  const lines = (metric: string, stat: string) =>
    vantages.map((vantage) => [
      namespaceOf(deployment),
      metric,
      ...Object.entries(vantageDimensions(vantage)).flat(),
      { label: vantage, stat },
    ]);
  // Without it the axis begins just below what all have, and one lost round of thirteen looks like a fall to nothing.
  const yAxis = { left: { min: 0 } };
  const common = { region: home, view: 'timeSeries', period: periodMinutes * 60, yAxis };
  const metric = (properties: Readonly<Record<string, unknown>>): Widget => ({
    type: 'metric',
    width: 12,
    height: 6,
    properties,
  });
  return [
    metric({ ...common, title: 'Heartbeats: rounds that each vantage finished', metrics: lines(HEARTBEAT, 'SampleCount') }),
    metric({ ...common, title: 'Unknowns: checks of which Picket could not tell', metrics: lines(UNKNOWNS, 'Sum') }),
  ];
}

/** The function behind the matrix: reads the states of alarms, and asks the probes. Gives its ARN, by name. */
function widgetFunction(stack: Stack, { deployment, home, vantages, targets }: Watch): string {
  const names = namesOf(deployment);
  const functionArn = (region: string, name: string) =>
    `arn:${Aws.PARTITION}:lambda:${region}:${Aws.ACCOUNT_ID}:function:${name}`;
  picketFunction(stack, 'Widget', {
    name: names.widget,
    entry: 'widget.ts',
    timeout: Duration.seconds(45), // half a minute to ask
    environment: { PICKET_DEPLOYMENT: deployment, PICKET_HOME_REGION: home, PICKET_VANTAGES: vantages.join(',') },
    baked: { PICKET_TARGETS: packEveryTarget(targets) },
    may: [
      // Composite alarms are told to those alone who may read all alarms.
      new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }),
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: vantages.map((region) => functionArn(region, names.probe)),
      }),
    ],
  });
  return functionArn(home, names.widget);
}
