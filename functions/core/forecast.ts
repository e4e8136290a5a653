import { viewOf } from './forecast-view.ts';
import type { Absent } from './headline.ts';
import { dissentersAmong, type PerspectiveRule, perspectiveRule } from './perspectives.ts';
import { registryOf } from './registries.ts';
import type { Report, Told } from './report.ts';
import type { DeclaredCertificate } from './target.ts';

/**
 * Would a CA issue, asked now? `READY`: nothing that Picket can see speaks against it. `RISKY`: it depends on which servers or from where the CA
 * asks. `BLOCKED`: it must refuse. `UNKNOWN`: Picket could not look.
 */
export type Outcome = 'READY' | 'RISKY' | 'BLOCKED' | 'UNKNOWN';

/** One piece of evidence. */
export type Reason = Pick<Told, 'code' | 'subject' | 'says' | 'advice'>;

/** What one vantage makes of it. */
export interface View {
  readonly vantage: string;
  readonly outcome: Outcome;
  /** 0 to 1, where copies differ: an estimate, since nobody tells how a CA's resolvers choose among servers. */
  readonly chance?: number;
  readonly reasons: readonly Reason[];
  /** Why it could not look, in one clause; only where it could not. */
  readonly why?: string;
}

/** A forecast of one order: advice, never a promise. A CA sees the network from places of its own. */
export interface Forecast {
  readonly certificate: DeclaredCertificate;
  readonly outcome: Outcome;
  /** The lowest of the views', where any has one. */
  readonly chance?: number;
  /** The deciding evidence, each code and subject once. */
  readonly reasons: readonly Reason[];
  /** What the CA must do on that day. */
  readonly rule: PerspectiveRule;
  readonly views: readonly View[];
}

/** Forecasts an order for a certificate out of the reports about its zone, from one or several vantages; `absent` are those that did not answer. */
export function forecastOf(
  certificate: DeclaredCertificate,
  reports: readonly Report[],
  now: Date,
  absent: readonly Absent[] = [],
): Forecast {
  const rule = perspectiveRule(now);
  // What the CA has counted is so wherever one stands, and one vantage alone looks it up.
  const counted = reports.filter(({ check }) => check === 'issuance');
  const own = reports.filter((report) => !counted.includes(report));
  const seen = [...Map.groupBy(own, ({ vantage }) => vantage)].map(([vantage, mine]) => ({
    vantage,
    ...viewOf(certificate, [...mine, ...counted], rule),
  }));
  const unseen = absent.map(({ vantage, why }): View => ({ vantage, outcome: 'UNKNOWN', reasons: [], why }));
  return forecastFrom(certificate, [...seen, ...unseen], now);
}

/** Puts views together that were made in several places. */
export function forecastFrom(certificate: DeclaredCertificate, views: readonly View[], now: Date): Forecast {
  const rule = perspectiveRule(now);
  const chances = views.flatMap(({ chance }) => chance ?? []);
  const odds = chances.length === 0 ? {} : { chance: Math.min(...chances) };
  return { certificate, outcome: combined(views, rule), ...odds, reasons: decidingOf(views), rule, views };
}

/**
 * The CA's rule, applied to our vantages as if they were its own places: so many may disagree, and those that agree must lie in two registries'
 * areas where ours do. Who could not tell never counts as agreeing.
 */
function combined(views: readonly View[], rule: PerspectiveRule): Outcome {
  const told = toldOf(views);
  const blocked = told.filter(({ outcome }) => outcome === 'BLOCKED');
  const passing = told.filter(({ outcome }) => outcome !== 'BLOCKED');
  const dissenters = dissentersAmong(views.length - 1, rule);
  if (told.length === 0) return 'UNKNOWN';
  if (passing.length === 0 || blocked.length > dissenters) return 'BLOCKED';
  if (areasOf(passing) < rule.registries && areasOf(told) >= rule.registries) return 'BLOCKED';
  if (told.some(({ outcome }) => outcome !== 'READY')) return 'RISKY';
  return views.length - told.length > dissenters ? 'UNKNOWN' : 'READY';
}

function toldOf(views: readonly View[]): readonly View[] {
  return views.filter(({ outcome }) => outcome !== 'UNKNOWN');
}

function areasOf(views: readonly View[]): number {
  return new Set(views.flatMap(({ vantage }) => registryOf(vantage) ?? [])).size;
}

function decidingOf(views: readonly View[]): readonly Reason[] {
  const order: readonly Outcome[] = ['BLOCKED', 'RISKY', 'UNKNOWN', 'READY'];
  const all = order.flatMap((outcome) => views.filter((view) => view.outcome === outcome).flatMap(({ reasons }) => reasons));
  const known = new Map<string, Reason>();
  for (const reason of all) {
    const key = `${reason.code} ${reason.subject}`;
    if (!known.has(key)) known.set(key, reason);
  }
  return [...known.values()];
}
