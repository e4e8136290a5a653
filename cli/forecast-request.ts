import { isWithin } from '../functions/core/dns.ts';
import type { Forecast } from '../functions/core/forecast.ts';
import { type DeclaredCertificate, type Parsed, parseTarget } from '../functions/core/target.ts';
import { plain } from '../functions/core/wording.ts';
import type { TypedDeployment } from './deployment.ts';
import type { Typed } from './request.ts';

/** The options of `picket forecast` as they were typed. */
export interface TypedForecast extends Typed, TypedDeployment {
  readonly cert?: readonly string[];
  readonly ca?: string;
  readonly method?: string;
  readonly account?: string;
  readonly with?: readonly string[];
  /** True: the deployed vantages look, instead of this machine. */
  readonly deployed?: boolean;
}

const METHODS = ['dns-01', 'http-01', 'tls-alpn-01'] as const;

/** Options about how this machine looks; a deployed probe looks as it was deployed. */
const HERE = ['roots', 'allowPrivate', 'timeout', 'vantage', 'dnsPort', 'trust'] as const;

/** Do the deployed vantages look? Whoever names a deployment means it. */
export function isDeployed({ deployed, deployment, region }: TypedForecast): boolean {
  return deployed === true || deployment !== undefined || region !== undefined;
}

/** Options that say nothing together, one sentence each. */
export function contradictionsIn(typed: TypedForecast): readonly string[] {
  if (!isDeployed(typed)) return [];
  const strays = HERE.filter((name) => typed[name] !== undefined).map(
    (name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  );
  return strays.map((option) => `${option}: is about a look from this machine, and the vantages of the deployment look here`);
}

/** Was anything said about the certificate itself? Then the declared ones are not meant. */
export function namesCertificates({ cert, ca, method, account }: TypedForecast): boolean {
  return [cert, ca, method, account].some((one) => one !== undefined);
}

/** Without `--cert`: the zone's own name and its wildcard, in one certificate. */
export function readCertificates(zone: string, typed: TypedForecast, faults: string[]): readonly DeclaredCertificate[] {
  const ca = typed.ca === undefined ? 'letsencrypt.org' : take(readName(typed.ca), faults, '--ca')[0];
  const method = METHODS.find((one) => one === (typed.method ?? 'dns-01'));
  if (method === undefined)
    faults.push(`--method: '${plain(typed.method ?? '')}' is no method; expected one of ${METHODS.join(', ')}`);
  const usual = method === 'dns-01' || method === undefined ? `${zone},*.${zone}` : zone;
  const sets = (typed.cert ?? [usual]).map((text) =>
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

/** The value, or none and its fault noted under the option's name. */
export function take<T>(parsed: Parsed<T>, faults: string[], option?: string): [T] | [] {
  if (parsed.ok) return [parsed.value];
  faults.push(...parsed.fault.split('\n').map((line) => (option === undefined ? line : `${option}: ${line}`)));
  return [];
}

const OUTCOMES: readonly unknown[] = ['READY', 'RISKY', 'BLOCKED', 'UNKNOWN'];

/** What `picket forecast --json` printed elsewhere. */
export function readForecasts(text: string): Parsed<readonly Forecast[]> {
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
    return typeof vantage === 'string' && OUTCOMES.includes(outcome) && Array.isArray(reasons);
  };
  return Array.isArray(certificate?.names) && Array.isArray(views) && views.every(isView);
}
