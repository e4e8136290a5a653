import type { State } from '../../functions/core/finding.ts';
import type { Report } from '../../functions/core/report.ts';
import { nameOf } from '../../functions/core/target.ts';
import { voteOf } from '../../functions/core/vote.ts';
import type { MetricAlarm } from '../../lab/aws/alarms.ts';
import { matrixLines } from '../matrix.ts';
import type { Page } from '../paint.ts';
import { type Cell, tableLines } from '../table.ts';
import { verdictsOf } from '../verdict.ts';

/** What there is to see at a moment: the last round of the vantages, and where the alarms stand. */
export interface Scene {
  readonly at: Date;
  readonly round: readonly Report[];
  readonly alarms: readonly MetricAlarm[];
}

/** The votes of one check: 1 ill, 0 well, undefined where a vantage could not tell; in the order of the vantages. */
export interface Votes {
  readonly check: string;
  readonly target: string;
  readonly each: readonly (0 | 1 | undefined)[];
}

/** Zones that have a table each; more are counted. */
const MOST_ZONES = 2;

/** `10:35` */
export function clockOf(at: Date): string {
  return at.toISOString().slice(11, 16);
}

/** The votes of a round, by check. */
function votesIn(round: readonly Report[]): readonly Votes[] {
  const byCheck = Map.groupBy(round, ({ check, target }) => `${check} ${nameOf(target)}`);
  return [...byCheck.values()].flatMap((reports): Votes[] => {
    const [first] = reports;
    const each = reports.map((report) => voteOf(report, 'warning'));
    return first === undefined ? [] : [{ check: first.check, target: nameOf(first.target), each }];
  });
}

/** How many of how many find something, in words: `secondary 5 of 5`, `nameservers 120 of 120`; nothing where all votes are 0. */
export function tally(round: readonly Report[]): readonly string[] {
  return [...Map.groupBy(votesIn(round), ({ check }) => check)].flatMap(([check, votes]) => {
    const all = votes.flatMap(({ each }) => each);
    const ill = all.filter((vote) => vote === 1).length;
    return ill === 0 ? [] : [`${check} ${ill} of ${all.length}`];
  });
}

/** What is noticed and not yet voted upon: `dns.serial.behind at ns3…`, each once. */
export function noticesIn(round: readonly Report[]): readonly string[] {
  const notices = round.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'notice');
  return [...new Set(notices.map(({ code, subject }) => `${code} at ${subject}`))];
}

/** The nameservers as one vantage sees them, the same table as `picket check` prints; then the votes and the alarms. */
export function sceneLines({ round, alarms }: Scene, page: Page): readonly string[] {
  const [first] = round;
  const zones = round.filter(({ vantage, target }) => vantage === first?.vantage && target.kind === 'zone');
  if (new Set(zones.map(({ target }) => nameOf(target))).size > MOST_ZONES) return crowdLines(round, alarms, page);
  return [...verdictsOf(zones).flatMap((verdict) => matrixLines(verdict, page)), '', ...voteLines(round, alarms, page)];
}

/** Many zones, counted by check. */
function crowdLines(round: readonly Report[], alarms: readonly MetricAlarm[], page: Page): readonly string[] {
  const columns = [{ title: 'check' }, { title: 'zones' }, { title: 'a fault at most vantages' }, { title: 'alarms that ring' }];
  const rows = [...Map.groupBy(votesIn(round), ({ check }) => check)].map(([check, votes]): readonly Cell[] => {
    const ill = votes.filter(({ each }) => each.filter((vote) => vote === 1).length > each.length / 2).length;
    const ringing = alarms.filter(({ name, standing }) => standing.value === 'ALARM' && name.split(' ')[2] === check).length;
    return [
      { text: check },
      { text: `${votes.length}` },
      { text: ill === 0 ? 'none' : `${ill} zones`, role: ill === 0 ? 'dim' : 'warning' },
      { text: ringing === 0 ? 'none' : `${ringing}`, role: ringing === 0 ? 'dim' : 'warning' },
    ];
  });
  return tableLines(columns, rows, page);
}

function voteLines(round: readonly Report[], alarms: readonly MetricAlarm[], page: Page): readonly string[] {
  const columns = [
    { title: 'check' },
    { title: 'votes' },
    { title: 'fault' },
    { title: 'rings after', spare: true },
    { title: 'alarm' },
  ];
  const rows = votesIn(round).map(({ check, target, each }): readonly Cell[] => {
    const mine = alarms.filter(({ name }) => name.endsWith(` ${check} ${target}`));
    const ill = each.filter((vote) => vote === 1).length;
    const patience = mine.map(
      ({ datapointsToAlarm, evaluationPeriods }) => `${datapointsToAlarm} of ${evaluationPeriods} rounds`,
    );
    return [
      { text: check },
      { text: each.map((vote) => vote ?? '?').join(' '), role: ill === 0 ? 'dim' : 'warning' },
      { text: ill === 0 ? 'none' : `${ill} of ${each.length}`, role: ill === 0 ? 'dim' : 'warning' },
      { text: patience[0], role: 'dim' },
      alarmCell(mine),
    ];
  });
  return tableLines(columns, rows, page);
}

function alarmCell(alarms: readonly MetricAlarm[]): Cell {
  const ringing = alarms.filter(({ standing }) => standing.value === 'ALARM').map(({ name }) => name.split(' ')[1]);
  const role: State = ringing.includes('critical') ? 'critical' : 'warning';
  if (ringing.length > 0) return { text: `ALARM (${ringing.join(', ')})`, role };
  const settled = alarms.every(({ standing }) => standing.value === 'OK');
  return settled ? { text: 'OK', role: 'well' } : { text: 'no data yet', role: 'dim' };
}
