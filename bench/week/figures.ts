import type { Change } from '../../lab/aws/alarms.ts';
import type { Published } from '../../lab/aws/topics.ts';
import type { Played } from './drive.ts';
import type { Fault, Weather } from './script.ts';

const MINUTE = 60_000;

/** How long after a fault its alarms may still ring: two of three slots, and what was on its way. */
const AFTERGLOW_MS = 25 * MINUTE;

/** A fault as short as this need not ring: two of three slots of five minutes must find it. */
const SHORTEST_MS = 15 * MINUTE;

/** What a played time proves. Times in minutes. */
export interface Figures {
  readonly alarms: number;
  readonly runs: number;
  readonly faults: number;
  /** Of those, which no letter told. */
  readonly untold: number;
  readonly short: number;
  readonly shortTold: number;
  readonly missed: number;
  readonly falseAlarms: number;
  readonly falseLetters: number;
  readonly letters: number;
  /** Mails of alarms about Picket itself, which tell people without notify; those about a vantage that was not gone. */
  readonly direct: number;
  readonly directForNothing: number;
  readonly stormLetters: number;
  readonly detection: readonly number[];
  readonly letterAfter: readonly number[];
  readonly recovery: readonly number[];
  readonly failures: number;
}

/** Compares what rang and what was told with what was really wrong. One fault of one zone counts once; the shared one once for every zone. */
export function figuresOf(
  { changes, letters, runs, alarms, failures }: Played,
  faults: readonly Fault[],
  { gone }: Pick<Weather, 'gone'>,
): Figures {
  const votes = changes.filter(({ alarm: { name } }) => / (critical|warning) /.test(name));
  const rang = votes.filter(({ to }) => to.value === 'ALARM');
  const fell = votes.filter(({ from, to }) => from.value === 'ALARM' && to.value === 'OK');
  const rangBy = Map.groupBy(rang, zoneOf);
  const fellBy = Map.groupBy(fell, zoneOf);
  const each = faults.flatMap((fault) => fault.zones.map((zone) => ({ ...fault, zone })));
  const long = each.filter(({ start, end }) => end - start >= SHORTEST_MS);
  const short = each.filter(({ start, end }) => end - start < SHORTEST_MS);
  const first = (of: ReadonlyMap<string, Change[]>, zone: string, from: number, until: number) =>
    of.get(zone)?.find(({ to }) => to.at.getTime() >= from && to.at.getTime() <= until);
  const rings = ({ zone, start, end }: { zone: string; start: number; end: number }) =>
    first(rangBy, zone, start, end + AFTERGLOW_MS);
  const [told, direct] = [letters.filter(isOurs).map(readLetter), letters.filter((letter) => !isOurs(letter))];
  const isAboutGone = ({ subject = '', at }: Published) =>
    subject.includes(gone.vantage) && gone.start <= Date.parse(at) && Date.parse(at) <= gone.end + AFTERGLOW_MS;
  const alarmLetters = told.filter(({ state }) => state === 'ALARM');
  const isTrue = (zone: string, at: number) =>
    each.some((one) => one.zone === zone && one.start <= at && at <= one.end + AFTERGLOW_MS);
  const letterOf = ({ zone, start, end }: { zone: string; start: number; end: number }) =>
    alarmLetters.find(({ zones, at }) => at >= start && at <= end + AFTERGLOW_MS && zones.includes(zone));
  const shared = faults.find(({ kind }) => kind === 'shared server');
  return {
    alarms,
    runs,
    failures,
    faults: long.length,
    untold: long.filter((one) => letterOf(one) === undefined).length,
    short: short.length,
    shortTold: short.filter(rings).length,
    missed: long.filter((one) => rings(one) === undefined).length,
    falseAlarms: rang.filter((change) => !isTrue(zoneOf(change), change.to.at.getTime())).length,
    falseLetters: alarmLetters.filter(({ zones, at }) => !zones.some((zone) => isTrue(zone, at))).length,
    letters: told.length,
    direct: direct.length,
    directForNothing: direct.filter((mail) => !isAboutGone(mail)).length,
    stormLetters:
      shared === undefined
        ? 0
        : told.filter(({ subject, at }) => /shared\.example/.test(subject) && at >= shared.start && at < shared.end).length,
    detection: long.flatMap((one) => minutes(rings(one)?.to.at.getTime(), one.start)),
    letterAfter: long.flatMap((one) => minutes(letterOf(one)?.at, one.start)),
    recovery: long.flatMap((one) =>
      minutes(first(fellBy, one.zone, one.end, one.end + 2 * AFTERGLOW_MS)?.to.at.getTime(), one.end),
    ),
  };
}

function zoneOf({ alarm }: Change): string {
  return alarm.name.split(' ').at(-1) ?? '';
}

/** CloudWatch writes without attributes. */
function isOurs({ attributes }: Published): boolean {
  return attributes.state !== undefined;
}

function readLetter({ subject = '', message, attributes, at }: Published) {
  const listed = message.split('\n').filter((line) => /^[\w.-]+\.example$/.test(line));
  const zones = [...new Set([...((attributes.zone as readonly string[] | undefined) ?? []), ...listed])];
  return { subject, zones, state: String(attributes.state), at: Date.parse(at) };
}

function minutes(at: number | undefined, since: number): readonly number[] {
  return at === undefined ? [] : [(at - since) / MINUTE];
}

/** The value below which so large a share of them lies. */
export function quantile(values: readonly number[], share: number): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
}
