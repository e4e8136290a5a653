import { deploymentPrefix } from '../functions/core/names.ts';
import { plain, spanOf } from '../functions/core/wording.ts';
import type { Standing } from '../functions/publish/standings.ts';
import { EXITS, type World } from './check.ts';
import { failed, mutedNow, strangerOf, type TypedDeployment, withDeployment } from './deployment.ts';
import type { Page, Role } from './paint.ts';
import { type Cell, tableLines } from './table.ts';

/** What was typed after `picket status`. */
export interface TypedStatus extends TypedDeployment {
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `picket status`: where every alarm of the deployment stands. Exit code 2 if a critical one rings, 1 if another does, 0 if none. */
export async function status(typed: TypedStatus, world: World): Promise<number> {
  return withDeployment(typed, world, async (reached) => {
    const { standingsBy } = await import('../functions/publish/standings.ts');
    const standings = await standingsBy(reached.client, deploymentPrefix(reached.deployment));
    const stranger = strangerOf(standings, reached);
    if (stranger !== undefined) return failed(stranger, world);
    const muted = await mutedNow(reached, world);
    const lines = sheetOf(standings, muted, reached.deployment, typed.all === true, world);
    world.out(typed.json === true ? jsonOf(standings, muted) : `${lines.join('\n')}\n`);
    const ringing = standings.filter(rings);
    return ringing.length === 0 ? 0 : ringing.some(isCritical) ? EXITS.critical : EXITS.warning;
  });
}

/** Parts of composites tell nobody: `heard` rings while all is well, and `quiet` is told by `silent` or `unheard`. */
function rings({ alarm, value }: Standing): boolean {
  return value === 'ALARM' && !/^\S+ (heard|quiet) /.test(alarm);
}

function isCritical({ alarm }: Standing): boolean {
  return /^\S+ (critical|blind|lost|undelivered|notify)\b/.test(alarm);
}

function sheetOf(
  standings: readonly Standing[],
  muted: ReadonlyMap<string, Date>,
  deployment: string,
  all: boolean,
  { page, now }: World,
): readonly string[] {
  const ringing = standings
    .filter(rings)
    .toSorted((a, b) => Number(isCritical(b)) - Number(isCritical(a)) || a.since.getTime() - b.since.getTime());
  const unclear = standings.filter(({ value }) => value === 'INSUFFICIENT_DATA');
  const calm = standings.filter((one) => one.value !== 'INSUFFICIENT_DATA' && !rings(one));
  const quiet = standings.filter(({ alarm, isOff }) => muted.has(alarm) || isOff).length;
  const count = `${standings.length} alarms of ${deployment}: ${ringing.length} ringing, ${calm.length} quiet, ${unclear.length} without data`;
  return [
    page.paint('strong', `${count}${quiet > 0 ? `; ${quiet} muted or off` : ''}.`),
    ...group('Ringing', ringing, muted, now(), page),
    ...group('Without data: new, or nothing was measured', unclear.slice(0, all ? unclear.length : MOST), muted, now(), page),
    ...(all ? group('Quiet', calm, muted, now(), page) : []),
    ...(all || unclear.length <= MOST ? [] : [page.paint('dim', `  and ${unclear.length - MOST} more: --all`)]),
  ];
}

/** Alarms without data that are named; there is nothing to do about them. */
const MOST = 10;

function group(
  title: string,
  standings: readonly Standing[],
  muted: ReadonlyMap<string, Date>,
  now: Date,
  page: Page,
): readonly string[] {
  if (standings.length === 0) return [];
  const columns = [{ title: 'alarm' }, { title: 'since', align: 'right' as const }, { title: '' }];
  const rows = standings.map((one): readonly Cell[] => {
    const end = muted.get(one.alarm);
    const note =
      end !== undefined ? `muted for ${spanOf((end.getTime() - now.getTime()) / 1000)} more` : one.isOff ? 'actions off' : '';
    return [
      { text: plain(one.alarm.replace(/^\S+ /, '')), role: roleOf(one) },
      { text: spanOf((now.getTime() - one.since.getTime()) / 1000) },
      { text: note, role: 'dim' },
    ];
  });
  return ['', title, ...tableLines(columns, rows, page)];
}

function roleOf(standing: Standing): Role {
  if (standing.value === 'INSUFFICIENT_DATA') return 'unknown';
  if (!rings(standing)) return 'well';
  return isCritical(standing) ? 'critical' : 'warning';
}

function jsonOf(standings: readonly Standing[], muted: ReadonlyMap<string, Date>): string {
  const told = standings.map(({ alarm, value, since, says, isOff }) => ({
    alarm,
    value,
    since,
    says,
    isOff,
    mutedUntil: muted.get(alarm),
  }));
  return `${JSON.stringify(told, null, 2)}\n`;
}
