import * as v from 'valibot';
import { CHECKS } from './checks/registry.ts';
import type { Check } from './core/check.ts';
import { namespaceOf } from './core/metric.ts';
import { type Modes, readModes } from './core/modes.ts';
import type { Net } from './core/net.ts';
import { type Order, slotOf } from './core/order.ts';
import type { Report, Weighed } from './core/report.ts';
import { SCHEMES, type Scheme } from './core/scheme.ts';
import { nameOf, parseTarget, type Target } from './core/target.ts';
import { keysOf } from './core/transparency.ts';
import { labSettings } from './lab-settings.ts';
import { openNet } from './net/net.ts';
import { writeLine } from './publish/log.ts';
import { type Datum, metricData } from './publish/metric-data.ts';
import { openPutMetrics } from './publish/put-metrics.ts';
import { run } from './run.ts';

/** Where a run looks, what time it is, where its metrics and its log lines go. */
export interface ProbeDoors {
  readonly net: Net;
  readonly now: Date;
  put(data: readonly Datum[]): Promise<void>;
  log(line: string): void;
  /** Default: all that are registered. */
  readonly checks?: readonly Check[];
  /** Default: a vote for each check, ones and zeros. */
  readonly modes?: Modes;
}

const CERTIFICATE = v.object({
  names: v.array(v.string()),
  ca: v.string(),
  account: v.exactOptional(v.string()),
  method: v.picklist(['dns-01', 'http-01', 'tls-alpn-01']),
});

const SEARCHES = v.array(v.object({ api: v.picklist(['Cert Spotter', 'crt.sh']), url: v.pipe(v.string(), v.url()) }));

const PAGE = v.object({
  status: v.exactOptional(v.number()),
  body: v.exactOptional(v.string()),
  headers: v.exactOptional(v.record(v.string(), v.string())),
});

const TARGET = v.pipe(
  v.variant('kind', [
    v.object({
      kind: v.literal('zone'),
      zone: v.string(),
      registered: v.exactOptional(v.string()),
      certificates: v.exactOptional(v.array(CERTIFICATE)),
      canary: v.exactOptional(v.object({ name: v.string(), intervalSeconds: v.number() })),
      addresses: v.exactOptional(v.array(v.object({ name: v.string(), pool: v.array(v.string()) }))),
      expect: v.exactOptional(v.array(v.object({ name: v.string(), value: v.string() }))),
      serials: v.exactOptional(v.picklist(['shared', 'independent'])),
      resolvers: v.exactOptional(v.array(v.string())),
      transparency: v.exactOptional(SEARCHES),
      typed: v.exactOptional(v.string()),
    }),
    v.object({
      kind: v.literal('service'),
      scheme: v.picklist(Object.keys(SCHEMES) as Scheme[]),
      host: v.string(),
      port: v.number(),
      transparency: v.exactOptional(SEARCHES),
      path: v.exactOptional(v.string()),
      expect: v.exactOptional(PAGE),
      typed: v.exactOptional(v.string()),
    }),
  ]),
  // As `parseTarget` writes it and no other way: another spelling would be another metric, to which no alarm listens.
  v.check((target) => isSpelledWell(target), 'is not spelled as Picket spells its targets'),
);

const NAMES = CHECKS.map(({ name }) => name);

const ORDER = v.object({
  vantage: v.pipe(v.string('is no text'), v.nonEmpty('is empty')),
  slot: v.pipe(
    v.string('is no text'),
    v.check((text) => !Number.isNaN(Date.parse(text)), 'is no time; expected ISO 8601'),
  ),
  periodSeconds: v.pipe(
    v.number('is no number'),
    v.integer('is no whole number'),
    v.minValue(60, 'is under 60'),
    v.maxValue(86_400, 'is over 86400'),
  ),
  targets: v.pipe(v.array(TARGET, 'is no list'), v.minLength(1, 'is empty')),
  checks: v.exactOptional(v.array(v.picklist(NAMES, `is no check; expected one of ${NAMES.join(', ')}`))),
  publish: v.exactOptional(v.boolean('is neither true nor false')),
});

/** Reads the scheduled event. A wrong one throws one sentence with all its faults: it is Picket's own error, and must be heard. */
export function readOrder(event: unknown): Order {
  const read = v.safeParse(ORDER, event);
  if (read.success) return read.output;
  const faults = read.issues.map(
    (issue) => `${v.getDotPath(issue) ?? 'the event'} ${issue.received === 'undefined' ? 'is missing' : issue.message}`,
  );
  throw new Error(`This is no order: ${faults.join('; ')}.`);
}

function isSpelledWell(target: Target): boolean {
  const parsed = parseTarget(nameOf(target));
  return parsed.ok && parsed.value.kind === target.kind && nameOf(parsed.value) === nameOf(target);
}

/** Carries out an order: looks, publishes unless told not to, and answers with the reports. */
export async function probe(
  order: Order,
  { net, now, put, log, checks = CHECKS, modes }: ProbeDoors,
): Promise<readonly Report<Weighed>[]> {
  const { vantage, targets, checks: only } = order;
  const start = performance.now();
  const reports = await run({ vantage, targets, ...(only === undefined ? {} : { only }) }, checks, net, now);
  const slot = slotOf(new Date(order.slot), order.periodSeconds);
  for (const report of reports.filter(isWorthALine)) log(lineOf({ message: 'report', slot, ...report }));
  const states = Object.fromEntries(
    Object.entries(Object.groupBy(reports, ({ state }) => state)).map(([key, of]) => [key, of?.length]),
  );
  const tookMs = Math.round(performance.now() - start);
  log(lineOf({ message: 'run', vantage, slot, targets: targets.length, checks: reports.length, states, tookMs }));
  // A round of its own is stamped with an hour and more: its heartbeat is another, or it would hide that those of slots are missing.
  const data = metricData(reports, checks, vantage, slot, modes, only && order.periodSeconds);
  if (order.publish !== false) await put(data);
  return reports;
}

/** A notice may stand for months; it is shown by the command line, and would cost a log line a run. */
function isWorthALine({ state }: Pick<Report, 'state'>): boolean {
  return state !== 'well' && state !== 'notice';
}

/** JSON in ASCII: nothing that came from the network can turn or break the line it is shown in. */
function lineOf(entry: object): string {
  return JSON.stringify(entry).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const { PICKET_HOME_REGION: home = '', PICKET_DEPLOYMENT: deployment = '', PICKET_MODES, PICKET_LAB } = process.env;

/** The Lambda: an order in, its reports out. The door to the outside is opened for this run alone. */
export async function handler(event: unknown): Promise<readonly Report<Weighed>[]> {
  if (home === '' || deployment === '') throw new Error('PICKET_HOME_REGION and PICKET_DEPLOYMENT must be set');
  const order = readOrder(event);
  const modes = readModes(PICKET_MODES);
  // A sum of ones counts a vote twice whose first answer was lost; an average of ones and zeros hardly does.
  const put = openPutMetrics(home, { attempts: modes.publish === 'sparse' ? 1 : 2 });
  return probe(order, {
    net: openNet({ ...labSettings(PICKET_LAB), keys: keysOf(process.env) }),
    now: new Date(),
    modes,
    put: (data) => put(namespaceOf(deployment), data),
    log: writeLine,
  });
}
