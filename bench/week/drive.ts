import { WORDS } from '../../functions/checks/words.ts';
import type { Check } from '../../functions/core/check.ts';
import { inWords } from '../../functions/core/in-words.ts';
import { readModes } from '../../functions/core/modes.ts';
import type { Net } from '../../functions/core/net.ts';
import type { Order } from '../../functions/core/order.ts';
import type { Report, Weighed } from '../../functions/core/report.ts';
import type { NotifyDoors } from '../../functions/notify-doors.ts';
import { probe } from '../../functions/probe.ts';
import type { Datum } from '../../functions/publish/metric-data.ts';
import type { Change } from '../../lab/aws/alarms.ts';
import { type Cloud, openCloud } from '../../lab/aws/cloud.ts';
import type { Published } from '../../lab/aws/topics.ts';
import { diceOf, type Fault, scriptedChecks, type Weather } from './script.ts';
import type { Stack } from './stage.ts';

const MINUTE = 60_000;
const HOME = 'eu-west-1';

/** A stretch of time to be played. */
export interface Play {
  readonly stacks: readonly Stack[];
  readonly vantages: readonly string[];
  readonly start: Date;
  readonly minutes: number;
  readonly faults: readonly Fault[];
  readonly weather: Weather;
  /** `PICKET_MODES` of the probes. */
  readonly modes: string;
  readonly seed: number;
  /** Called every hour of the story. */
  readonly passed?: (at: Date) => void;
}

/** What came of it. */
export interface Played {
  readonly changes: readonly Change[];
  /** Letters to the topic `mail`, which hears all. */
  readonly letters: readonly Published[];
  readonly runs: number;
  readonly alarms: number;
  readonly failures: number;
}

/**
 * Plays it minute by minute: the template's schedules ring, the real probe looks with scripted eyes, the template's alarms are evaluated, and the
 * real notify writes to the template's topics. A run's votes arrive up to 70 s after its bell. No sockets but those of the SDK to the stand-in.
 */
export async function play(plan: Play): Promise<Played> {
  const { stacks, start, minutes, vantages } = plan;
  await using cloud = await openCloud({ at: start });
  Object.assign(process.env, cloud.env, {
    PICKET_HOME_REGION: HOME,
    PICKET_DEPLOYMENT: 'week',
    PICKET_VANTAGES: vantages.join(','),
  });
  for (const { name, region, template } of stacks) cloud.load(template, { region, stack: name });
  const notify = cloud.functions.find(({ name }) => name.endsWith('-notify'));
  Object.assign(process.env, notify?.environment);
  const cast = await assemble(plan, cloud);
  let changes = 0;
  for (let minute = 1; minute <= minutes; minute += 1) {
    const at = new Date(start.getTime() + minute * MINUTE);
    await cloud.ring(at);
    cast.arrive(at);
    // The alarms come to life after the first round.
    if (minute > 6) changes += (await cloud.step(at)).length;
    // What was invoked is of no further use, and would fill the memory.
    cast.forget();
    if (minute % 60 === 0) plan.passed?.(at);
  }
  const letters = cloud.published.filter(({ topicArn }) => topicArn.endsWith('-mail'));
  return {
    changes: cloud.changes.slice(-changes),
    letters,
    runs: cast.runs(),
    alarms: cloud.alarms.length,
    failures: cast.failures(),
  };
}

async function assemble({ vantages, weather, faults, seed, modes: words }: Play, cloud: Cloud) {
  const dice = diceOf(seed);
  const modes = readModes(words);
  const eyes = new Map(
    vantages.map((vantage): [string, readonly Check[]] => [
      vantage,
      scriptedChecks(
        faults,
        weather,
        dice,
        () => cloud.now,
        () => vantage,
      ),
    ]),
  );
  const counts = { runs: 0, failures: 0 };
  let pending: { readonly at: number; readonly data: readonly Datum[] }[] = [];
  const look = (order: Order, put: (data: readonly Datum[]) => Promise<void>): Promise<readonly Report<Weighed>[]> =>
    probe(order, { net: {} as Net, now: cloud.now, put, log: () => {}, checks: eyes.get(order.vantage) ?? [], modes });
  const isGone = (vantage: string) =>
    vantage === weather.gone.vantage && weather.gone.start <= cloud.now.getTime() && cloud.now.getTime() < weather.gone.end;
  const probeName = cloud.functions.find(({ name }) => name.endsWith('-probe'))?.name ?? '';
  for (const vantage of vantages) {
    cloud.register(vantage, probeName, async (order: Order) => {
      if (isGone(vantage) || dice() < weather.lost) return null;
      counts.runs += 1;
      const at = cloud.now.getTime() + 5000 + dice() * 65_000;
      const keep = async (data: readonly Datum[]) => void pending.push({ at, data });
      await look(order, keep);
      if (dice() < weather.twice) await look(order, keep);
      return null;
    });
  }
  const { notify, openDoors } = await import('../../functions/notify.ts');
  const { goRound, readRound } = await import('../../functions/rounds.ts');
  const doorsNow = (): NotifyDoors => ({
    ...openDoors(cloud.now),
    ask: async (_, order) => inWords(await look(order, async () => {}), WORDS),
    pause: async () => {},
    log: (line) => {
      if (/not sent|no (alarm event|states|mutes)/.test(line)) counts.failures += 1;
    },
  });
  const notifyName = cloud.functions.find(({ name }) => name.endsWith('-notify'))?.name ?? '';
  cloud.register(HOME, notifyName, async (event: { Records?: readonly { messageId: string; body: string }[] }) => {
    const round = readRound(event);
    if (round !== undefined) return goRound(round, doorsNow());
    const Records = (event.Records ?? []).flatMap((record) => (dice() < weather.twice ? [record, record] : [record]));
    return notify({ Records }, doorsNow());
  });
  return {
    runs: () => counts.runs,
    failures: () => counts.failures,
    arrive(now: Date) {
      const due = pending.filter(({ at }) => at <= now.getTime());
      pending = pending.filter(({ at }) => at > now.getTime());
      for (const datum of due.flatMap(({ data }) => data)) keepDatum(datum, cloud);
    },
    forget: () => void (cloud.invoked as unknown[]).splice(0),
  };
}

/** Puts a datum where PutMetricData would. */
function keepDatum({ MetricName: name, Dimensions, Timestamp, Value, Unit }: Datum, cloud: Cloud): void {
  const dimensions = Object.fromEntries(Dimensions.map((one) => [one.Name, one.Value]));
  const set = { sampleCount: 1, sum: Value, minimum: Value, maximum: Value };
  cloud.metrics(HOME).put({ namespace: 'Picket/week', name, dimensions, at: Timestamp.getTime(), unit: Unit ?? 'None', ...set });
}
