import { CHECKS } from './checks/registry.ts';
import { WORDS } from './checks/words.ts';
import type { Check } from './core/check.ts';
import { type Forecast, forecastOf } from './core/forecast.ts';
import { type Answer, gridOf } from './core/grid.ts';
import { inWords } from './core/in-words.ts';
import { deploymentPrefix, namesOf, type WatchAlarm } from './core/names.ts';
import type { Order } from './core/order.ts';
import type { Report } from './core/report.ts';
import { type DeclaredCertificate, nameOf, parseTarget, type Target } from './core/target.ts';
import { unpackTargets } from './core/watch-list.ts';
import { EVERY, pageOf, type Ringing } from './core/widget-page.ts';
import { openCloudWatch } from './publish/cloudwatch.ts';
import { type Standing, standingsBy } from './publish/standings.ts';
import { askVantage, openLambda } from './publish/vantages.ts';
import { DOCUMENTATION, readWidgetEvent } from './widget-event.ts';

/** Targets of one press of the button: each vantage is asked once for all of them. Ours: more than ten tables nobody reads. */
export const MOST_ASKED = 10;

/** Targets to choose from in a list; of more a name is typed. */
const MOST_OFFERED = 100;

const GRAVITY = ['critical', 'warning', 'unknown'];

/** Alarms about Picket itself that are told. Those left out are parts of these: `heard`, for one, rings while all is well. */
const TOLD: readonly WatchAlarm[] = ['silent', 'unsure', 'blind', 'unheard', 'missed', 'notify', 'lost', 'undelivered'];

/** The checks whose facts make the tables; the others would only be waited for. */
const TABLED = ['nameservers', 'serial', 'secondary', 'certificate', 'http'];

/** The checks besides whose findings decide a forecast; what counts its clients is left out, since a button can be pressed often. */
const FORECASTING = ['delegation', 'canary', 'dns-01', 'caa', 'dnssec'];

/** Whom the widget asks, and what time it is. */
export interface WidgetDoors {
  readonly deployment: string;
  readonly vantages: readonly string[];
  /** The function's own ARN. */
  readonly endpoint: string;
  readonly now: Date;
  /** What is watched, by name. */
  readonly targets: ReadonlyMap<string, Target>;
  /** The alarms that ring, of those whose names begin so. */
  ringing(prefix: string): Promise<readonly Standing[]>;
  ask(vantage: string, order: Order): Promise<readonly Report[]>;
  /** Default: all that are registered. */
  readonly checks?: readonly Check[];
}

/** The page, or the documentation where the console asks for it. Never throws for what a dashboard, CloudWatch or a vantage does. */
export async function widget(event: unknown, doors: WidgetDoors): Promise<string> {
  const { describe, ask, targets, typed, theme } = readWidgetEvent(event);
  if (describe) return DOCUMENTATION;
  const trouble: string[] = [];
  const ringing = await ringingOf(doors, trouble);
  const all = [...doors.targets.keys()];
  const offered = targets.length > 0 ? targets : all.length > MOST_OFFERED ? [] : all;
  const chosen = typed ?? chosenFrom(offered, ringing ?? []);
  const asked = ask ? allowed(chosen === EVERY ? offered : [chosen], doors, trouble) : [];
  const answers = asked.length === 0 ? [] : await Promise.all(doors.vantages.map((vantage) => answerOf(vantage, asked, doors)));
  const single = (doors.checks ?? CHECKS).filter(({ corroboration }) => corroboration === 'any').map((check) => check.name);
  return pageOf({
    theme,
    now: doors.now,
    endpoint: doors.endpoint,
    vantages: doors.vantages,
    ...(ringing === undefined ? {} : { ringing }),
    offered,
    chosen,
    grids: asked.map((target) => gridOf(target, answers.map(tabled), single)),
    forecasts: new Map(asked.map((target) => [nameOf(target), forecastsOf(target, answers, doors.now)])),
    trouble,
  });
}

async function ringingOf(doors: WidgetDoors, trouble: string[]): Promise<readonly Ringing[] | undefined> {
  const { deployment } = doors;
  try {
    const standings = await doors.ringing(deploymentPrefix(deployment));
    return onlyWorst(standings.flatMap((standing) => ringingAlarm(standing, deployment)));
  } catch (error) {
    trouble.push(`The alarms could not be read: ${reasonOf(error)}.`);
    return undefined;
  }
}

function ringingAlarm({ alarm, since, says, history }: Standing, deployment: string): readonly Ringing[] {
  const begins = (kind: string) => `${alarm} `.startsWith(`${deploymentPrefix(deployment)}${kind} `);
  const severity = (['critical', 'warning'] as const).find(begins);
  if (severity === undefined && !TOLD.some(begins)) return [];
  const { Target: target, Check: check } = history?.dimensions ?? {};
  const about = target === undefined || check === undefined ? {} : { target, check };
  return [{ alarm, says, severity: severity ?? 'unknown', since: since.toISOString(), ...about }];
}

/** A critical vote is a warning vote too: its warning is not news. Worst first, then the newest. */
function onlyWorst(list: readonly Ringing[]): readonly Ringing[] {
  const critical = new Set(list.filter(({ severity }) => severity === 'critical').map(subjectOf));
  return list
    .filter((one) => one.severity !== 'warning' || !critical.has(subjectOf(one)))
    .sort(
      (a, b) =>
        GRAVITY.indexOf(a.severity) - GRAVITY.indexOf(b.severity) || Number(a.since < b.since) - Number(a.since > b.since),
    );
}

function subjectOf({ alarm, target, check }: Ringing): string {
  return target === undefined ? alarm : JSON.stringify([target, check]);
}

/** What rings comes first; then all, where they are few. */
function chosenFrom(offered: readonly string[], ringing: readonly Ringing[]): string {
  const rings = ringing.find(({ target }) => target !== undefined && (offered.length === 0 || offered.includes(target)));
  if (rings?.target !== undefined) return rings.target;
  return offered.length <= MOST_ASKED ? EVERY : (offered[0] ?? EVERY);
}

/** Only what this deployment watches, as it was declared: whoever may look at a dashboard shall not send Picket anywhere else. */
function allowed(names: readonly string[], { targets }: WidgetDoors, trouble: string[]): readonly Target[] {
  if (names.length > MOST_ASKED)
    trouble.push(`The first ${MOST_ASKED} of ${names.length} targets were asked; choose one for the others.`);
  return names.slice(0, MOST_ASKED).flatMap((text) => {
    const parsed = parseTarget(text);
    const target = parsed.ok ? targets.get(nameOf(parsed.value)) : undefined;
    if (target !== undefined) return [target];
    trouble.push(parsed.ok ? `${nameOf(parsed.value)} is no target of this deployment.` : `${parsed.fault}.`);
    return [];
  });
}

async function answerOf(vantage: string, targets: readonly Target[], { now, ask }: WidgetDoors): Promise<Answer> {
  const checks = targets.some((target) => certificatesOf(target).length > 0) ? [...TABLED, ...FORECASTING] : TABLED;
  const order = { vantage, slot: now.toISOString(), periodSeconds: 60, targets, checks, publish: false };
  try {
    return { vantage, reports: await ask(vantage, order) };
  } catch (error) {
    return { vantage, why: reasonOf(error) };
  }
}

/** The tables show their own checks alone, whatever a forecast needs besides. */
function tabled(answer: Answer): Answer {
  return 'why' in answer ? answer : { ...answer, reports: answer.reports.filter(({ check }) => TABLED.includes(check)) };
}

function forecastsOf(target: Target, answers: readonly Answer[], now: Date): readonly Forecast[] {
  const absent = answers.flatMap((answer) => ('why' in answer ? [answer] : []));
  const reports = answers.flatMap((answer) => ('why' in answer ? [] : answer.reports));
  const mine = reports.filter((report) => nameOf(report.target) === nameOf(target));
  return certificatesOf(target).map((certificate) => forecastOf(certificate, mine, now, absent));
}

function certificatesOf(target: Target): readonly DeclaredCertificate[] {
  return target.kind === 'zone' ? (target.certificates ?? []) : [];
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const env = process.env;
const region = env.PICKET_HOME_REGION ?? '';
const deployment = env.PICKET_DEPLOYMENT ?? '';
const vantages = (env.PICKET_VANTAGES ?? '').split(',').filter((vantage) => vantage !== '');
// The SDK wants a region at once; what is missing is said by the handler, where it is heard.
const cloudWatch = openCloudWatch(region || 'unset');
const targets = unpackTargets(process.env.PICKET_TARGETS ?? ''); // the bundler puts them here
const lambdas = new Map(vantages.map((vantage) => [vantage, openLambda(vantage)]));

/** The Lambda that CloudWatch calls for the dashboard's custom widget. */
export async function handler(event: unknown, context: { readonly invokedFunctionArn: string }): Promise<string> {
  if (region === '' || deployment === '' || vantages.length === 0) {
    throw new Error('PICKET_HOME_REGION, PICKET_DEPLOYMENT and PICKET_VANTAGES must be set');
  }
  return widget(event, {
    deployment,
    vantages,
    endpoint: context.invokedFunctionArn,
    now: new Date(),
    targets,
    ringing: (prefix) => standingsBy(cloudWatch, prefix, 'ALARM'),
    ask: async (vantage, order) => {
      const client = lambdas.get(vantage);
      if (client === undefined) throw new Error('is no vantage of this deployment');
      return inWords(await askVantage(client, namesOf(deployment).probe, order), WORDS);
    },
  });
}
