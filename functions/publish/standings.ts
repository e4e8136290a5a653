import {
  type CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  type MetricAlarm,
  paginateDescribeAlarms,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import type { History } from './history.ts';

/** Where an alarm stands. */
export interface Standing {
  readonly alarm: string;
  readonly arn: string;
  readonly value: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly since: Date;
  readonly reason: string;
  /** The alarm's description. */
  readonly says: string;
  /** Its actions are switched off. */
  readonly isOff: boolean;
  /** The metric it listens to; absent for composites. */
  readonly history?: History;
}

/** What DescribeAlarms takes and gives at a time. */
const PAGE = 100;

/** All alarms whose names begin so; with `state`, only those in it. Composites come too. */
export async function standingsBy(
  client: CloudWatchClient,
  prefix: string,
  state?: Standing['value'],
): Promise<readonly Standing[]> {
  const wanted: DescribeAlarmsCommandInput = {
    AlarmNamePrefix: prefix,
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    MaxRecords: PAGE,
    ...(state === undefined ? {} : { StateValue: state }),
  };
  const standings: Standing[] = [];
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of paginateDescribeAlarms({ client }, wanted))
    standings.push(...[...MetricAlarms, ...CompositeAlarms].map(standingOf));
  return standings;
}

/** The alarms of these names, as many as there still are. */
export async function standingsOf(client: CloudWatchClient, names: readonly string[]): Promise<readonly Standing[]> {
  const standings: Standing[] = [];
  for (let first = 0; first < names.length; first += PAGE) {
    const AlarmNames = names.slice(first, first + PAGE);
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames, MaxRecords: PAGE }));
    standings.push(...MetricAlarms.map(standingOf));
  }
  return standings;
}

function standingOf(alarm: MetricAlarm): Standing {
  const { AlarmName = '', AlarmArn = '', StateValue, StateTransitionedTimestamp, StateUpdatedTimestamp } = alarm;
  const history = historyOf(alarm);
  return {
    alarm: AlarmName,
    arn: AlarmArn,
    value: StateValue ?? 'INSUFFICIENT_DATA',
    since: StateTransitionedTimestamp ?? StateUpdatedTimestamp ?? new Date(0),
    reason: alarm.StateReason ?? '',
    says: alarm.AlarmDescription ?? AlarmName,
    isOff: alarm.ActionsEnabled === false,
    ...(history === undefined ? {} : { history }),
  };
}

function historyOf({
  Namespace,
  MetricName,
  Dimensions,
  Statistic,
  Period,
  Metrics,
  Threshold,
}: MetricAlarm): History | undefined {
  const stat = Metrics?.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat;
  const namespace = stat?.Metric?.Namespace ?? Namespace;
  const name = stat?.Metric?.MetricName ?? MetricName;
  if (namespace === undefined || name === undefined) return undefined;
  const dimensions = (stat?.Metric?.Dimensions ?? Dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value]);
  return {
    namespace,
    name,
    dimensions: Object.fromEntries(dimensions),
    statistic: stat?.Stat ?? Statistic ?? 'Average',
    periodSeconds: stat?.Period ?? Period ?? 300,
    ...(Threshold === undefined ? {} : { threshold: Threshold }),
  };
}

/** The state that an alarm had at a time after which it changed; undefined where its history of two weeks does not tell. */
export async function stateAt(client: CloudWatchClient, alarm: string, at: Date): Promise<string | undefined> {
  const { AlarmHistoryItems = [] } = await client.send(
    new DescribeAlarmHistoryCommand({
      AlarmName: alarm,
      HistoryItemType: 'StateUpdate',
      StartDate: at,
      ScanBy: 'TimestampAscending',
      MaxRecords: 1,
    }),
  );
  const [first] = AlarmHistoryItems;
  if (first?.HistoryData === undefined) return undefined;
  return (JSON.parse(first.HistoryData) as { oldState?: { stateValue?: string } }).oldState?.stateValue;
}

/** Puts an alarm into ALARM by hand. It lasts until CloudWatch evaluates it next. */
export async function setAlarm(client: CloudWatchClient, alarm: string, reason: string): Promise<void> {
  await client.send(new SetAlarmStateCommand({ AlarmName: alarm, StateValue: 'ALARM', StateReason: reason }));
}
