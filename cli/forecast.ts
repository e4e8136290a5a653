import { isWithin } from '../functions/core/dns.ts';
import { type Forecast, forecastFrom, forecastOf, forecastSays, type Outcome } from '../functions/core/forecast.ts';
import { setOf } from '../functions/core/issuance.ts';
import { type DeclaredCertificate, nameOf, type Parsed, parseTarget, type ZoneTarget } from '../functions/core/target.ts';
import { momentOf, plain } from '../functions/core/wording.ts';
import { run } from '../functions/run.ts';
import { EXIT_UNKNOWN, jsonOf, type World } from './check.ts';
import { type Page, proseWidth, type Role, wrap } from './paint.ts';
import { readFileBy } from './reading.ts';
import { registeredFor } from './registered.ts';
import { readRequest, type Typed } from './request.ts';
import { labelled, steps } from './telling.ts';

/** The options of `picket forecast` as they were typed. */
export interface TypedForecast extends Typed {
  readonly cert?: readonly string[];
  readonly ca?: string;
  readonly method?: string;
  readonly account?: string;
  readonly with?: readonly string[];
}

const METHODS = ['dns-01', 'http-01', 'tls-alpn-01'] as const;
const EXITS: Readonly<Record<Outcome, number>> = { READY: 0, RISKY: 1, BLOCKED: 2, UNKNOWN: EXIT_UNKNOWN };
const ROLES: Readonly<Record<Outcome, Role>> = { READY: 'well', RISKY: 'warning', BLOCKED: 'critical', UNKNOWN: 'unknown' };
/** Worst first: what is blocked counts more than what is not known. */
const ORDER: readonly Outcome[] = ['BLOCKED', 'UNKNOWN', 'RISKY', 'READY'];

/** `picket forecast`: looks as a CA would, prints what an order would meet, and gives the exit code of the worst. */
export async function forecast(text: string, typed: TypedForecast, world: World): Promise<number> {
  const checks = (await world.checks()).filter(({ about }) => about === 'zone');
  const faults: string[] = [];
  const requested = readRequest([text], typed, checks);
  if (!requested.ok) faults.push(...requested.faults);
  const zone = requested.ok ? requested.value.targets[0] : undefined;
  if (zone?.kind === 'service') faults.push(`'${nameOf(zone)}' is a service; expected a zone such as example.org`);
  const certificates = zone?.kind === 'zone' ? readCertificates(zone.zone, typed, faults) : [];
  const others = (typed.with ?? []).flatMap((path) => take(readFileBy(path, readForecasts), faults)).flat();
  if (faults.length > 0 || !requested.ok || zone?.kind !== 'zone') {
    world.err(faults.map((fault) => `picket: ${fault}\n`).join(''));
    return EXIT_UNKNOWN;
  }
  const { net: options, vantage, now = world.now() } = requested.value;
  const target: ZoneTarget = { ...zone, certificates };
  const only = checks.map(({ name }) => name);
  const targets = await registeredFor([target], checks, only);
  const reports = await run({ vantage, targets, only }, checks, await world.openNet(options), now);
  const forecasts = certificates.map((certificate) => {
    const elsewhere = others.filter((other) => setOf(other.certificate.names) === setOf(certificate.names));
    const views = [forecastOf(certificate, reports, now), ...elsewhere].flatMap((one) => one.views);
    return forecastFrom(certificate, views, now);
  });
  world.out(typed.json === true ? jsonOf(forecasts) : sheetOf(forecasts, now, world.page));
  return EXITS[ORDER.find((outcome) => forecasts.some((one) => one.outcome === outcome)) ?? 'UNKNOWN'];
}

/** Without `--cert`: the zone's own name and its wildcard, in one certificate. */
function readCertificates(zone: string, typed: TypedForecast, faults: string[]): readonly DeclaredCertificate[] {
  const ca = typed.ca === undefined ? 'letsencrypt.org' : take(readName(typed.ca), faults, '--ca')[0];
  const method = METHODS.find((one) => one === (typed.method ?? 'dns-01'));
  if (method === undefined)
    faults.push(`--method: '${plain(typed.method ?? '')}' is no method; expected one of ${METHODS.join(', ')}`);
  const sets = (typed.cert ?? [`${zone},*.${zone}`]).map((text) =>
    text.split(',').flatMap((name) => take(readCertificateName(name, zone), faults, '--cert')),
  );
  if (ca === undefined || method === undefined) return [];
  if (method !== 'dns-01' && sets.flat().some((name) => name.startsWith('*.')))
    faults.push(`--method: ${method} cannot validate a wildcard (RFC 8555 section 7.1.3); expected dns-01, or names without one`);
  return sets.map((names) => ({ names, ca, method, ...(typed.account === undefined ? {} : { account: typed.account }) }));
}

function readCertificateName(text: string, zone: string): Parsed<string> {
  const star = text.trim().startsWith('*.') ? '*.' : '';
  const name = readName(text.trim().slice(star.length));
  if (!name.ok) return name;
  if (isWithin(name.value, zone)) return { ok: true, value: `${star}${name.value}` };
  return { ok: false, fault: `'${plain(text.trim())}' does not lie in ${zone}` };
}

function readName(text: string): Parsed<string> {
  const read = parseTarget(text);
  if (!read.ok) return read;
  return read.value.kind === 'zone' ? { ok: true, value: read.value.zone } : { ok: false, fault: `'${plain(text)}' is no name` };
}

function take<T>(parsed: Parsed<T>, faults: string[], option?: string): [T] | [] {
  if (parsed.ok) return [parsed.value];
  faults.push(option === undefined ? parsed.fault : `${option}: ${parsed.fault}`);
  return [];
}

/** What `picket forecast --json` printed elsewhere. */
function readForecasts(text: string): Parsed<readonly Forecast[]> {
  try {
    const read: unknown = JSON.parse(text);
    if (Array.isArray(read) && read.every(isForecast)) return { ok: true, value: read };
  } catch {}
  return { ok: false, fault: 'is no output of picket forecast --json' };
}

function isForecast(value: unknown): value is Forecast {
  const { certificate, views } = (value ?? {}) as Partial<Forecast>;
  const isView = (view: unknown) => {
    const { vantage, outcome, reasons } = (view ?? {}) as Partial<Forecast['views'][number]>;
    return typeof vantage === 'string' && outcome !== undefined && outcome in EXITS && Array.isArray(reasons);
  };
  return Array.isArray(certificate?.names) && Array.isArray(views) && views.every(isView);
}

function sheetOf(forecasts: readonly Forecast[], now: Date, page: Page): string {
  const told = new Set<string>();
  const bodies = forecasts.flatMap((one) => [...bodyOf(one, told, page), '']);
  const [first] = forecasts;
  return `${[...bodies, ...(first === undefined ? [] : footerOf(first, now, page))].join('\n')}\n`;
}

/** What an earlier forecast has told already is named again, and no more. */
function bodyOf(one: Forecast, told: Set<string>, page: Page): string[] {
  const [start = '', ...rest] = wrap(`${one.outcome} ${forecastSays(one)}`, proseWidth(page, 0) - 1);
  const head = `${page.paint(ROLES[one.outcome], one.outcome)} ${start.slice(one.outcome.length)}`;
  const reasons = one.reasons.flatMap(({ code, says, advice }) => {
    if (told.has(says)) return labelled('why', `${code}, as above`, page);
    told.add(says);
    const coded = labelled('code', code, page).map((line) => page.paint('dim', line));
    return [...labelled('why', says, page), ...steps('do', advice, page), ...coded];
  });
  return [head, ...rest.map((line) => `  ${line}`), ...reasons];
}

/** By what rule, from where, and what such a forecast is worth. */
function footerOf({ views, rule }: Forecast, now: Date, page: Page): string[] {
  const { remotes, dissenters, registries } = rule;
  const places = views.map(({ vantage, outcome }) => (views.length === 1 ? vantage : `${vantage} (${outcome})`)).join(', ');
  const alone =
    views.length === 1 ? ' alone: what fails elsewhere is not seen (docs/forecast.md tells how to put several together)' : '';
  const lines = [
    `Seen from ${places}${alone}, ${momentOf(now.toISOString())}.`,
    `On this day a CA asks from its own place and ${remotes} others at least, in the areas of ${registries} address registries; ${dissenters} of them may disagree.`,
    'A forecast is advice, not a promise: block nothing by it.',
  ];
  return lines.flatMap((line) => wrap(line, proseWidth(page, 0))).map((line) => page.paint('dim', line));
}
