import { type Check, isAbout, isForEverySlot } from '../functions/core/check.ts';
import { type Bill, billOf, driverOf, MONTH_HOURS, MONTH_MINUTES, synthetics, type Usage } from '../functions/core/cost.ts';
import { type VoteAlarm, voteAlarmsOf } from './alarms.ts';
import type { Watch } from './config.ts';
import { dashboardWidgets, MOST_LINES } from './dashboard.ts';
import { fixedParts } from './fixed-parts.ts';
import { ROUND_MINUTES } from './letters.ts';
import { isInRound, ordersOf, type Round, roundOrdersOf, roundsOf } from './vantage-stack.ts';

/** Gigabytes of memory of every function (`function.ts`). */
const FUNCTION_GB = 0.5;

/** Wall-clock seconds of one run, for which Lambda bills. Ours: `bench/scale.ts` for the work, plus a slow server or two; see docs/scale.md. */
const RUN_SECONDS = 4;

/**
 * Bytes of log of one run: START, END and REPORT of Lambda's own (320), the summary (160), and 26 that CloudWatch counts for each of the four lines.
 */
const RUN_LOG_BYTES = 584;

/**
 * Share of looks that are not well, and the bytes of the line of one. Ours: one in a hundred is a bad month; 650 is the mean of the lines that the lab's
 * scenarios make (630 the median, 1,550 the longest), and CloudWatch counts 26 more.
 */
const ILL_SHARE = 0.01;
const ILL_LOG_BYTES = 676;

/** Data that PutMetricData takes at once. */
const MOST_DATUMS = 1000;

/**
 * Bytes that leave for the Internet in one look at a target. Ours, counted in the lab: a zone of four nameservers alone takes 104 questions and 9.4 KB with
 * all headers, one of 46 in an order 70 and 6.9 KB; the handshakes of a service are less.
 */
const LOOK_BYTES = 8500;

/** Letters a month, and how often the dashboard is loaded. Ours: one letter a day; one screen that reloads every 5 min in working hours. */
const LETTERS = 30;
const LOADS = 2000;

/** Metrics of a dashboard that is free. */
const SMALL_DASHBOARD = 50;

/** Rounds of `notify`, which ask for the alarms that ring and for the mute rules. */
const ROUNDS = MONTH_MINUTES / ROUND_MINUTES;

/** Lambda asks an idle queue about 15 times a minute: five pollers that wait 20 s each. */
const QUEUE_REQUESTS = 15 * MONTH_MINUTES;

/** What a deployment uses in a month. Fixed parts are counted in the stacks themselves, so a new alarm is on the bill at once. */
export function usageOf(watch: Watch, checks: readonly Check[]): Usage {
  const votes = votesOf(watch, checks);
  const fixed = fixedParts(watch, checks);
  const orders = ordersOf(watch).length;
  const slots = MONTH_MINUTES / watch.periodMinutes;
  const runs = orders * slots * watch.vantages.length + roundsIn(watch, checks);
  const looks = looksOf(watch, checks);
  const data = seriesOf(watch, checks, votes).sent / orders;
  const calls = LETTERS * (1 + watch.vantages.length) + LOADS + ROUNDS;
  return {
    metrics: seriesOf(watch, checks, votes).billed,
    alarmMetrics: votes.length + fixed.alarmMetrics,
    compositeAlarms: fixed.compositeAlarms,
    apiRequests: runs * Math.ceil(data / MOST_DATUMS) + LOADS + 2 * ROUNDS,
    ...(metricsDrawn(watch, checks) > SMALL_DASHBOARD ? { largeDashboards: fixed.dashboards } : { dashboards: fixed.dashboards }),
    logGigabytes: (runs * RUN_LOG_BYTES + looks * watch.vantages.length * slots * ILL_SHARE * ILL_LOG_BYTES) / 1e9,
    functionRuns: runs + calls,
    gigabyteSeconds: (runs + calls) * RUN_SECONDS * FUNCTION_GB,
    scheduled: runs + ROUNDS,
    queueRequests: QUEUE_REQUESTS,
    sentGigabytes: (watch.targets.length * watch.vantages.length * slots * LOOK_BYTES) / 1e9,
    mails: LETTERS * watch.alerts.mail.length + LETTERS * watch.alerts.page.length,
    keys: fixed.keys,
    gatewayHours: fixed.gateways * MONTH_HOURS,
    addressHours: fixed.addresses * MONTH_HOURS,
  };
}

function votesOf({ targets, modes }: Watch, checks: readonly Check[]): readonly VoteAlarm[] {
  return targets.flatMap((target) => voteAlarmsOf(target, checks, modes.alarms));
}

/** Metrics that the dashboard draws. AWS does not say what a search counts; ours: what it draws. */
function metricsDrawn(watch: Watch, checks: readonly Check[]): number {
  const lines = dashboardWidgets(watch, checks, '').flatMap(
    ({ properties }) => (properties.metrics ?? []) as readonly unknown[][],
  );
  return lines.reduce((sum, [first]) => sum + (typeof first === 'string' ? 1 : MOST_LINES), 0);
}

/** Runs of the checks that have rounds of their own. */
function roundsIn(watch: Watch, checks: readonly Check[]): number {
  const hoursOf = ({ everySeconds }: Round) => (MONTH_HOURS * 3600) / everySeconds;
  return roundsOf(checks).reduce((sum, round) => sum + roundOrdersOf(watch, round).length * hoursOf(round), 0);
}

/** Looks of one slot at one vantage. */
function looksOf({ targets }: Watch, checks: readonly Check[]): number {
  const inSlot = checks.filter(isForEverySlot);
  return targets.reduce((sum, target) => sum + inSlot.filter((check) => isAbout(check, target)).length, 0);
}

/**
 * Every vote and every measure of a target is one series, with `perVantage` one more for each vantage that looks: at what has rounds of its own that is
 * one. Sparse votes are data in the hours alone in which something is wrong; measures and heartbeats always are, those of rounds too. `sent`: what a slot
 * brings from one vantage.
 */
function seriesOf({ targets, vantages, modes }: Watch, checks: readonly Check[], votes: readonly VoteAlarm[]) {
  const share = modes.publish === 'sparse' ? ILL_SHARE : 1;
  const lookers = (everySeconds: number | undefined) => (everySeconds === undefined ? vantages.length : 1);
  const voted = votes.map(({ check }) => ({ count: share, by: lookers(check.everySeconds) }));
  const measured = targets.flatMap((target) =>
    checks.flatMap((check) =>
      isAbout(check, target) ? [{ count: check.measures.length, by: lookers(check.cadence?.everySeconds) }] : [],
    ),
  );
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  const series = [...voted, ...measured];
  const beats =
    2 * vantages.length + roundsOf(checks).filter((round) => targets.some((target) => isInRound(round, target))).length;
  return {
    billed: Math.ceil(sum(series.map(({ count, by }) => count * (modes.perVantage ? 1 + by : 1)))) + beats,
    sent: sum(series.map(({ count }) => count)) * (modes.perVantage ? 2 : 1),
  };
}

/** The bill of a configuration, and what would be cheaper. */
export interface Quote {
  readonly bill: Bill;
  /** Other settings than the configured ones, and their bills; only those that are cheaper. */
  readonly cheaper: readonly { readonly setting: string; readonly dollars: number }[];
  /** CloudWatch Synthetics: one canary a target, the same places, as often. */
  readonly synthetics: number;
}

/** Quotes a configuration before anything is deployed. */
export function quoteOf(watch: Watch, checks: readonly Check[]): Quote {
  const bill = billOf(usageOf(watch, checks));
  const otherwise = (modes: Partial<Watch['modes']>): Watch => ({ ...watch, modes: { ...watch.modes, ...modes } });
  type Other = readonly [string, Watch];
  const both: Other = ["publish: 'sparse' and alarms: 'per-target'", otherwise({ publish: 'sparse', alarms: 'per-target' })];
  const others: readonly Other[] = [
    ["publish: 'sparse'", otherwise({ publish: 'sparse' })],
    ["alarms: 'per-target'", otherwise({ alarms: 'per-target' })],
    // Where one of them is on already, the other alone is the same.
    ...(watch.modes.publish === 'full' && watch.modes.alarms === 'per-check' ? [both] : []),
    ['perVantage: false', otherwise({ perVantage: false })],
    ['ipv6: false', { ...otherwise({ dual: false }), ipv6: false }],
  ];
  const cheaper = others.flatMap(([setting, other]) => {
    const { dollars } = billOf(usageOf(other, checks));
    return dollars < bill.dollars - 0.005 ? [{ setting, dollars }] : [];
  });
  return { bill, cheaper, synthetics: synthetics(watch.targets.length, watch.vantages.length, watch.periodMinutes) };
}

/** The quote in three lines at most, for the end of a synthesis. */
export function quoteLines(quote: Quote): readonly string[] {
  const { bill, cheaper } = quote;
  const driver = driverOf(bill);
  const best = cheaper.toSorted((a, b) => a.dollars - b.dollars)[0];
  const why =
    driver === undefined
      ? ''
      : `, the largest part $${driver.dollars.toFixed(2)} for ${Math.round(driver.quantity)} ${driver.unit}`;
  return [
    `Picket: about $${bill.dollars.toFixed(2)} a month${why}. \`picket cost\` shows the whole bill.`,
    ...(best === undefined ? [] : [`Picket: ${best.setting} would make it $${best.dollars.toFixed(2)}.`]),
    `Picket: CloudWatch Synthetics would take $${quote.synthetics.toFixed(0)} for one canary a target, from the same places as often.`,
  ];
}
