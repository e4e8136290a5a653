import { type State, worse } from './finding.ts';
import type { Report, Told } from './report.ts';
import { lacksSix, wasMeasured } from './unmeasured.ts';

/** A vantage that could not be asked, and why in one clause. */
export interface Absent {
  readonly vantage: string;
  readonly why: string;
}

/** One finding as all vantages saw it. */
export interface Shared {
  readonly check: string;
  /** In the words of the vantage that judged it worst. */
  readonly told: Told;
  /** Vantages that see it, that do not, and that could not tell. */
  readonly from: readonly string[];
  readonly notFrom: readonly string[];
  readonly unsure: readonly string[];
  /** More than half of those that could tell see it, or one is enough for this check. */
  readonly agreed: boolean;
  /** It is only an echo wherever it is seen together with what it would be an echo of. */
  readonly echo: boolean;
}

/**
 * Folds the findings of all vantages into one list, headline first: what the vantages agree on before what they do not, causes before
 * echoes, the worse before the better, then what more vantages see. `single`: names of checks for which one vantage is enough.
 */
export function shareFindings(
  reports: readonly Report[],
  absent: readonly Absent[],
  single: readonly string[],
): readonly Shared[] {
  const seen = new Map<string, { report: Report; told: Told }[]>();
  for (const report of reports) {
    for (const told of report.findings) {
      const key = JSON.stringify([report.check, told.code, told.subject]);
      seen.set(key, [...(seen.get(key) ?? []), { report, told }]);
    }
  }
  const vantages = [...new Set([...reports.map(({ vantage }) => vantage), ...absent.map(({ vantage }) => vantage)])].sort();
  return [...seen.values()].map((sightings) => share(sightings, reports, vantages, single)).sort(byWeight);
}

function share(
  sightings: readonly { report: Report; told: Told }[],
  reports: readonly Report[],
  vantages: readonly string[],
  single: readonly string[],
): Shared {
  const { report, told } = sightings.reduce((a, b) => (isWorse(b.told.severity, a.told.severity) ? b : a));
  const from = vantages.filter((vantage) => sightings.some((sighting) => sighting.report.vantage === vantage));
  const others = vantages.filter((vantage) => !from.includes(vantage));
  const unsure = others.filter((vantage) => !couldTell(vantage, report.check, told, reports));
  const agreed = single.includes(report.check) || from.length * 2 > vantages.length - unsure.length;
  const echo = isEcho(sightings, reports);
  return {
    check: report.check,
    told,
    from,
    notFrom: others.filter((vantage) => !unsure.includes(vantage)),
    unsure,
    agreed,
    echo,
  };
}

/** What has rounds of its own is looked at by one vantage: the others, which did not look for the cause, say nothing about it. */
function isEcho(sightings: readonly { report: Report; told: Told }[], reports: readonly Report[]): boolean {
  const codes = sightings.flatMap(({ told }) => told.echoes ?? []);
  const causes = reports.filter(({ findings }) => findings.some(({ code }) => codes.includes(code))).map(({ check }) => check);
  const knowing = sightings.filter(({ report }) =>
    reports.some(({ vantage, check }) => vantage === report.vantage && causes.includes(check)),
  );
  return knowing.length > 0 && knowing.every(({ told }) => told.echoes !== undefined);
}

/** A vantage could tell if it looked, and if what it looked at is not among the things it could not measure. */
function couldTell(vantage: string, check: string, { subject, family }: Told, reports: readonly Report[]): boolean {
  const report = reports.find((one) => one.vantage === vantage && one.check === check);
  if (report === undefined || report.state === 'unknown') return false;
  if (family === 'IPv6' && lacksSix(report.facts)) return false;
  if (report.facts.some((fact) => fact.subject === subject && !wasMeasured(fact))) return false;
  return !report.findings.some((told) => told.severity === 'unknown' && told.subject === subject);
}

function byWeight(a: Shared, b: Shared): number {
  if (a.agreed !== b.agreed) return a.agreed ? -1 : 1;
  if (a.echo !== b.echo) return a.echo ? 1 : -1;
  if (a.told.severity !== b.told.severity) return isWorse(a.told.severity, b.told.severity) ? -1 : 1;
  return b.from.length - a.from.length;
}

function isWorse(a: State, b: State): boolean {
  return a !== b && worse(a, b) === a;
}
