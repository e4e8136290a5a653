import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Check } from '../functions/core/check.ts';
import { forecastFrom, forecastOf, type Outcome } from '../functions/core/forecast.ts';
import type { Absent } from '../functions/core/headline.ts';
import { inWords } from '../functions/core/in-words.ts';
import { setOf } from '../functions/core/issuance.ts';
import type { Report } from '../functions/core/report.ts';
import { type DeclaredCertificate, nameOf, parseTarget, type ZoneTarget } from '../functions/core/target.ts';
import { plain } from '../functions/core/wording.ts';
import { run } from '../functions/run.ts';
import { EXIT_UNKNOWN, jsonOf, type World } from './check.ts';
import { configurationPath, readConfiguration } from './configuration.ts';
import { alarmsOf, failed, namingFaults, withDeployment } from './deployment.ts';
import { readExpectedFor } from './expecting.ts';
import { askVantages } from './forecast-deployed.ts';
import {
  contradictionsIn,
  isDeployed,
  namesCertificates,
  readCertificates,
  readForecasts,
  type TypedForecast,
  take,
} from './forecast-request.ts';
import { sheetOf } from './forecast-sheet.ts';
import { readFileBy } from './reading.ts';
import { registeredFor } from './registered.ts';
import { type Request, readRequest } from './request.ts';

const EXITS: Readonly<Record<Outcome, number>> = { READY: 0, RISKY: 1, BLOCKED: 2, UNKNOWN: EXIT_UNKNOWN };
/** Worst first: what is blocked counts more than what is not known. */
const ORDER: readonly Outcome[] = ['BLOCKED', 'UNKNOWN', 'RISKY', 'READY'];

/** What was asked for, read and found in order. */
interface Asked {
  readonly request: Request;
  readonly target: ZoneTarget;
  readonly certificates: readonly DeclaredCertificate[];
  /** What was seen elsewhere, out of files. */
  readonly others: ReturnType<typeof forecastFrom>[];
}

/** What vantages saw, and which did not answer. */
export interface Look {
  readonly reports: readonly Report[];
  readonly absent: readonly Absent[];
}

/** `picket forecast`: looks as a CA would, prints what an order would meet, and gives the exit code of the worst. */
export async function forecast(text: string, typed: TypedForecast, world: World): Promise<number> {
  const checks = (await world.checks()).filter(({ about }) => about === 'zone');
  const faults: string[] = [];
  const asked = await readAsked(text, typed, checks, faults, world);
  if (faults.length > 0 || asked === undefined) {
    world.err(faults.map((fault) => `picket: ${fault}\n`).join(''));
    return EXIT_UNKNOWN;
  }
  if (!isDeployed(typed)) return tell(asked, await lookFromHere(asked, checks, world), typed, world);
  return withDeployment(typed, world, async (reached) => {
    const found = await alarmsOf(asked.target, reached);
    if ('fault' in found) return failed(found.fault, world);
    if (found.vantages.length === 0) return failed(`the deployment ${reached.deployment} has no vantage that looks`, world);
    const look = await askVantages(asked.target, found.vantages, reached.deployment, checks, world);
    return tell(asked, look, typed, world);
  });
}

async function readAsked(
  text: string,
  typed: TypedForecast,
  checks: readonly Check[],
  faults: string[],
  world: World,
): Promise<Asked | undefined> {
  faults.push(...contradictionsIn(typed), ...namingFaults(typed));
  const { expect = [], ...usual } = typed;
  const requested = readRequest([text], usual, checks);
  if (!requested.ok) faults.push(...requested.faults);
  const zone = requested.ok ? requested.value.targets[0] : undefined;
  if (zone?.kind === 'service')
    faults.push(
      `'${nameOf(zone)}' is a service; expected the zone that it lies in, and its name as in: picket forecast example.org --cert ${zone.host}`,
    );
  const others = (typed.with ?? []).flatMap((path) => take(readFileBy(path, readForecasts), faults)).flat();
  if (!requested.ok || zone?.kind !== 'zone') {
    const named = parseTarget(text);
    if (named.ok && named.value.kind === 'zone') readCertificates(named.value.zone, typed, faults);
    take(readExpectedFor([], expect), faults, '--expect');
    return undefined;
  }
  const declared = await declaredOf(zone, typed, faults, world);
  const certificates =
    namesCertificates(typed) || !declared?.certificates?.length
      ? readCertificates(zone.zone, typed, faults)
      : declared.certificates;
  const expected = take(readExpectedFor(certificates, expect), faults, '--expect').flat();
  const target = { ...zone, ...declared, certificates, ...(expected.length > 0 && { expect: expected }) };
  return { request: requested.value, target, certificates, others };
}

/** The zone as the configuration declares it. One that nobody named and that is faulty or not there stands in nobody's way. */
async function declaredOf(
  { zone }: ZoneTarget,
  typed: TypedForecast,
  faults: string[],
  world: World,
): Promise<ZoneTarget | undefined> {
  const path = configurationPath(typed.config, world.env);
  const read = await readConfiguration(path);
  if (!read.ok && typed.config !== undefined) faults.push(read.fault);
  const isOther = read.ok && typed.deployment !== undefined && typed.deployment !== read.value.deployment;
  const target = read.ok && !isOther ? read.value.targets.find((one) => nameOf(one) === zone) : undefined;
  const declared = target?.kind === 'zone' ? target : undefined;
  const isMeant = typed.config !== undefined || isDeployed(typed);
  const isFaulty = !read.ok && existsSync(path);
  if ((isMeant || isFaulty) && faults.length === 0 && !declared?.certificates?.length && !namesCertificates(typed)) {
    const why = isFaulty ? 'has faults, which `picket cost` tells' : `declares no certificate of ${zone}`;
    world.err(`picket: ${plain(basename(path))} ${why}; this is about ${zone} and *.${zone}\n`);
  }
  return declared;
}

async function lookFromHere({ request, target }: Asked, checks: readonly Check[], world: World): Promise<Look> {
  const { net, vantage, now = world.now() } = request;
  const only = checks.map(({ name }) => name);
  const targets = await registeredFor([target], checks, only);
  const seen = await run({ vantage, targets, only }, checks, await world.openNet(net), now);
  return { reports: inWords(seen, await world.words()), absent: [] };
}

/** Prints the forecasts; the exit code. */
function tell(
  { request, certificates, others }: Asked,
  { reports, absent }: Look,
  { json }: TypedForecast,
  world: World,
): number {
  const { now = world.now() } = request;
  const inside = reports.flatMap(({ findings }) => findings).find(({ code }) => code === 'dns.delegation.not_a_zone');
  if (inside !== undefined) {
    const { subject, evidence } = inside;
    const better = `picket forecast ${evidence.within} --cert ${subject}`;
    return failed(
      `${subject} is no zone of its own; it lies in ${evidence.within}. To ask about its name there: ${better}`,
      world,
    );
  }
  const forecasts = certificates.map((certificate) => {
    const elsewhere = others.filter((other) => setOf(other.certificate.names) === setOf(certificate.names));
    const views = [forecastOf(certificate, reports, now, absent), ...elsewhere].flatMap((one) => one.views);
    return forecastFrom(certificate, views, now);
  });
  world.out(json === true ? jsonOf(forecasts) : sheetOf(forecasts, now, world.page));
  return EXITS[ORDER.find((outcome) => forecasts.some((one) => one.outcome === outcome)) ?? 'UNKNOWN'];
}
